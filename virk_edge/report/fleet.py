"""Many bundles in facts: what each says in a row, which repeat which, and how many of what.

Law: pure, and nothing is believed that could hurt: texts lose their control characters, numbers
are held to their ranges, and chains of repeats that go round come to an end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import PurePosixPath
from typing import Final, TypeAlias

from virk_edge.core.readings import FIRST_WALL_NS
from virk_edge.formats.bundle import ClocksRecord, IncidentRecord, Manifest
from virk_edge.report.words import clamped, name, plain, possible, short

# A camera program's clock may differ, and footage may be old; but this is no clock at all.
_FIRST_FILMED_NS: Final = 946_684_800 * 10**9  # 2000
_LAST_NS: Final = 4_102_444_800 * 10**9  # 2100
_UNDIAGNOSED_SEVERITY: Final = 0.5  # as in ``adapters.catalogue``: nobody knows

_Key: TypeAlias = tuple[str, str, str]  # device, camera, id of an incident


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """One bundle in a row.

    bundle: its path below the folder, with ``/``. device: the host's name, or else the folder in
    which it lies, empty for the folder itself. moment_ns: when it opened, wall time; None where no
    clock was set. boot_id, opened_boot_ns: when, by the clock that decides. cause: the first one,
    empty when no diagnosis was made; score and because are the cause's. severity: 0 to 1, 0.5 where
    nobody knows it. lasted_seconds: None where the end is not in the recording. repeats: the
    incident that it repeats. frames: how many were kept. size: bytes. impossible: score or severity
    were none, and were held to 0 to 1. pictured: whether its page has a thumbnail beside it.
    """

    bundle: str
    size: int
    id: str
    camera: str
    device: str
    moment_ns: int | None
    boot_id: str
    opened_boot_ns: int
    trigger: str
    cause: str
    score: float
    because: str
    severity: float
    state: str
    reason: str
    provisional: bool
    lasted_seconds: float | None
    repeats: str | None
    frames: int
    withheld: str
    impossible: bool = False
    pictured: bool = False

    @property
    def day(self) -> str | None:
        """The UTC day of its opening, as 2026-11-22; None where no clock was set."""
        if self.moment_ns is None:
            return None
        return datetime.fromtimestamp(self.moment_ns // 10**9, timezone.utc).strftime("%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is called a bundle and cannot be read: why, in a sentence. size: bytes."""

    bundle: str
    size: int
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Incidents that repeat one another, as numbers of rows, the first of them first.

    first_is_here: false where the incident that began it is no longer among the bundles.
    """

    members: tuple[int, ...]
    first_is_here: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over all incidents, repeats included.

    causes, cameras: (name, count), the most frequent first. days: (UTC day, count), in order;
    undated: incidents for which no clock was set, which are in no day. by_camera_and_day: (camera,
    day, count) where there is any. groups: incidents without their repeats. unknown_share: 0 to 1,
    without a known cause. size: bytes, of what cannot be read, too. first_ns, last_ns: wall times
    of the first and last dated opening.
    """

    incidents: int
    groups: int
    unreadable: int
    copies: int
    causes: tuple[tuple[str, int], ...]
    cameras: tuple[tuple[str, int], ...]
    days: tuple[tuple[str, int], ...]
    by_camera_and_day: tuple[tuple[str, str, int], ...]
    undated: int
    unknown_share: float
    size: int
    first_ns: int | None
    last_ns: int | None


@dataclass(frozen=True, slots=True)
class Fleet:
    """Everything that an index shows. incidents: the newest first, those without a clock last."""

    incidents: tuple[IncidentFacts, ...]
    groups: tuple[Group, ...]
    unreadable: tuple[Unreadable, ...]
    figures: Figures


def incident_facts(manifest: Manifest, bundle: str, size: int) -> IncidentFacts:
    """The row of one bundle, which lies at ``bundle`` below the folder and has ``size`` bytes."""
    incident = manifest.incident
    cause = incident.causes[0] if incident.causes else None
    return IncidentFacts(
        bundle=bundle,
        size=size,
        id=name(incident.id),
        camera=name(incident.camera),
        device=name(manifest.host.hostname or "") or _folder(bundle),
        moment_ns=moment_ns(incident, manifest.clocks),
        boot_id=name(manifest.clocks.boot_id),
        opened_boot_ns=incident.opened_boot_ns,
        trigger=incident.trigger,
        cause="" if cause is None else name(cause.cause),
        score=0.0 if cause is None else clamped(cause.score),
        because="" if cause is None else short(cause.because),
        severity=_UNDIAGNOSED_SEVERITY if cause is None else clamped(incident.severity),
        state=incident.state,
        reason=name(incident.reason),
        provisional=incident.provisional,
        lasted_seconds=_lasted_seconds(incident),
        repeats=None if manifest.duplicate_of is None else name(manifest.duplicate_of),
        frames=len(manifest.frames),
        withheld=name(manifest.frames_withheld),
        impossible=not (possible(incident.severity) and (cause is None or possible(cause.score))),
    )


