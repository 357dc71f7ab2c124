"""Decisions: values in, values out. No clock, disk, socket, task, thread or logger."""
