"""Helpers of tools/test-systemd."""
