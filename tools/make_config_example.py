"""Write config.example.toml from the table of keys in virk_edge/formats/config.py."""

from __future__ import annotations

from pathlib import Path

from virk_edge.formats.config_example import example_toml

if __name__ == "__main__":
    target = Path(__file__).resolve().parents[1] / "config.example.toml"
    target.write_text(example_toml(), encoding="utf-8")
    print(f"wrote {target}")
