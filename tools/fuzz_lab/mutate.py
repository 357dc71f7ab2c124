"""Changes to JSON that leave it JSON: without them a fuzzer rarely gets past the parser.

Pure: the same bytes and the same number give the same change.
"""

from __future__ import annotations

import json
import random
from typing import Any, Final

from fuzz_lab.inputs import MARK

_NOTHING: Final[Any] = None
_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63 - 1, 2**63, 2**64, -(2**63), 10**400, 1.5, -0.0),
    *(1e308, "", "a", "\ud800", "\x1b[2J", "../x", "0" * 64, "f" * 16, "closed", "2" * 5000),
    *([], {}, [[]], [0, 0], [[[[[[[[]]]]]]]], {"": {}}, {"$float": "nan"}, {"$float": "-inf"}),
    *({"$array": "array-0.npy"}, {"$array": "array-9.npy"}, {"$float": "nan:fff8000000000001"}),
)


def changed(data: bytes, size_max: int, number: int) -> bytes | None:
    """The input with one to three changes in one line of JSON in it; None if there is none."""
    draw = random.Random(number)
    parts = data.split(MARK)
    part = draw.randrange(len(parts)) if draw.random() < 0.3 else 0
    lines = parts[part].split(b"\n")
    line = draw.randrange(min(len(lines), 8))
    try:
        tree = json.loads(lines[line])
        for _ in range(draw.choice((1, 1, 2, 3))):
            tree = _edited(tree, draw)
        lines[line] = json.dumps(tree, separators=(",", ":")).encode()
    except (ValueError, OverflowError, RecursionError):
        return None
    parts[part] = b"\n".join(lines)
    whole = MARK.join(parts)
    return whole if len(whole) <= size_max else None


def _edited(tree: Any, draw: random.Random) -> Any:
    """The tree with one place in it changed."""
    place, above, key = tree, _NOTHING, _NOTHING
    while isinstance(place, (dict, list)) and place and (above is _NOTHING or draw.random() < 0.8):
        above = place
        key = draw.choice(list(place)) if isinstance(place, dict) else draw.randrange(len(place))
        place = place[key]
    if above is _NOTHING:
        return draw.choice(_VALUES)
    kind = draw.randrange(6)
    if kind == 0:
        del above[key]
    elif kind == 1 and isinstance(above, list):
        above.extend([place] * draw.choice((1, 2, 20)))
    elif kind == 1:
        above[draw.choice(("", "\x1b", "$x", "later", "../a"))] = place
    elif kind == 2 and isinstance(place, (int, float)):
        above[key] = place + draw.choice((-1, 1, 0.5, 2**62)) if place is not True else 1
    elif kind == 3 and isinstance(place, str):
        above[key] = place[: draw.randrange(len(place) + 1)] + draw.choice(("", "x", "\n", "/"))
    else:
        above[key] = draw.choice(_VALUES)
    return tree
