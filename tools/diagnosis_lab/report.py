"""The figures of all answers as one tree of numbers, and that tree as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from days_bench.showing import Table, Target

from diagnosis_lab import figures
from diagnosis_lab.judging import Answer, family, is_clean
from diagnosis_lab.windows import TRAINING_SCENES

Row = dict[str, Any]
FAMILIES = ("own", "others", "real")
UNSEEN, TRAINED = "scenes kept from training", "scenes that training may use"
_SHARES = ("right", "in two", "named", "right when named", "named behind gate", "ece", "score")


def numbers(answers: Sequence[Answer]) -> Row:
    """Footage to family to figures; what is not there is left out."""
    split = {
        UNSEEN: [a for a in answers if a.sample.scene not in TRAINING_SCENES],
        TRAINED: [a for a in answers if a.sample.scene in TRAINING_SCENES],
    }
    found: Row = {}
    for footage, some in split.items():
        for name in FAMILIES:
            members = [a for a in some if family(a.sample) == name]
            if members:
                found.setdefault(footage, {})[name] = _family(members)
    return found


def _family(answers: Sequence[Answer]) -> Row:
    faults = [a for a in answers if a.sample.labels and not is_clean(a.sample)]
    seen = [a for a in faults if a.visible]
    clean = [a for a in answers if is_clean(a.sample)]
    # Made to be unknown, shown apart: outside, strange, and oddities of our own.
    odd = [a for a in answers if not a.sample.labels and not is_clean(a.sample)]
    return {
        "all": {**figures.counted(seen), "not visible": len(faults) - len(seen)},
        "sources": _rows(faults, lambda a: a.sample.source),
        "kinds": _rows(faults, lambda a: f"{a.sample.source} {a.sample.kind}"),
        "scenes": sorted(
            _rows(faults, lambda a: a.sample.scene), key=lambda r: (r["right"] is None, r["right"])
        ),
        "confusion": figures.confusion(seen),
        "coverage": figures.coverage(seen),
        "curve": figures.curve(seen),
        "reliability": figures.reliability(seen),
        "ece": figures.calibration_error(seen),
        "odd": figures.named_shares(odd, lambda a: _odd_group(a)),
        "odd kinds": figures.named_shares(odd, lambda a: f"{_odd_group(a)}: {a.sample.kind}"),
        "clean": _clean_rows(clean),
    }


def _odd_group(answer: Answer) -> str:
    return "oddities of our own" if answer.sample.source == "own" else answer.sample.source


def _rows(faults: Sequence[Answer], what: Any) -> list[Row]:
    groups: dict[str, list[Answer]] = {}
    for answer in faults:
        groups.setdefault(what(answer), []).append(answer)
    rows = []
    for name, some in groups.items():
        seen = [a for a in some if a.visible]
        row = {"what": name, **figures.counted(seen), "not visible": len(some) - len(seen)}
        rows.append(
            {**row, "ece": figures.calibration_error(seen), "said": figures.said_most(seen)}
        )
    return rows


def _clean_rows(clean: Sequence[Answer]) -> list[Row]:
    scenes = dict.fromkeys(a.sample.scene for a in clean)
    groups = [(s, [a for a in clean if a.sample.scene == s]) for s in scenes]
    rows = []
    for name, some in [*groups, ("all", list(clean))] if clean else []:
        behind = [a.named and a.visible for a in some]
        row = {"what": name, "n": len(some), "named": figures.share(a.named for a in some)}
        named = figures.named_shares([a for a in some if a.named], lambda a: "named")
        rows.append({**row, "named behind gate": figures.share(behind)})
        rows[-1]["as"] = named[0]["as"] if named else "-"
    return rows


def tables(found: Row) -> list[Table]:
    """Everything, for standard output."""
    made = []
    for footage, families in found.items():
        for name, one in families.items():
            title = f"{name}, {footage}"
            made += [
                Table(f"{title}: by source (shares in %)", _shown(_summary(one))),
                Table(f"{title}: by kind", _shown(one["kinds"], without=("ece",))),
                Table(f"{title}: what was said (rows: what is so)", _confusion(one["confusion"])),
                Table(f"{title}: if named from a score on", _coverage(one["coverage"])),
                Table(f"{title}: what scores mean", _shown(one["reliability"]), _ece(one["ece"])),
                Table(f"{title}: scenes, worst first", _shown(one["scenes"], without=("ece",))),
                Table(f"{title}: without a cause (ideal: 0 % named)", _shown(one["odd"])),
                Table(f"{title}: the same, by kind", _shown(one["odd kinds"])),
                Table(f"{title}: windows as they are", _shown(one["clean"])),
            ]
    return [table for table in made if table.rows]


def targets(found: Row) -> list[Target]:
    """The design's numbers to reach, on scenes that training never saw."""
    unseen = found.get(UNSEEN, {})
    made = []
    if "own" in unseen:
        made.append(_at_least("right first, own generators", 0.97, unseen["own"]["all"]["right"]))
    if "others" in unseen:
        others = unseen["others"]
        every = others["all"]
        made += [
            _at_least("right first, other generators", 0.92, every["right"]),
            _at_least("right when named, other generators", 0.97, every["right when named"]),
            _at_least("named, other generators", 0.85, every["named"]),
        ]
        outside = [r for r in others["odd"] if r["what"] == "outside"]
        made += [_at_most("outside the taxonomy, named", 0.20, r["named"]) for r in outside]
        clean = [r for r in others["clean"] if r["what"] == "all"]
        made += [_at_most("clean, named behind gate", 0.01, r["named behind gate"]) for r in clean]
    return made


def _at_least(what: str, level: float, value: float | None) -> Target:
    met = None if value is None else value >= level
    return Target(what, f">= {100 * level:.0f} %", _percent(value), met)


def _at_most(what: str, level: float, value: float | None) -> Target:
    met = None if value is None else value <= level
    return Target(what, f"<= {100 * level:.0f} %", _percent(value), met)


def _summary(one: Row) -> list[Row]:
    rows = [{k: v for k, v in row.items() if k != "said"} for row in one["sources"]]
    if len(rows) > 1:
        rows.append({"what": "all", **one["all"], "ece": one["ece"]})
    return rows


def _shown(rows: Iterable[Row], without: Sequence[str] = ()) -> list[dict[str, object]]:
    return [
        {k: _percent(v) if k in _SHARES else v for k, v in row.items() if k not in without}
        for row in rows
    ]


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _coverage(rows: Iterable[Row]) -> list[dict[str, object]]:
    shown = _shown(rows)
    return [{**new, "score": old["score"]} for new, old in zip(shown, rows, strict=True)]


def _ece(value: float | None) -> str:
    return f"expected calibration error {_percent(value)} %"


def _confusion(counts: dict[str, dict[str, int]]) -> list[dict[str, object]]:
    said = sorted({name for row in counts.values() for name in row} - {"unknown"})
    columns = [*said, "unknown"]
    heads = {name: _initials(name) for name in columns}
    return [
        {"so": truth, **{heads[c]: row.get(c, 0) or "." for c in columns}}
        for truth, row in counts.items()
    ]


def _initials(name: str) -> str:
    """As in "bright.drop": columns are narrow."""
    first, _, second = name.partition("_")
    return f"{first[:6]}.{second[:4]}" if second else name[:10]
