"""The parts of tools/bench predictions-first: a loop to slow down, faults, statistics, tables."""
