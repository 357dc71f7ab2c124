"""The soak: hours of a daemon's load in minutes. What it does and how to read it: docs/soak.md."""
