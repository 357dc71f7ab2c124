"""One outside thing each, small."""
