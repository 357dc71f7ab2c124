"""docs/feed.md is the contract for other languages, so it is held to what the code does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.feeds import endpoint_in, until
from virk_edge.adapters.feed import FeedOptions, FeedReceiver
from virk_edge.adapters.feed_door import HANDSHAKE, UNKNOWN_KEY
from virk_edge.adapters.feed_inbox import METADATA_DROPPED, TOO_MANY_CAMERAS, UNKNOWN_CAMERA
from virk_edge.formats.wire import Refusal
from virk_edge.nouns import Encoding, Frame, Prediction


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    """The protocol's page."""
    return (repository / "docs" / "feed.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example(repository: Path) -> Path:
    """The hook in C++."""
    return repository / "examples" / "publisher.cpp"


def test_the_page_holds_the_example_as_it_is(page: str, example: Path) -> None:
    """Nobody copies an example that was never compiled."""
    assert f"```cpp\n{example.read_text(encoding='utf-8')}```" in page


def test_the_annotated_header_is_the_golden_one(page: str, repository: Path) -> None:
    """The bytes on the page are those that every version must read for ever."""
    golden = repository / "tests" / "formats" / "golden" / "wire_v1.msgpack.hex"
    block = page.split("```text\n8e", 1)[1].split("```", 1)[0]
    words = (
        re.match(r"(?:[0-9a-f]{2}| (?! ))+", line.strip()) for line in f"8e{block}".split("\n")
    )
    written = "".join(match[0] for match in words if match).replace(" ", "")
    assert written == golden.read_text().replace("\n", "")


def test_every_refusal_is_explained(page: str) -> None:
    """A word in the counters can be looked up."""
    words = [*(word.value for word in Refusal), METADATA_DROPPED, TOO_MANY_CAMERAS, UNKNOWN_CAMERA]
    words += [HANDSHAKE, UNKNOWN_KEY]
    assert [word for word in words if f"`{word}`" not in page] == []


def test_the_example_compiles_and_is_understood(example: Path, tmp_path: Path) -> None:
    """A program written from the page alone reaches the daemon, levels included."""
    compiler = shutil.which("g++")
    headers = [Path("/usr/include/zmq.h"), Path("/usr/include/msgpack.hpp")]
    if compiler is None or not all(header.exists() for header in headers):
        pytest.skip("g++, libzmq3-dev or libmsgpack-cxx-dev is not installed")
    program = tmp_path / "publisher"
    subprocess.run(
        [compiler, "-std=c++17", "-Wall", "-Wextra", "-Werror", "-DMSGPACK_NO_BOOST", str(example),
         "-lzmq", "-o", str(program)],
        check=True, timeout=100,
    )  # fmt: skip
    endpoint = endpoint_in(tmp_path)
    environment = {**os.environ, "VIRK_EDGE_FEED": endpoint}
    frames: list[Frame] = []
    with FeedReceiver(endpoint, FeedOptions(level=2)) as receiver:
        running = subprocess.Popen([program], env=environment)

        def enough() -> bool:
            frame = receiver.take_frame()
            frames.extend([frame] if frame else [])
            receiver.take_metadata()
            return len(frames) >= 4

        try:
            until(enough, lambda: receiver.wait(0.05))
        finally:
            running.kill()
            running.wait()
        seen = receiver.statistics()
    assert seen.refused == {}
    assert set(seen.cameras) == {"gate-cpp"}
    assert seen.cameras["gate-cpp"].metadata > 8
    for frame in frames:
        info = frame.info
        assert info.seq % 4 == 0
        assert (info.encoding, info.height, info.width) == (Encoding.GRAY8, 480, 640)
        assert info.predictions == (Prediction("cat", 0.9),)
        assert set(bytes(frame.payload)) == {info.seq % 256}
