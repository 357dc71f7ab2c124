"""The hook: it shows every wanted frame, never blocks, never raises, and counts what it lost."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zmq
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feeds import SlowDaemon, connect, endpoint_in, next_frame, picture, until
from virk_edge import FramePublisher
from virk_edge.adapters.feed import FeedOptions, FeedReceiver
from virk_edge.formats.config import FEED_ENDPOINT
from virk_edge.formats.wire import WireLimits, decode_message
from virk_edge.nouns import Encoding, Frame, FrameInfo, ModelIdentity, Prediction
from virk_edge.publisher import DEFAULT_ENDPOINT, as_predictions
from virk_edge.publisher.cost import PAUSE_NS, REST_FIRST_NS, WINDOW, CostMeter, Quiet
from virk_edge.publisher.ledger import HookRefusal

BLOCKED_NS = 500_000_000  # a call that waits for the daemon waits for ever; this is no hiccup


@pytest.fixture
def endpoint(tmp_path: Path) -> str:
    """An endpoint of this test alone."""
    return endpoint_in(tmp_path)


@pytest.fixture
def receiver(endpoint: str) -> Iterator[FeedReceiver]:
    """A daemon that wants every frame of "cam"."""
    with FeedReceiver(endpoint, FeedOptions(cameras={"cam": 0})) as receiver:
        yield receiver


@pytest.fixture
def publisher(endpoint: str) -> Iterator[FramePublisher]:
    """A hook of "cam"."""
    with FramePublisher("cam", endpoint=endpoint) as publisher:
        yield publisher


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FramePublisher]:
    """A hook whose every frame is wanted, for tests of many examples."""
    where = endpoint_in(tmp_path_factory.mktemp("live"))
    options = FeedOptions(cameras={"cam": 0})
    with (
        FeedReceiver(where, options) as receiver,
        FramePublisher("cam", endpoint=where, allowance_us=1e9) as publisher,
    ):
        next_frame(publisher, receiver, picture())
        yield publisher


def test_importing_the_hook_imports_nothing_of_the_daemon() -> None:
    """A camera program pays for pyzmq, msgpack and numpy alone."""
    heavy = ("cv2", "tflite_runtime", "ai_edge_litert", "asyncio", "virk_edge.daemon",
             "virk_edge.core", "virk_edge.adapters", "virk_edge.formats.config",
             "zmq.auth")  # fmt: skip
    code = (
        "import sys; from virk_edge import FramePublisher; FramePublisher('cam').close();"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_hook_and_the_daemon_meet_by_default() -> None:
    """Both sides name the same default endpoint, each without importing the other."""
    assert DEFAULT_ENDPOINT == FEED_ENDPOINT


def test_a_frame_arrives_bit_for_bit(publisher: FramePublisher, receiver: FeedReceiver) -> None:
    """Pixels, size and encoding are the caller's own."""
    pixels = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    frame = next_frame(publisher, receiver, pixels)
    assert bytes(frame.payload) == pixels.tobytes()
    assert (frame.info.height, frame.info.width) == (48, 64)
    assert frame.info.encoding is Encoding.BGR8


@pytest.mark.parametrize(
    ("view", "encoding"),
    [
        (lambda p: p[:, ::-1], Encoding.BGR8),
        (lambda p: p[..., ::-1], Encoding.BGR8),
        (lambda p: p[::2, ::2, 1], Encoding.GRAY8),
        (lambda p: np.asfortranarray(p), Encoding.BGR8),
    ],
)
def test_a_view_of_a_frame_arrives_in_c_order(
    publisher: FramePublisher, receiver: FeedReceiver, view: Any, encoding: Encoding
) -> None:
    """Crops, flips and slices need no copy by the caller."""
    pixels = view(np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8))
    frame = next_frame(publisher, receiver, pixels)
    assert bytes(frame.payload) == pixels.tobytes("C")
    assert frame.info.encoding is encoding


