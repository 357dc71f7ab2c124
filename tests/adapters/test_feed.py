"""The daemon's end of the feed: one owner, newest frame wins, everything else is counted."""

from __future__ import annotations

import logging
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zmq

from tests.feeds import endpoint_in, next_frame, picture, until
from virk_edge.adapters.feed import FeedOptions, FeedReceiver
from virk_edge.adapters.feed_inbox import HEADERS_HELD_NS, METADATA_MAX, FeedInbox
from virk_edge.errors import ConfigError, StorageError, WireError
from virk_edge.formats.wire import WireLimits, encode_header, level_of, topic_frame, topic_metadata
from virk_edge.nouns import Encoding, FrameInfo
from virk_edge.publisher import FramePublisher


@pytest.fixture
def endpoint(tmp_path: Path) -> str:
    """An endpoint of this test alone."""
    return endpoint_in(tmp_path)


@pytest.fixture
def inbox() -> FeedInbox:
    """An inbox that wants every frame of "cam"."""
    return FeedInbox(FeedOptions(cameras={"cam": 0}, limits=WireLimits(1000)), None)


@pytest.fixture
def raw(endpoint: str) -> Iterator[zmq.Socket[bytes]]:
    """A peer that sends what it likes."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    peer = context.socket(zmq.XPUB)
    peer.connect(endpoint)
    yield peer
    context.destroy(linger=0)


def header(seq: int, *, camera: str = "cam", run: str = "a", lost: int = 0) -> bytes:
    """A header of a 2 x 2 grey frame."""
    return encode_header(FrameInfo(camera, seq, run, 1, 1, Encoding.GRAY8, 2, 2, lost=lost))


def metadata(seq: int, **more: str) -> list[bytes]:
    """A metadata message."""
    return [topic_metadata(more.get("camera", "cam")), header(seq, **more)]  # type: ignore[arg-type]


def frame(seq: int, camera: str = "cam") -> list[bytes]:
    """A frame message."""
    return [topic_frame(camera, level_of(seq)), header(seq, camera=camera), bytes(4)]


def test_the_newest_frame_wins_and_the_replaced_is_counted(inbox: FeedInbox) -> None:
    """A consumer that is late gets the present, not the past."""
    for seq in (1, 2, 3):
        inbox.accept(frame(seq), 0)
    taken = inbox.take_frame()
    assert taken is not None
    assert taken.info.seq == 3
    assert inbox.take_frame() is None
    counts = inbox.statistics(connections=0, discovering=False).cameras["cam"]
    assert (counts.frames, counts.superseded) == (3, 2)


def test_the_camera_that_waited_longest_is_taken_first() -> None:
    """A busy camera cannot starve a quiet one."""
    inbox = FeedInbox(FeedOptions(cameras={"busy": 0, "quiet": 0}), None)
    for camera, seq in (("busy", 1), ("quiet", 1), ("busy", 2), ("busy", 3)):
        inbox.accept(frame(seq, camera), 0)
    order = [inbox.take_frame(), inbox.take_frame()]
    assert [(f.info.camera, f.info.seq) for f in order if f] == [("busy", 3), ("quiet", 1)]


def test_gaps_restarts_and_conflicts_are_told_apart(inbox: FeedInbox) -> None:
    """A missing number is a gap, a new run a restart, a return to an old run two programs."""
    for seq, run in ((5, "a"), (6, "a"), (9, "a"), (0, "b"), (1, "b"), (1, "b"), (10, "a")):
        inbox.accept(metadata(seq, run=run), 77)
    counts = inbox.statistics(connections=0, discovering=False).cameras["cam"]
    assert (counts.metadata, counts.gaps, counts.restarts) == (7, 2, 1)
    assert (counts.conflicts, counts.repeats) == (1, 1)
    assert (counts.last_seq, counts.last_boot_ns) == (10, 77)


def test_frames_nobody_asked_for_are_dropped_and_counted(inbox: FeedInbox) -> None:
    """After a change of level some frames of the old one are still under way."""
    inbox.set_level("cam", 3)
    for seq in (7, 8, 9):
        inbox.accept(frame(seq), 0)
    inbox.set_level("cam", None)
    inbox.accept(frame(16), 0)
    counts = inbox.statistics(connections=0, discovering=False).cameras["cam"]
    assert (counts.frames, counts.unrequested) == (1, 3)


def test_the_memory_of_headers_is_bounded(inbox: FeedInbox) -> None:
    """A consumer that never comes costs headers, counted, not memory."""
    for seq in range(METADATA_MAX + 5):
        inbox.accept(metadata(seq), 0)
    waiting = inbox.take_metadata()
    assert (len(waiting), waiting[0].seq) == (METADATA_MAX, 5)
    refused = inbox.statistics(connections=0, discovering=False).refused
    assert refused == {"metadata_dropped": 5}


def test_cameras_beyond_the_limit_or_the_configuration_are_refused() -> None:
    """Names cost memory, so strangers may not bring any number of them."""
    few = FeedInbox(FeedOptions(cameras_max=1), None)
    named = FeedInbox(FeedOptions(cameras={"cam": None}), None)
    for camera in ("one", "two"):
        few.accept(metadata(0, camera=camera), 0)
        named.accept(metadata(0, camera=camera), 0)
    assert few.statistics(connections=0, discovering=False).refused == {"too_many_cameras": 1}
    assert named.statistics(connections=0, discovering=False).refused == {"unknown_camera": 2}


def test_consumers_are_told_once_until_they_take() -> None:
    """A consumer that is busy is not buried in calls."""
    told: list[int] = []
    inbox = FeedInbox(FeedOptions(cameras={"cam": 0}), lambda: told.append(1))
    inbox.announce(0)
    inbox.accept(frame(1), 0)
    inbox.announce(0)
    inbox.accept(frame(2), 0)
    inbox.announce(0)
    assert len(told) == 1
    inbox.take_frame()
    inbox.announce(0)
    assert len(told) == 1
    inbox.accept(frame(3), 0)
    inbox.announce(0)
    assert len(told) == 2


def test_headers_wait_for_company_and_frames_do_not() -> None:
    """One wake-up does for a header and its frame; without a frame, headers are told in time."""
    told: list[int] = []
    inbox = FeedInbox(FeedOptions(cameras={"cam": 0}), lambda: told.append(1))
    inbox.accept(metadata(1), 1000)
    assert inbox.announce(1000) and not told
    inbox.accept(frame(1), 1001)
    assert not inbox.announce(1001) and len(told) == 1
    assert inbox.take_frame() is not None and len(inbox.take_metadata()) == 1
    inbox.accept(metadata(2), 2000)
    inbox.accept(metadata(3), 2000 + HEADERS_HELD_NS)
    assert inbox.announce(1999 + HEADERS_HELD_NS) and len(told) == 1
    assert not inbox.announce(2000 + HEADERS_HELD_NS) and len(told) == 2
    assert inbox.wait(0) and len(inbox.take_metadata()) == 2
    assert not inbox.wait(0)


def test_a_header_that_comes_twice_is_read_once_and_means_the_same(inbox: FeedInbox) -> None:
    """A frame shares what its metadata said; another header is another one, and checks all hold."""
    inbox.accept(metadata(1), 0)
    inbox.accept(frame(1), 0)
    (said,), taken = inbox.take_metadata(), inbox.take_frame()
    assert taken is not None and taken.info is said
    inbox.accept(metadata(2), 0)
    assert inbox.take_metadata()[0].seq == 2
    with pytest.raises(WireError, match="camera"):
        inbox.accept([topic_metadata("other"), header(2)], 0)
    with pytest.raises(WireError, match="level"):
        inbox.accept([topic_frame("cam", 0), header(2), bytes(4)], 0)
    with pytest.raises(WireError, match="payload_length"):
        inbox.accept([topic_frame("cam", 1), header(2), bytes(5)], 0)


def test_what_ends_the_thread_reaches_the_consumer(inbox: FeedInbox) -> None:
    """A feed that is dead is never taken for one that is quiet."""
    inbox.fail(RuntimeError("broken"))
    for take in (inbox.take_frame, inbox.take_metadata, lambda: inbox.wait(0)):
        with pytest.raises(RuntimeError, match="broken"):
            take()


def test_a_payload_is_not_copied_on_its_way(endpoint: str) -> None:
    """The frame's memory is ZeroMQ's own and stays while the frame is held."""
    with (
        FeedReceiver(endpoint, FeedOptions(cameras={"cam": 0})) as receiver,
        FramePublisher("cam", endpoint=endpoint) as publisher,
    ):
        held = next_frame(publisher, receiver, picture(7))
        for _ in range(20):
            next_frame(publisher, receiver, picture(9))
        assert isinstance(held.payload, memoryview)
        assert held.payload.readonly
        assert (np.frombuffer(held.payload, np.uint8) == 7).all()


def test_a_level_can_be_changed_while_frames_flow(endpoint: str) -> None:
    """Shedding and bursting are the same act: another subscription. One is always the doctor's."""
    with (
        FeedReceiver(endpoint, FeedOptions(cameras={"cam": 7})) as receiver,
        FramePublisher("cam", endpoint=endpoint) as publisher,
    ):
        assert next_frame(publisher, receiver, picture()).info.seq % 128 == 0
        receiver.subscribe("cam", 0)
        until(lambda: next_frame(publisher, receiver, picture()).info.seq % 2 == 1, lambda: None)
        receiver.subscribe("cam", None)
        until(lambda: publisher.statistics().subscriptions == 2,
              lambda: (publisher.publish(picture()), receiver.wait(0.005)))  # fmt: skip
        assert receiver.statistics().cameras["cam"].level is None
        for camera, level in (("Cam", 0), ("cam", 8)):
            with pytest.raises(ValueError, match=r"camera|level"):
                receiver.subscribe(camera, level)


