"""Run one benchmark, tools/bench_NAME.py, or list them all."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parent


def benches() -> dict[str, Path]:
    """Every benchmark by the name that a person types."""
    found = sorted(TOOLS.glob("bench_*.py"))
    return {path.stem.removeprefix("bench_").replace("_", "-"): path for path in found}


def first_line(path: Path) -> str:
    """What a benchmark says it does, without running it."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


def main(arguments: list[str]) -> int:
    """Become the benchmark, or list what there is."""
    known = benches()
    if not arguments or arguments[0] in ("-h", "--help"):
        print("usage: tools/bench NAME [options]")
        for name, path in known.items():
            print(f"  {name:<16} {first_line(path)}")
        return 0
    chosen = known.get(arguments[0].replace("_", "-"))
    if chosen is None:
        there = ", ".join(known) or "none"
        print(f"virk-edge: no benchmark {arguments[0]!r}; there are: {there}", file=sys.stderr)
        return 2
    # As the program itself runs: sums that come out the same twice need one thread.
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    os.execv(sys.executable, [sys.executable, str(chosen), *arguments[1:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
