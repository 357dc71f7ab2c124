"""What models return, turned into ``Prediction`` values; anything else is refused, not guessed.

This file only converts. Limits on length and value are the wire's and are checked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import index
from typing import Any, SupportsFloat

from virk_edge.nouns import Prediction


def as_predictions(given: object) -> tuple[Prediction, ...]:
    """Predictions from a list or tuple whose items are each one of

    - ``(label, score)`` or ``(label, score, x0, y0, x1, y1)``, box in pixels,
    - a mapping with ``label`` and ``score``, and ``box`` of four numbers if there is one,
    - an object with attributes of these names, such as ``Prediction``.

    A label is text or a whole number; scores and corners are any numbers. An empty list means
    that nothing was found.

    Raises
    ------
    TypeError, ValueError
        If ``given`` is anything else.

    >>> as_predictions([("cat", 0.9), {"label": 3, "score": 1, "box": (0, 0, 4, 4)}])[1]
    Prediction(label='3', score=1.0, box=(0.0, 0.0, 4.0, 4.0))
    """
    if not isinstance(given, (list, tuple)):
        raise TypeError(f"predictions are a list, not {type(given).__name__}")
    return tuple(_prediction(item) for item in given)


def _prediction(item: Any) -> Prediction:
    if isinstance(item, (list, tuple)):
        label, score, *rest = item
        if len(rest) not in (0, 4):
            raise ValueError(f"a prediction has 2 or 6 items, not {len(item)}")
        box = rest or None
    elif isinstance(item, Mapping):
        label, score, box = item["label"], item["score"], item.get("box")
    else:
        label, score, box = item.label, item.score, getattr(item, "box", None)
    if box is None:
        return Prediction(_label(label), _number(score))
    x0, y0, x1, y1 = map(_number, box)
    return Prediction(_label(label), _number(score), (x0, y0, x1, y1))


def _label(label: Any) -> str:
    if isinstance(label, str):
        return str(label)  # numpy's own kind of text becomes plain text
    if isinstance(label, bool):
        raise TypeError("a label is text or a whole number, not a truth value")
    return str(index(label))


def _number(value: SupportsFloat) -> float:
    if isinstance(value, (str, bytes, bool)):
        raise TypeError(f"a number, not {type(value).__name__}")
    return float(value)