def test_cameras_nobody_named_are_found(endpoint: str) -> None:
    """Each is found by its first message, and then only what is wanted of it is sent."""
    with (
        FeedReceiver(endpoint, FeedOptions(level=2)) as receiver,
        FramePublisher("first", endpoint=endpoint) as first,
        FramePublisher("late", endpoint=endpoint) as late,
    ):
        assert next_frame(first, receiver, picture()).info.camera == "first"
        assert next_frame(late, receiver, picture()).info.camera == "late"

        def settled() -> bool:
            # Both hooks hold both cameras' topics, one of metadata and levels 2 to 7 each, and
            # the one of virk-edge doctor.
            return all(hook.statistics().subscriptions == 15 for hook in (first, late))

        def go_on() -> None:
            for hook in (first, late):
                hook.publish(picture())
            receiver.wait(0.005)
            receiver.take_metadata()

        until(settled, go_on)
        seen = receiver.statistics()
        assert set(seen.cameras) == {"first", "late"}
        assert not seen.discovering
        assert seen.connections == 2


def test_malformed_messages_are_counted_and_logged_once(
    endpoint: str, raw: zmq.Socket[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    """Rubbish costs one line in the log and never the thread."""
    rubbish: list[list[bytes]] = [
        [b"cam/m/", b"rubbish"], [b"cam/m/", header(1), b"more"], [b"cam/f/0/", header(1), b""],
        [b"cam/m/"], [b"cam/m/x", header(1)], [b"cam/f/0/", header(2), bytes(4)],
    ]  # fmt: skip
    with (
        caplog.at_level(logging.WARNING, "virk_edge.feed"),
        FeedReceiver(endpoint, FeedOptions(cameras={"cam": 0})) as receiver,
        FramePublisher("cam", endpoint=endpoint) as publisher,
    ):
        assert raw.poll(5000)

        def all_reasons() -> bool:
            for parts in rubbish:
                raw.send_multipart(parts)
            receiver.wait(0.01)
            receiver.take_metadata()
            return len(receiver.statistics().refused) == 5

        until(all_reasons, lambda: None)
        assert set(receiver.statistics().refused) == {
            "header_syntax", "parts", "payload_length", "topic", "level",
        }  # fmt: skip
        next_frame(publisher, receiver, picture())
    assert [r.getMessage().split()[0] for r in caplog.records] == ["feed_malformed"]


def test_the_socket_file_has_the_right_mode_and_goes_with_the_daemon(endpoint: str) -> None:
    """Its group may connect, others may not, and nothing stale is left."""
    path = Path(endpoint.removeprefix("ipc://"))
    with FeedReceiver(endpoint):
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert not path.exists()


def test_a_second_daemon_is_kept_off(endpoint: str) -> None:
    """ZeroMQ would let it steal the endpoint without a word."""
    with FeedReceiver(endpoint, FeedOptions(cameras={"cam": 0})) as receiver:
        with pytest.raises(StorageError, match=f"process {os.getpid()}"), FeedReceiver(endpoint):
            pass
        with FramePublisher("cam", endpoint=endpoint) as publisher:
            next_frame(publisher, receiver, picture())
    with FeedReceiver(endpoint):
        pass


def test_a_socket_left_by_a_killed_daemon_is_replaced(endpoint: str) -> None:
    """SIGKILL leaves the file and frees the lock."""
    code = (
        "import os, signal, sys; from virk_edge.adapters.feed import FeedReceiver\n"
        "FeedReceiver(sys.argv[1]).start(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, endpoint], check=False, timeout=60)
    assert Path(endpoint.removeprefix("ipc://")).is_socket()
    with (
        FeedReceiver(endpoint, FeedOptions(cameras={"cam": 0})) as receiver,
        FramePublisher("cam", endpoint=endpoint) as publisher,
    ):
        next_frame(publisher, receiver, picture())


def test_a_file_in_the_way_is_not_deleted(endpoint: str) -> None:
    """What is not a socket belongs to somebody else."""
    path = Path(endpoint.removeprefix("ipc://"))
    path.write_text("precious")
    with pytest.raises(ConfigError, match="not a socket"), FeedReceiver(endpoint):
        pass
    assert path.read_text() == "precious"


@pytest.mark.parametrize(
    "wrong",
    ["tcp://0.0.0.0:5555", "ipc://relative", "ipc:///no/such/folder/feed.sock", "inproc://x"],
)
def test_an_endpoint_that_cannot_be_is_a_sentence_naming_its_key(wrong: str) -> None:
    """The operator is told which key to change."""
    with pytest.raises(ConfigError, match=r"^\$\.feed\.endpoint: "), FeedReceiver(wrong):
        pass


def test_a_port_that_is_taken_is_a_sentence() -> None:
    """The kernel refuses a second owner of a loopback port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(StorageError, match="cannot listen"), FeedReceiver(where):
            pass


def test_a_socket_of_the_service_manager_is_used_and_left(endpoint: str) -> None:
    """Hooks may connect before the daemon exists; path and mode stay the manager's."""
    path = Path(endpoint.removeprefix("ipc://"))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        path.chmod(0o600)
        listening.listen()
        with FramePublisher("cam", endpoint=endpoint) as publisher:
            publisher.publish(picture())
            for _ in range(2):
                receiver = FeedReceiver(
                    endpoint, FeedOptions(cameras={"cam": 0}), listen_fd=listening.fileno()
                )
                with receiver:
                    next_frame(publisher, receiver, picture())
                assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert listening.fileno() >= 0


def test_many_threads_may_steer_one_receiver(endpoint: str) -> None:
    """Subscriptions change on the receiving thread, whoever asks for them."""
    with FeedReceiver(endpoint, FeedOptions(cameras={})) as receiver:
        threads = [
            threading.Thread(
                target=lambda n=n: [receiver.subscribe(f"cam{n}", i % 8) for i in range(100)]  # type: ignore[misc]
            )
            for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {c.level for c in receiver.statistics().cameras.values()} == {3}
        with FramePublisher("cam2", endpoint=endpoint) as publisher:
            assert next_frame(publisher, receiver, picture()).info.seq % 8 == 0


def test_rubbish_is_counted_under_its_reason(inbox: FeedInbox) -> None:
    """The inbox raises what it counted, so that the thread can log it once."""
    with pytest.raises(WireError):
        inbox.accept([b"cam/m/", b""], 0)
    seen = inbox.statistics(connections=0, discovering=False)
    assert (seen.messages, seen.refused) == (1, {"header_syntax": 1})