def test_everything_said_of_a_frame_arrives(endpoint: str) -> None:
    """Predictions, model, embedding, latency and times travel in the header."""
    model = ("ssd", "AB" * 32)
    with (
        SlowDaemon(endpoint, "cam") as daemon,
        FramePublisher("cam", endpoint=endpoint, model=model, encoding="rgb8") as publisher,
    ):
        connect(publisher, daemon)
        assert publisher.publish(
            picture(), predictions=[("cat", np.float32(0.5), 1, 2, 3, 4)],
            embedding=np.array([[1, 2]], np.float64), loop_us=1234, t_boot_ns=5, t_wall_ns=6,
        )  # fmt: skip
        parts = daemon.take(2000)
        assert parts is not None
        info = decode_message(parts, WireLimits())
    assert isinstance(info, FrameInfo)
    assert info.predictions == (Prediction("cat", 0.5, (1.0, 2.0, 3.0, 4.0)),)
    assert info.model == ModelIdentity("ssd", "ab" * 32)
    assert info.embedding is not None
    assert info.embedding.tolist() == [1.0, 2.0]
    assert (info.loop_us, info.t_boot_ns, info.t_wall_ns) == (1234, 5, 6)
    assert info.encoding is Encoding.RGB8


def test_encoded_bytes_arrive_as_they_came(endpoint: str) -> None:
    """A JPEG is not decoded on the way, and one of another size is an error of the call."""
    cv2 = pytest.importorskip("cv2")
    data = cv2.imencode(".jpg", picture())[1].tobytes()
    with SlowDaemon(endpoint, "cam") as daemon, FramePublisher("cam", endpoint=endpoint) as hook:
        connect(hook, daemon)
        assert hook.publish_encoded(data, encoding="jpeg", height=48, width=64)
        assert daemon.take(2000) is not None
        parts = daemon.take(2000)
        assert not hook.publish_encoded(data, encoding="jpeg", height=64, width=48)
        assert not hook.publish_encoded("text", encoding="jpeg", height=1, width=1)  # type: ignore[arg-type]
        assert not hook.publish_encoded(data, encoding="h264", height=1, width=1)
        errors = hook.statistics().errors
    assert parts is not None
    frame = decode_message(parts, WireLimits())
    assert isinstance(frame, Frame)
    assert bytes(frame.payload) == data
    assert errors == {"header": 1, "frame": 2}


def test_without_a_daemon_a_call_costs_nothing_and_says_so(publisher: FramePublisher) -> None:
    """Nobody wants the frame: no copy, no error, no loss."""
    assert sum(publisher.publish(picture()) for _ in range(50)) == 0
    seen = publisher.statistics()
    assert (seen.frames, seen.unwanted, seen.sent, seen.lost) == (50, 50, 0, 0)
    assert seen.errors == {}


def test_a_frame_of_a_level_nobody_wants_is_not_sent(endpoint: str) -> None:
    """Level 3 takes one frame in eight; the other seven cost no copy but their header goes."""
    with SlowDaemon(endpoint, "cam", 3) as daemon, FramePublisher("cam", endpoint=endpoint) as hook:
        connect(hook, daemon)
        first = hook.statistics().frames
        sent = []
        for seq in range(first, first + 32):
            if hook.publish(picture()):
                sent.append(seq)
            while daemon.take(20) is not None:
                pass
        assert sent == [seq for seq in range(first, first + 32) if seq % 8 == 0]
        assert hook.statistics().metadata_sent >= 32