def _folder(bundle: str) -> str:
    """The folder that stands for a device: whole, as two may begin alike."""
    folder = PurePosixPath(bundle).parent
    return "" if folder == PurePosixPath() else plain(str(folder))


def moment_ns(incident: IncidentRecord, clocks: ClocksRecord) -> int | None:
    """When an incident opened, ns since 1970 by the wall clock; None where that was not set.

    A clock that was set while the incident was recorded tells when it was, by how far it went.
    """
    opened_ns = incident.opened_wall_ns
    if clocks.wall_ns < FIRST_WALL_NS:
        opened_ns += round((clocks.wall_step_seconds or 0.0) * 1e9)
        if opened_ns < FIRST_WALL_NS:
            return None
    return opened_ns if _FIRST_FILMED_NS <= opened_ns < _LAST_NS else None


def fleet(incidents: Iterable[IncidentFacts], unreadable: Iterable[Unreadable] = ()) -> Fleet:
    """Rows in order, grouped and counted; of a bundle that lies there twice, one row."""
    found = sorted(incidents, key=lambda row: row.bundle)
    unique = {_identity(row): row for row in reversed(found)}
    rows = tuple(
        sorted(unique.values(), key=lambda row: (-(row.moment_ns or 0), row.device, row.bundle))
    )
    broken = tuple(sorted(unreadable, key=lambda one: one.bundle))
    groups = groups_of(rows)
    figures = _figures(rows, groups, broken, copies=len(found) - len(rows))
    return Fleet(rows, groups, broken, figures)


def groups_of(rows: tuple[IncidentFacts, ...]) -> tuple[Group, ...]:
    """Which incidents belong together: those of one camera that lead to the same first one.

    Where that is gone, the earliest that is left stands for it. The groups are in the order of
    their first members.
    """
    firsts = _firsts(rows)
    members: dict[_Key, list[int]] = {}
    for number, row in enumerate(rows):
        members.setdefault((row.device, row.camera, firsts[_key(row)]), []).append(number)
    groups = []
    for (_, _, first), numbers in members.items():
        ordered = sorted(numbers, key=lambda n: (rows[n].id != first, *_age(rows[n])))
        groups.append(Group(tuple(ordered), rows[ordered[0]].id == first))
    return tuple(sorted(groups, key=lambda group: group.members[0]))


def _firsts(rows: tuple[IncidentFacts, ...]) -> dict[_Key, str]:
    """Of every incident the id at the end of its chain of repeats; in a ring, which only a forger
    makes, the least id on the way."""
    by_key = {_key(row): row for row in rows}
    firsts: dict[_Key, str] = {}
    for start in rows:
        row, way = start, dict[_Key, str]()
        first: str | None = None
        while first is None:
            key = _key(row)
            if key in firsts:
                first = firsts[key]
            elif key in way:
                first = min(way.values())
            elif row.repeats is None:
                first = row.id
            elif (following := by_key.get((row.device, row.camera, row.repeats))) is None:
                first = row.repeats
            else:
                row = following
            way[key] = key[2]
        firsts |= dict.fromkeys(way, first)
    return firsts


def _key(row: IncidentFacts) -> _Key:
    return (row.device, row.camera, row.id)


def _age(row: IncidentFacts) -> tuple[bool, int, int, str]:
    return (row.moment_ns is None, row.moment_ns or 0, row.opened_boot_ns, row.bundle)


def _identity(row: IncidentFacts) -> tuple[object, ...]:
    """What a bundle and its copy share; the device may be the name of a folder, so it is not."""
    return (row.id, row.camera, row.boot_id, row.opened_boot_ns, row.moment_ns, row.size)


def _figures(
    rows: tuple[IncidentFacts, ...],
    groups: tuple[Group, ...],
    unreadable: tuple[Unreadable, ...],
    *,
    copies: int,
) -> Figures:
    dated = [row.moment_ns for row in rows if row.moment_ns is not None]
    heat = Counter((row.camera, row.day or "") for row in rows if row.day is not None)
    unknown = sum(row.cause in ("", "unknown") for row in rows)
    return Figures(
        incidents=len(rows),
        groups=len(groups),
        unreadable=len(unreadable),
        copies=copies,
        causes=_counted(row.cause or "not diagnosed" for row in rows),
        cameras=_counted(row.camera for row in rows),
        days=tuple(sorted(Counter(row.day for row in rows if row.day is not None).items())),
        by_camera_and_day=tuple((c, d, n) for (c, d), n in sorted(heat.items())),
        undated=len(rows) - len(dated),
        unknown_share=unknown / len(rows) if rows else 0.0,
        size=sum(row.size for row in rows) + sum(one.size for one in unreadable),
        first_ns=min(dated, default=None),
        last_ns=max(dated, default=None),
    )


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def _lasted_seconds(incident: IncidentRecord) -> float | None:
    if incident.closed_boot_ns is None:
        return None
    return max(incident.closed_boot_ns - incident.opened_boot_ns, 0) / 1e9
