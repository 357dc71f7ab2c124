"""Bundles for the tests of pages: the recorded one with answers of a model, or with less in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.recordings import Recorded, contents_of, manifest_of, rewritten
from virk_edge.formats.bundle import AFTER, BEFORE, DIFFERENCE, EXHIBIT, frame_record_entry
from virk_edge.formats.observations import decode_observations, encode_observations
from virk_edge.nouns import Cause, HeardStep, ObservedStep, Prediction, RecordedStep

# What a stranger may call a thing, a cause or himself.
HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\u202e\x1b[31m'
EVIDENCE = (BEFORE, AFTER, DIFFERENCE, EXHIBIT)


def measurements(bundle: Path) -> tuple[RecordedStep, ...]:
    """What a bundle's judge was told."""
    return tuple(decode_observations(contents_of(bundle)))


def answered(recorded: Recorded, path: Path, *, label: str = "person") -> Path:
    """The recorded bundle, as a model that sees less since the onset would have made it."""
    onset_ns = manifest_of(recorded.bundle).incident.onset_boot_ns

    def with_answers(step: RecordedStep) -> RecordedStep:
        if isinstance(step, HeardStep):
            early = step.heard.t_boot_ns < onset_ns
            counts = ((label, 20 if early else 5), ("dog", 3))
            heard = replace(step.heard, answered=step.heard.frames, labels=counts)
            return replace(step, heard=heard)
        early = step.observation.info.t_boot_ns < onset_ns
        given = (Prediction(label, 0.9 if early else 0.4, (20.0, 30.0, 60.0, 100.0)),)
        info = replace(step.observation.info, predictions=given)
        return ObservedStep(replace(step.observation, info=info), step.step)

    steps = [with_answers(step) for step in measurements(recorded.bundle)]
    old = [name for name in contents_of(recorded.bundle) if name.startswith("observations.")]
    changes = {**dict.fromkeys(old), **encode_observations(steps)}
    return rewritten(recorded.bundle, path, changes)


def without_pictures(recorded: Recorded, path: Path) -> Path:
    """A feed that stalled: a cause by rule, nothing to see."""
    manifest = manifest_of(recorded.bundle)
    gone = [name for name in contents_of(recorded.bundle) if name.startswith("frames/")]
    cause = Cause("stalled_feed", 0.99, "no frame has been announced for 8 s")
    incident = replace(manifest.incident, trigger="feed", causes=(cause,), evidence={})
    return rewritten(
        recorded.bundle,
        path,
        dict.fromkeys([*gone, *EVIDENCE]),
        manifest=replace(manifest, incident=incident, frames=(), losses={"feed_gap": 7}),
    )


def cut_off(recorded: Recorded, path: Path) -> Path:
    """What salvage makes of a recording: one frame, no measurements, no diagnosis."""
    manifest = manifest_of(recorded.bundle)
    kept, *others = manifest.frames
    gone = [name for name in contents_of(recorded.bundle) if name.startswith("observations.")]
    gone += [f.entry for f in others] + [frame_record_entry(f.entry) for f in others]
    incident = replace(
        manifest.incident, state="interrupted", reason="interrupted", causes=(), evidence={}
    )
    return rewritten(
        recorded.bundle,
        path,
        dict.fromkeys([*gone, *EVIDENCE]),
        manifest=replace(manifest, incident=incident, frames=(kept,)),
    )


def strange(recorded: Recorded, path: Path) -> Path:
    """Every text of it is hostile, and one frame is another picture than its record says."""
    manifest = manifest_of(recorded.bundle)
    *others, first, second = manifest.frames  # so none is left from before the onset
    contents = contents_of(recorded.bundle)
    gone = [name for name in contents if name.startswith("observations.")]  # quicker to show
    gone += [name for frame in others for name in (frame.entry, frame_record_entry(frame.entry))]
    cause = Cause(HOSTILE, 7.0, HOSTILE)
    incident = replace(
        manifest.incident,
        id=HOSTILE,
        camera=HOSTILE,
        causes=(cause,),
        evidence={HOSTILE: float("inf")},
        reason=HOSTILE,
        opened_wall_ns=2**63,
    )
    broken = contents[second.entry][:60] + b"not a picture" * 20
    return rewritten(
        recorded.bundle,
        path,
        {**dict.fromkeys(gone), first.entry: contents[second.entry], second.entry: broken},
        manifest=replace(
            manifest,
            incident=incident,
            frames=(first, second),
            duplicate_of=HOSTILE,
            losses={HOSTILE: 3},
            host=replace(manifest.host, cpu=HOSTILE),
        ),
    )