def test_a_reused_buffer_never_tears_a_frame(endpoint: str) -> None:
    """The camera may write its next frame as soon as publish returns, however slow the daemon."""
    buffer = picture(height=480, width=640)
    seen: list[bool] = []
    with SlowDaemon(endpoint, "cam") as daemon, FramePublisher("cam", endpoint=endpoint) as hook:
        connect(hook, daemon)

        def three_frames_for_one_message() -> None:
            for value in (1, 2, 3):
                buffer[:] = value
                hook.publish(buffer)
                buffer[:] = 255  # the camera's next frame
            parts = daemon.take(5)
            if parts is not None and len(parts) == 3:
                values = np.unique(np.frombuffer(parts[2], np.uint8))
                seen.append(len(values) == 1 and values[0] in (0, 1, 2, 3))

        until(lambda: len(seen) >= 60, three_frames_for_one_message)
    assert all(seen)


def test_a_stalled_daemon_never_blocks_the_caller(endpoint: str) -> None:
    """Refusals are counted, then a pause; when the daemon reads again, frames flow again."""
    slowest_ns = 0
    frame = picture(height=480, width=640)
    with SlowDaemon(endpoint, "cam") as daemon, FramePublisher("cam", endpoint=endpoint) as hook:
        connect(hook, daemon)
        for _ in range(300):
            started_ns = time.perf_counter_ns()
            hook.publish(frame)
            slowest_ns = max(slowest_ns, time.perf_counter_ns() - started_ns)
        stalled = hook.statistics()
        assert slowest_ns < BLOCKED_NS
        assert stalled.refused["full"] >= 10
        assert stalled.refused["paused"] > 0
        assert stalled.lost == sum(stalled.refused.values())
        assert stalled.errors == {}

        told: list[int] = []

        def flows_again() -> bool:
            while (parts := daemon.take(5)) is not None:
                message = decode_message(parts, WireLimits())
                told.append(message.info.lost if isinstance(message, Frame) else message.lost)
            return hook.publish(frame) and told[-1] >= stalled.lost

        until(flows_again, daemon.breathe)


def test_a_daemon_that_restarts_is_found_again(endpoint: str, publisher: FramePublisher) -> None:
    """Neither side needs the other to start, and nothing is sent into the void between."""
    options = FeedOptions(cameras={"cam": 0})
    for _ in range(2):
        with FeedReceiver(endpoint, options) as receiver:
            next_frame(publisher, receiver, picture())
        until(
            lambda: publisher.statistics().subscriptions == 0, lambda: publisher.publish(picture())
        )
    assert publisher.statistics().errors == {}


FORK = """
import os, sys
from virk_edge import FramePublisher
import numpy as np
endpoint, frame = sys.argv[1], np.zeros((4, 4, 3), np.uint8)
hook = FramePublisher("cam", endpoint=endpoint)
hook.publish(frame)
child = os.fork()
if child == 0:
    sent = [hook.publish(frame) for _ in range(3)]
    hook.statistics()
    hook.close()
    with FramePublisher("own", endpoint=endpoint) as own:
        own.publish(frame)
    assert sent == [False] * 3, sent
    assert hook.statistics().errors == {"forked": 3}, hook.statistics()
    assert own.statistics().errors == {}, own.statistics()
    sys.exit(7)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
while not hook.publish(frame):
    pass
print("ok", dict(hook.statistics().errors))
"""


def test_a_forked_child_leaves_the_hook_alone(endpoint: str, receiver: FeedReceiver) -> None:
    """In a child a call is a counted no-op, it may make its own hook, and both exit in order."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORK, endpoint],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ran.stdout.strip(), ran.returncode) == ("ok {}", 0), ran.stderr
    assert "publisher_forked" in ran.stderr


def test_a_program_that_ends_without_close_ends(endpoint: str, receiver: FeedReceiver) -> None:
    """No hang and no noise at exit, also with frames under way."""
    code = (
        "import sys, numpy as np; from virk_edge import FramePublisher\n"
        "hook = FramePublisher('cam', endpoint=sys.argv[1])\n"
        "while not hook.publish(np.zeros((480, 640, 3), np.uint8)): pass\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, endpoint],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    "endpoint", ["nonsense", "ipc://", "tcp://256.1.1.1:x", "ipc:///" + "x" * 200]
)
def test_a_nonsense_endpoint_is_counted_not_raised(endpoint: str) -> None:
    """The camera program starts all the same, and the hook says what is wrong."""
    with FramePublisher("cam", endpoint=endpoint) as publisher:
        assert sum(publisher.publish(picture()) for _ in range(5)) == 0
        seen = publisher.statistics()
    assert seen.errors == {"socket": 1}  # tried once; the next try is a second away
    assert seen.last_error.startswith("socket: ")


def test_a_zeromq_that_cannot_be_had_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No threads, no file handles, no context: still no exception."""

    def no_context(**_: object) -> None:
        raise zmq.ZMQError(zmq.Errno.EMFILE if hasattr(zmq.Errno, "EMFILE") else 24)

    publisher = FramePublisher("cam")
    monkeypatch.setattr(zmq, "Context", no_context)
    assert not publisher.publish(picture())
    assert publisher.statistics().errors == {"socket": 1}
    publisher.close()


