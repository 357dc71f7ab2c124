"""The parts of tools/build_embedder, which makes the default embedder and its model card."""
