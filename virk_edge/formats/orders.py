"""What a person may ask of a camera's judge, and what it answers: small JSON, read strictly.

An order is good for seconds only and on this boot only: nobody wants one that was given before a
power cut to be carried out after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, TypeVar, get_args

from virk_edge.errors import StateError
from virk_edge.formats.config import CAMERA_NAME
from virk_edge.formats.exact import json_bytes, json_value
from virk_edge.formats.records import from_json, to_json
from virk_edge.formats.shown import shown

FORMAT: Final = "virk-edge-order"
VERSION: Final = 1
BYTES_MAX: Final = 64 << 10

# save: write the state now. fault: nothing is learnt until the open incident is over.
# picture: hand over the next frame, under the mask, through the pipe that lies beside the order.
Action: TypeAlias = Literal["save", "accept", "fault", "reset", "import", "picture"]
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Order:
    """One order. ``id`` finds its answer; it is void after ``until_boot_ns``, or another boot.

    file, sha256: of an import, where the baseline came from, for people, and its digest; it lies
    beside the order.
    """

    id: str
    camera: str
    action: Action
    boot_id: str
    until_boot_ns: int
    file: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        if not CAMERA_NAME.fullmatch(self.camera):
            raise ValueError("names a camera in a way that no camera is named")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an order. ``words``: one sentence. ``incident``: the one it was about.

    mask_sha256: of a picture, which mask was over it; None without one.
    """

    id: str
    done: bool
    words: str
    incident: str | None = None
    mask_sha256: str | None = None


def order_bytes(order: Order | Answer) -> bytes:
    """An order or an answer as a file."""
    return json_bytes({"format": FORMAT, "version": VERSION, **to_json(order)}) + b"\n"


def read_order(data: bytes, label: str) -> Order:
    """Read an order. Raises ``StateError`` naming ``label``."""
    return _read(Order, data, label)


def read_answer(data: bytes, label: str) -> Answer:
    """Read an answer. Raises ``StateError`` naming ``label``."""
    return _read(Answer, data, label)


def _read(kind: type[_T], data: bytes, label: str) -> _T:
    try:
        if len(data) > BYTES_MAX:
            raise ValueError("it is too long")
        document: Any = json_value(data)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ValueError("it does not say that it is one")
        if document.get("version") != VERSION or document["version"] is True:
            raise ValueError(f"it has version {shown(document.get('version'))}, not {VERSION}")
        return from_json(kind, document)
    except ValueError as error:
        raise StateError(f"{label} is no order of virk-edge: {error}") from None
