"""The running program: tasks and their lifetimes."""
