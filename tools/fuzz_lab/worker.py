"""One target in a process of its own: instruments the package, makes the seeds, fuzzes.

Law: the package is imported here first and only under instrumentation; otherwise the fuzzer is
blind. This process is expected to die.
"""

from __future__ import annotations

import gc
import importlib
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# What strangers write into JSON and TOML to hurt a reader.
TOKENS = (
    *(b"NaN", b"1e999", b"-0.0", b"null", b"true", b"[]", b"{}", b'""', b'"\\ud800"'),
    *(b"[" * 600, b'{"a":' * 300, b"9" * 400, b"0x" + b"f" * 5000, b"18446744073709551616"),
    *(b"a." * 40, b"\\u001b[2J", b"../", b"C:", b"\\", b"\xff\xd8", b"\xff\xda", b"IDAT", b"acTL"),
    *(b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"\xdd\xff\xff\xff\xff", b"\xc7\x08\x05"),
    *(b'{"$array":"array-0.npy"}', b'{"$float":"nan"}', b"'descr': '|O'", b"99999999999999999999"),
)
_WORDS = re.compile(rb'"[\w$.-]{1,30}"|[a-z_]{3,20}(?= =)')


def work(arguments: Sequence[str]) -> None:
    """``ATHERIS TARGET CORPUS STATE OPTION...``: never returns.

    ATHERIS: the folder that holds the package. CORPUS: a folder; the seeds go there. STATE: a file
    for the slowest input's seconds. The options are libFuzzer's.
    """
    packages, name, corpus, state, *options = arguments
    sys.path.append(packages)
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["virk_edge", "tomllib"]):
        targets: Any = importlib.import_module("fuzz_lab.targets")
    from fuzz_lab.mutate import changed

    target = targets.TARGETS[name]
    if not any(Path(option).is_file() for option in options):
        seeds = target.seeds()
        dictionary = Path(state).with_suffix(".dict")
        dictionary.write_text(_dictionary(seeds), encoding="ascii")
        for number, seed in enumerate(seeds):
            (Path(corpus) / f"seed-{number}").write_bytes(seed)
        options += [corpus, f"-dict={dictionary}"]
    gc.freeze()

    def mutated(data: bytes, size_max: int, number: int) -> bytes:
        # Half of the changes keep JSON what it is; on the others the fuzzer has its own ways.
        found = changed(data, size_max, number) if number % 2 else None
        return found or bytes(atheris.Mutate(data, size_max))

    atheris.Setup(
        [sys.argv[0], *options],
        _timed(target.make(), Path(state)),
        custom_mutator=mutated,
    )
    atheris.Fuzz()


def _dictionary(seeds: Sequence[bytes]) -> str:
    words = {word for seed in seeds for word in _WORDS.findall(seed[:100_000])}
    lines = [
        '"' + "".join(f"\\x{byte:02x}" for byte in word) + '"'
        for word in (*TOKENS, *sorted(words)[:400])
        if len(word) <= 64  # libFuzzer takes no longer ones
    ]
    return "\n".join(lines) + "\n"


def _timed(one: Callable[[bytes], None], state: Path) -> Callable[[bytes], None]:
    """The same, and the slowest input's time is on the disk before anything can end the process."""
    slowest, count = 0.0, 0

    def timed(data: bytes) -> None:
        nonlocal slowest, count
        count += 1
        begin = time.perf_counter()
        one(data)
        took = time.perf_counter() - begin
        if took > 1.2 * slowest and count > 1:  # the first one also loads and compiles
            slowest = took
            state.write_text(json.dumps({"slowest_seconds": took, "bytes": len(data)}))

    return timed
