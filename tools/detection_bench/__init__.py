"""The parts of tools/bench detection: streams, detectors, measures, tables."""
