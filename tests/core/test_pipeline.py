"""From pixels to jobs: the mask comes first, the caller's buffer is its own, the end closes all."""

from __future__ import annotations

import numpy as np
import pytest

from tests.builders import QUICK, cells_embedding, info, scene, with_noise
from virk_edge.core.exhibit import exhibit
from virk_edge.core.flight import Begin, Continue, Finish
from virk_edge.core.pipeline import Pipeline
from virk_edge.formats.config import CameraConfig, Config, RecordConfig
from virk_edge.nouns import U8, IncidentOpened

VIEW = scene(1, height=48, width=64)
CORNER = ((0.0, 0.0), (0.4, 0.0), (0.4, 0.4), (0.0, 0.4))


def pipeline(*, mask=(), embed=cells_embedding) -> Pipeline:
    config = Config(
        detect=QUICK,
        record=RecordConfig(pre_seconds=2.0, max_seconds=5.0),
        cameras={"door": CameraConfig(mask=mask)},
    )
    return Pipeline("door", config, embed)


def pixels(seq: int, *, fault_at: int = 150) -> U8:
    view = (VIEW * 0.35).astype(np.uint8) if seq >= fault_at else VIEW
    return with_noise(view, 3.0, seq)


def run(line: Pipeline, begin: int, end: int, **how):
    return [line.process(info(seq), pixels(seq), **how) for seq in range(begin, end)]


def test_a_fault_becomes_a_recording():
    """Begin, a job a frame, and an end when the footage ends."""
    line = pipeline()
    judged = run(line, 0, 190)
    jobs = [job for j in judged for job in j.jobs]
    assert isinstance(jobs[0], Begin)
    assert all(isinstance(job, Continue) for job in jobs[1:])
    [opened] = [e for j in judged for e in j.step.events if isinstance(e, IncidentOpened)]
    assert jobs[0].incident == opened
    closed, [finish] = line.finish("end_of_footage")
    assert closed.reason == "end_of_footage"
    assert isinstance(finish, Finish)
    assert finish.closed == closed
    assert finish.diagnosis.causes[0].cause == "brightness_drop"
    assert line.analysed == 190


def test_ending_before_anything_came_is_no_event():
    """A camera that never spoke."""
    assert pipeline().finish("shutdown") == (None, [])


def test_the_callers_buffer_is_its_own():
    """One buffer for all frames gives the same recording as a new one for each."""
    line, buffer, jobs = pipeline(), np.empty_like(VIEW), []
    for seq in range(190):
        buffer[:] = pixels(seq)
        jobs += line.process(info(seq), buffer).jobs
        buffer[:] = 77
    expected = [job for j in run(pipeline(), 0, 190) for job in j.jobs]
    frames = [*jobs[0].frames, *(job.frame for job in jobs[1:])]
    wanted = [*expected[0].frames, *(job.frame for job in expected[1:])]
    assert len(frames) == len(wanted)
    for frame, want in zip(frames, wanted, strict=True):
        assert np.array_equal(frame.pixels, want.pixels)
        assert np.array_equal(frame.pixels, pixels(frame.info.seq))
    assert [s.step for s in jobs[0].steps] == [s.step for s in expected[0].steps]


def test_what_is_masked_is_in_nothing_that_is_kept():
    """Neither in a frame nor in a measurement, nor in the original bytes."""
    line, seen = pipeline(mask=(CORNER,)), []

    def embed(small: U8) -> np.ndarray:
        seen.append(small.copy())
        return cells_embedding(small)

    line = pipeline(mask=(CORNER,), embed=embed)
    jobs = [job for j in run(line, 0, 190, original=b"not to be kept") for job in j.jobs]
    frames = [*jobs[0].frames, *(job.frame for job in jobs[1:])]
    assert all(f.original is None for f in frames)
    assert all((f.pixels[:19, :25] == 0).all() for f in frames)
    assert all((small[:19, :25] == 0).all() for small in seen)
    observations = [s.observation for s in jobs[0].steps]
    assert all((o.picture[:19, :25] == 0).all() for o in observations)


def test_what_is_masked_is_in_no_picture_for_people():
    """Neither before nor after; in the difference it is one grey, whatever is behind the mask."""
    line = pipeline(mask=(CORNER,))
    for seq in range(190):
        busy = pixels(seq)
        busy[:19, :25] = np.random.default_rng(seq).integers(0, 256, (19, 25, 3))
        line.process(info(seq), busy)
    _, [finish] = line.finish("shutdown")
    shown = exhibit(finish.sight, opened_ns=finish.incident.t_boot_ns, frames=())
    for picture in (shown.before, shown.after):
        assert picture.shape == (48, 64)
        assert not picture[:19, :25].any() and picture[20:, 26:].all()
    assert np.unique(shown.difference[:19, :25]).size == 1
    assert shown.record.light.gain == pytest.approx(0.35, abs=0.05)
    assert all(f.t_boot_ns > finish.incident.onset_boot_ns for f in shown.record.frames)


def test_movement_under_the_mask_changes_no_judgement():
    """Two streams that differ there only give the same steps to the bit."""
    one, other = pipeline(mask=(CORNER,)), pipeline(mask=(CORNER,))
    for seq in range(120):
        same = pixels(seq)
        busy = same.copy()
        busy[:19, :25] = np.random.default_rng(seq).integers(0, 256, (19, 25, 3))
        assert one.process(info(seq), same).step == other.process(info(seq), busy).step


def test_original_bytes_are_kept_when_no_mask_touches_them():
    """As they came; then no pixels are needed."""
    line = pipeline()
    jobs = [job for j in run(line, 0, 190, original=b"jpeg") for job in j.jobs]
    assert {f.original for f in jobs[0].frames} == {b"jpeg"}
    assert all(f.pixels is None for f in jobs[0].frames)
    assert jobs[1].frame.original == b"jpeg"


def test_another_cameras_mask_is_not_used():
    """A mask belongs to a name."""
    config = Config(cameras={"gate": CameraConfig(mask=(CORNER,))})
    line = Pipeline("door", config, None)
    line.process(info(0), VIEW)
    assert (line.flight.ring.take()[0].pixels == VIEW).all()


@pytest.mark.parametrize("shape", [(1, 1, 3), (33, 47), (7, 300, 3)], ids=str)
def test_any_shape_goes_through(shape):
    """Grey, tiny, wide: from pixels to the ring."""
    line = pipeline()
    for seq in range(30):
        line.process(info(seq, shape=shape), np.full(shape, 100 + seq, np.uint8))
    assert line.analysed == 30
    assert line.flight.ring.take()[-1].pixels.shape == shape
