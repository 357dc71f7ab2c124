"""The compute thread over a real feed: what comes is judged, what cannot be is counted."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.daemons import Camera, running
from tests.feeds import until
from tests.recordings import camera_picture
from virk_edge.adapters.frame_pixels import frame_pixels
from virk_edge.adapters.store import Store
from virk_edge.cli.verify import problems_of
from virk_edge.errors import StorageError
from virk_edge.nouns import Encoding, Frame, FrameInfo


def test_an_incident_is_seen_recorded_and_closed_at_shutdown(tmp_path: Path) -> None:
    """From the hook to the bundle; the end of the program closes what is open."""
    with running(tmp_path) as run:
        camera = Camera(run.endpoint)
        run.until_opened(camera)
        run.feed(camera, 5, fault=True)
    (opened,) = run.lines.of("incident_opened")
    (closed,) = run.lines.of("incident_closed")
    (written,) = run.lines.of("bundle_written")
    (stopped,) = run.lines.of("stopped")
    counts = stopped["cameras"]["door"]
    assert closed["incident"] == opened["incident"] and closed["reason"] == "shutdown"
    assert run.lines.of("incident_diagnosed")[-1]["causes"][0]["cause"] == "defocus"
    assert problems_of(Path(written["bundle"])) == []
    assert stopped["bundles"] == [written["bundle"]] and stopped["clean"]
    assert counts["analysed"] == run.analysed() <= counts["published"] <= camera.sent
    known = counts["analysed"] + counts["recorded_only"] + counts["waiting"]
    assert counts["received"] == known + sum(counts["shed"].values())
    camera.publisher.close()


def test_an_undecodable_picture_is_counted_and_told_once(tmp_path: Path) -> None:
    """A camera that sends rubbish for hours makes one line."""
    picture = camera_picture(1, fault=False)
    whole = cv2.imencode(".jpg", picture)[1].tobytes()
    with running(tmp_path) as run:
        camera = Camera(run.endpoint)
        run.feed_by(lambda: camera.show_encoded(whole, 120, 160), 3)
        account = run.daemon.compute.accounts["door"]

        def counted() -> bool:
            camera.show_encoded(whole[:-40], 120, 160)
            return account.undecodable >= 3

        until(counted, run.lines.wait)
        run.feed_by(lambda: camera.show_encoded(whole, 120, 160), 1)
    (stopped,) = run.lines.of("stopped")
    assert stopped["cameras"]["door"]["shed"]["undecodable"] == account.undecodable
    assert len(run.lines.of("undecodable")) == 1
    camera.publisher.close()


def test_a_camera_may_change_its_format(tmp_path: Path) -> None:
    """Another resolution, then grey, then back: the judge goes on."""
    with running(tmp_path) as run:
        camera = Camera(run.endpoint)
        run.feed(camera, 20)
        run.feed(camera, 5, size=(240, 320))
        grey = np.full((90, 100), 90, np.uint8)
        run.feed_by(lambda: camera.publisher.publish(grey, t_boot_ns=camera._next_ns()) and None, 3)
        run.feed(camera, 5)
        assert run.daemon.compute.failure is None
    camera.publisher.close()


def test_a_camera_program_may_restart(tmp_path: Path) -> None:
    """A new run counts its frames from 0 again, and nothing is lost for it."""
    with running(tmp_path) as run:
        first = Camera(run.endpoint)
        run.feed(first, 20)
        first.publisher.close()
        second = Camera(run.endpoint)
        run.feed(second, 20)
        assert run.analysed() >= 40
        assert run.daemon.compute.failure is None
        assert len(run.lines.of("camera_seen")) == 1
    second.publisher.close()


def test_a_failing_disk_does_not_stop_the_judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The incident is lost and told; frames are judged as before."""

    def refuse(self: Store, name: str, size: int = 0) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(Store, "begin", refuse)
    with running(tmp_path) as run:
        camera = Camera(run.endpoint)
        run.until_opened(camera)
        until(lambda: bool(run.lines.of("bundle_failed")), run.lines.wait)
        run.feed(camera, 5, fault=True)
    assert [line["why"] for line in run.lines.of("bundle_failed")] == ["the disk is full"]
    assert run.lines.of("stopped")[0]["bundles"] == []
    camera.publisher.close()


@pytest.mark.parametrize("encoding", list(Encoding))
def test_every_encoding_becomes_bgr_or_grey(encoding: Encoding) -> None:
    """What a camera sends in any form is judged as the same picture."""
    picture = np.zeros((16, 16, 3), np.uint8)
    picture[:] = (200, 100, 50)
    payload = {
        Encoding.BGR8: picture.tobytes(),
        Encoding.RGB8: picture[:, :, ::-1].tobytes(),
        Encoding.GRAY8: picture[:, :, 0].tobytes(),
        Encoding.JPEG: cv2.imencode(".jpg", picture)[1].tobytes(),
        Encoding.PNG: cv2.imencode(".png", picture)[1].tobytes(),
    }[encoding]
    info = FrameInfo("door", 0, "run", 1, 1, encoding, 16, 16)
    pixels, original = frame_pixels(Frame(info, payload), pixels_max=256)
    assert original == (payload if encoding in (Encoding.JPEG, Encoding.PNG) else None)
    expected = picture[:, :, 0] if encoding is Encoding.GRAY8 else picture
    assert pixels.shape == expected.shape
    assert np.abs(pixels.astype(int) - expected).max() <= (6 if encoding is Encoding.JPEG else 0)
