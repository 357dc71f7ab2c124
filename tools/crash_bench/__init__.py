"""A crash, a failing disk and a power cut at every step of what virk-edge writes."""