def test_a_socket_closed_under_the_hook_is_replaced(endpoint: str) -> None:
    """Whatever ends the socket, the hook opens another and goes on."""
    with SlowDaemon(endpoint, "cam") as daemon, FramePublisher("cam", endpoint=endpoint) as hook:
        connect(hook, daemon)
        socket = hook._delivery.link._socket
        assert socket is not None
        socket.close(linger=0)
        assert not hook.publish(picture())
        connect(hook, daemon)
        assert hook.statistics().errors == {"socket": 1}


def test_short_memory_costs_a_frame_not_the_program(
    live: FramePublisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frame that cannot be copied is counted as lost."""
    before = live.statistics()

    def no_memory(*_: object, **__: object) -> bool:
        raise MemoryError

    monkeypatch.setattr(live._delivery.link, "send", no_memory)
    assert not live.publish(picture())
    after = live.statistics()
    assert after.errors["memory"] == 1
    assert after.lost == before.lost + 1


@pytest.mark.parametrize(
    "frame",
    [None, "frame", [[1]], picture().astype(np.float32), np.zeros((4, 4, 4), np.uint8),
     np.zeros(4, np.uint8), np.zeros((0, 4, 3), np.uint8), np.array(None)],
)  # fmt: skip
def test_what_is_not_a_frame_is_an_error_and_takes_no_number(
    publisher: FramePublisher, frame: Any
) -> None:
    """A wrong type, dtype or shape is counted, and the frames' numbers go on without a gap."""
    assert not publisher.publish(frame)
    seen = publisher.statistics()
    assert (seen.frames, seen.errors) == (0, {"frame": 1})


# tflite-runtime switches subnormal numbers off for the whole process, on aarch64.
FLOATS = st.floats(allow_subnormal=False)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | st.text() | st.binary()
    | st.builds(object) | st.complex_numbers(allow_subnormal=False)
    | st.just(np.zeros((2, 2))) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner)
    | st.dictionaries(st.sampled_from(["label", "score", "box"]), inner),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=300)
@given(anything, anything, anything, anything, anything)
def test_no_argument_makes_the_hook_raise(
    live: FramePublisher, predictions: Any, embedding: Any, loop_us: Any, boot: Any, wall: Any
) -> None:
    """Garbage beside a good frame is counted; the caller never hears of it."""
    sent = live.publish(
        picture(), predictions=predictions, embedding=embedding, loop_us=loop_us,
        t_boot_ns=boot, t_wall_ns=wall,
    )  # fmt: skip
    assert sent in (True, False)
    assert "internal" not in live.statistics().errors, live.statistics().last_error


@settings(max_examples=100)
@given(anything, anything, anything, anything)
def test_no_bytes_make_the_hook_raise(
    live: FramePublisher, data: Any, encoding: Any, height: Any, width: Any
) -> None:
    """The same for frames that come encoded."""
    sent = live.publish_encoded(data, encoding=encoding, height=height, width=width)
    assert sent in (True, False)
    assert "internal" not in live.statistics().errors, live.statistics().last_error


