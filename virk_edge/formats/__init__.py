"""Contracts others rely on: bytes to nouns and back. Nothing here touches the world."""
