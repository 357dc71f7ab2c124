"""What ``virk-edge doctor`` makes of the feed's socket; readings in, a finding out."""

from __future__ import annotations

from dataclasses import dataclass

from virk_edge.core.doctor import Finding

_MODE = 0o660


@dataclass(frozen=True, slots=True)
class Door:
    """A socket file. group: its name or number; peer: who listens, in words, None if it was not
    reached; refused: why not; open_folder: one above it in which strangers can rename."""

    path: str
    mode: int
    group: str
    peer: str | None
    refused: str
    open_folder: str


def socket(door: Door, *, wanted_group: str, may_connect: bool) -> Finding:
    """wanted_group: by the configuration, empty if it names none. may_connect: whether whoever
    asks has the right to, so that a refusal says something."""
    seen = f"mode {door.mode:04o}, group {door.group}"
    if door.open_folder:
        todo = "let only root or the daemon's user write there: others can take the socket's place"
        return Finding("socket", "bad", f"{door.open_folder} is open to others", todo)
    if door.mode & 0o007:
        todo = "anybody on this device may publish: the socket unit's SocketMode= should be 0660"
        return Finding("socket", "warning", seen, todo)
    if door.mode & _MODE != _MODE:
        todo = "owner and group need to read and write: SocketMode= should be 0660"
        return Finding("socket", "bad", seen, todo)
    if wanted_group and door.group != wanted_group:
        todo = f"feed.group is {wanted_group}: give SocketGroup= of the socket unit the same name"
        return Finding("socket", "bad", seen, todo)
    if door.peer is not None:
        return Finding("socket", "good", f"reached, {door.peer} listens; {seen}")
    if not may_connect:
        todo = f"run it as root or as a member of {door.group}"
        return Finding("socket", "unknown", f"{seen}; you may not connect", todo)
    todo = "nobody listens: `systemctl status virk-edge.socket virk-edge`"
    return Finding("socket", "bad", f"{seen}; {door.refused}", todo)