def test_a_frame_goes_without_predictions_that_cannot_be_sent(endpoint: str) -> None:
    """The picture matters more than what is wrong beside it, and the error is counted."""
    with SlowDaemon(endpoint, "cam") as daemon, FramePublisher("cam", endpoint=endpoint) as hook:
        connect(hook, daemon)
        assert hook.publish(
            picture(), predictions=[("cat", float("nan"))], embedding=[float("inf")]
        )
        parts = daemon.take(2000)
        errors = hook.statistics().errors
    assert parts is not None
    info = decode_message(parts, WireLimits())
    assert isinstance(info, FrameInfo)
    assert (info.predictions, info.embedding) == (None, None)
    assert errors == {"predictions": 1, "embedding": 1}


def test_predictions_come_in_many_shapes() -> None:
    """Tuples, mappings, objects and numpy numbers all mean the same."""
    Detection = namedtuple("Detection", "label score")
    thing = Prediction("cat", 0.5, (0.0, 1.0, 2.0, 3.0))
    box = np.array([0, 1, 2, 3])
    assert as_predictions([("cat", 0.5, 0, 1, 2, 3)]) == (thing,)
    assert as_predictions([{"label": "cat", "score": np.float16(0.5), "box": box}]) == (thing,)
    assert as_predictions((thing,)) == (thing,)
    assert as_predictions([Detection(np.int64(7), 1)]) == (Prediction("7", 1.0),)
    assert as_predictions([]) == ()
    for bad in (
        "ab",
        1,
        [1],
        ["ab"],
        [("cat", "0.5")],
        [(True, 1)],
        [("a", 1, 2)],
        np.zeros((2, 2)),
    ):
        with pytest.raises((TypeError, ValueError, AttributeError)):
            as_predictions(bad)


def test_wrap_changes_nothing_for_the_caller(endpoint: str) -> None:
    """The result is the model's own object, and what looks like predictions is published."""
    answer = [("cat", 0.5)]

    def predict(frame: Any, *, scale: int) -> list[tuple[str, float]]:
        """Say cat."""
        return answer

    with SlowDaemon(endpoint, "cam") as daemon, FramePublisher("cam", endpoint=endpoint) as hook:
        connect(hook, daemon)
        watched = hook.wrap(predict)
        assert watched(picture(), scale=2) is answer
        parts = daemon.take(2000)
    assert watched.__doc__ == "Say cat."
    assert parts is not None
    info = decode_message(parts, WireLimits())
    assert isinstance(info, FrameInfo)
    assert info.predictions == (Prediction("cat", 0.5),)
    assert info.loop_us is not None


def test_wrap_lets_the_models_own_exception_through(publisher: FramePublisher) -> None:
    """The caller sees its exception as if the hook were not there."""

    def predict(frame: Any) -> None:
        raise RuntimeError("out of tensors")

    with pytest.raises(RuntimeError, match="out of tensors"):
        publisher.wrap(predict)(picture())
    assert publisher.statistics().frames == 0


def test_wrap_takes_a_result_that_is_no_list_of_predictions(live: FramePublisher) -> None:
    """Raw tensors are no error; a converter that fails is one, and the frame goes all the same."""

    def broken(_: object) -> object:
        raise KeyError("boxes")

    before = live.statistics().errors.get("predictions", 0)
    result = live.wrap(lambda frame: np.zeros((1, 10)))(picture())
    assert result.shape == (1, 10)
    assert live.statistics().errors.get("predictions", 0) == before
    live._delivery._quiet = Quiet()
    until(lambda: live.publish(picture()), lambda: None)
    live.wrap(lambda frame: 5, to_predictions=broken)(picture())
    assert live.statistics().errors.get("predictions", 0) == before + 1
    assert live.wrap(lambda: 3)() == 3


