"""``python -m virk_edge`` is the program ``virk-edge``."""

from __future__ import annotations

import sys

from virk_edge.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
