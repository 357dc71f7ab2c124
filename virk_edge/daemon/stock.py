"""How things stand with the cameras, put together for people once a second."""

from __future__ import annotations

from dataclasses import dataclass

from virk_edge.adapters.host import boot_ns
from virk_edge.core.account import Account
from virk_edge.core.arrivals import CameraCounts
from virk_edge.core.learning import learning
from virk_edge.core.pipeline import Pipeline
from virk_edge.formats.standing import BudgetStanding, CameraStanding


@dataclass(frozen=True, slots=True)
class Stock:
    """How things stand: the budget, and every camera that was heard or is configured."""

    budget: BudgetStanding
    cameras: dict[str, CameraStanding]


def camera_standing(
    counts: CameraCounts,
    account: Account,
    pipeline: Pipeline | None,
    *,
    waiting: bool,
    losses: dict[str, int],
    fps: float | None,
) -> CameraStanding:
    """One camera. waiting: whether a frame lies there that nobody has taken yet. One that never
    spoke is silent since ``counts.last_boot_ns`` too: since whoever asks began to listen."""
    balanced = account.balanced(
        received=counts.frames, superseded=counts.superseded, waiting=int(waiting)
    )
    incident = None if pipeline is None else pipeline.monitor.incident
    silent_ns = boot_ns() - counts.last_boot_ns
    return CameraStanding(
        published=counts.metadata + counts.gaps,
        received=balanced.received,
        analysed=balanced.analysed,
        without_embedding=balanced.without_embedding,
        recorded_only=balanced.recorded_only,
        waiting=balanced.waiting,
        shed=balanced.shed,
        level=counts.level,
        silent_seconds=round(max(silent_ns, 0) / 1e9, 1),
        incident=None if incident is None else incident.incident,
        recording=pipeline is not None and pipeline.flight.recording is not None,
        losses=losses,
        fps=fps,
        incidents=account.incidents,
        learning=None if pipeline is None else learning(pipeline.monitor.status()),
    )