def test_two_threads_at_once_do_not_meet_in_the_socket(publisher: FramePublisher) -> None:
    """A call while another runs is counted and returns at once."""
    turn = publisher._delivery._turn
    with turn:
        assert not publisher.publish(picture())
    assert publisher.statistics().errors == {"busy": 1}
    threads = [
        threading.Thread(target=lambda: [publisher.publish(picture()) for _ in range(200)])
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = publisher.statistics()
    assert set(seen.errors) == {"busy"}
    assert seen.frames + seen.errors["busy"] == 401


def test_after_close_a_call_is_a_counted_no_op(publisher: FramePublisher) -> None:
    """Closing twice is fine, and publishing afterwards too."""
    publisher.close()
    publisher.close()
    assert not publisher.publish(picture())
    assert publisher.statistics().errors == {"closed": 1}


@pytest.mark.parametrize(
    "wrong",
    [{"camera": "Gate"}, {"camera": "a/b"}, {"camera": ""}, {"encoding": "jpeg"},
     {"encoding": "h264"}, {"allowance_us": 0}, {"model": ("", "")}, {"model": ("m", "no digest")}],
)  # fmt: skip
def test_only_the_constructor_raises(wrong: dict[str, Any]) -> None:
    """A wrong argument is found when the program starts, not in the middle of its work."""
    with pytest.raises(ValueError, match=r"\S"):
        FramePublisher(**{"camera": "cam", **wrong})


def test_a_hook_that_costs_too_much_switches_itself_off(
    endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One line in the log, and from then on only the question whether anyone wants the frame."""
    with (
        SlowDaemon(endpoint, "cam") as daemon,
        FramePublisher("cam", endpoint=endpoint, allowance_us=1e-6) as hook,
        caplog.at_level(logging.WARNING, "virk_edge.publisher"),
    ):
        hook._delivery._cost._shares = [9.0] * WINDOW

        def off() -> bool:
            hook.publish(picture(height=1, width=1))
            while daemon.take(1) is not None:
                pass
            return hook.statistics().switched_off

        until(off, lambda: None)
        hook.publish(picture())
        seen = hook.statistics()
    assert seen.refused["switched_off"] >= 1
    assert seen.times_switched_off == 1
    assert [r.getMessage().split()[0] for r in caplog.records] == ["publisher_switched_off"]


def test_one_hiccup_does_not_switch_the_hook_off() -> None:
    """Forty-nine calls of a second each among a hundred are forgiven; a dear half is not."""
    meter = CostMeter(allowance_us=1000.0)
    verdicts = [meter.note_wanted(10**9 if i < 49 else 1, 0) for i in range(WINDOW)]
    assert not any(verdicts)
    verdicts = [meter.note_wanted(10**9 if i < 51 else 1, 0) for i in range(WINDOW)]
    assert verdicts == [False] * (WINDOW - 1) + [True]


def test_the_allowance_grows_with_the_payload() -> None:
    """A large frame may cost what copying it costs: 1 ns per byte."""
    meter = CostMeter(allowance_us=1000.0)
    assert not any(meter.note_wanted(6_000_000, 6_000_000) for _ in range(WINDOW))
    assert any(meter.note_wanted(6_000_000, 1_000_000) for _ in range(WINDOW))


def test_refusals_pause_and_cost_rests_longer_each_time() -> None:
    """Ten refusals in a row make a pause of one second; being too dear a minute, then two."""
    quiet = Quiet()
    for now_ns in range(9):
        quiet.refused(now_ns)
    quiet.accepted()
    for now_ns in range(9):
        quiet.refused(now_ns)
    assert quiet.reason(9) is None
    quiet.refused(9)
    assert quiet.reason(9 + PAUSE_NS - 1) is HookRefusal.PAUSED
    assert quiet.reason(9 + PAUSE_NS) is None
    assert [quiet.too_dear(0) for _ in range(8)] == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert quiet.reason(REST_FIRST_NS) is HookRefusal.SWITCHED_OFF
