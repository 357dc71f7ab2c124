"""A bundle for a person to look at."""
