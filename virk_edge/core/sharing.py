"""Who gets how much of what is not enough for all: max-min fairness, and a turn for the urgent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

_KEPT: Final = 0.25  # of a fair share, for those who are not urgent


def max_min(total: float, demands: Mapping[str, float]) -> dict[str, float]:
    """Max-min fair shares: nobody gets more than asked for, and what one does not need is shared
    equally by those who do (Bertsekas and Gallager, Data Networks, 1992, section 6.5).

    >>> max_min(1.0, {"a": 0.1, "b": 0.6, "c": 0.8})
    {'a': 0.1, 'b': 0.45, 'c': 0.45}
    """
    shares: dict[str, float] = {}
    left, waiting = max(total, 0.0), len(demands)
    for name in sorted(demands, key=lambda name: (demands[name], name)):
        shares[name] = min(demands[name], left / waiting)
        left -= shares[name]
        waiting -= 1
    return shares


def shares_of(
    total: float, demands: Mapping[str, float], urgent: Collection[str]
) -> dict[str, float]:
    """Fair shares; the urgent are served before the others, who keep a quarter of theirs.

    What nobody asks for is given to all equally, so that a guess too low costs nothing.
    """
    fair = max_min(total, demands)
    first = {name: wish for name, wish in demands.items() if name in urgent}
    rest = {name: wish for name, wish in demands.items() if name not in urgent}
    if first and rest:
        served = max_min(total - _KEPT * sum(fair[name] for name in rest), first)
        fair = {**served, **max_min(total - sum(served.values()), rest)}
    spare = max(total - sum(fair.values()), 0.0) / max(len(fair), 1)
    return {name: share + spare for name, share in fair.items()}
