"""Helpers of tools/test-systemd --vm."""
