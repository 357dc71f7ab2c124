"""The fuzzer behind tools/fuzz: what is fuzzed, and each target in a process of its own."""
