"""docs/feed.md is the contract for other languages, so it is held to what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from virk_edge.adapters.feed_door import HANDSHAKE, UNKNOWN_KEY
from virk_edge.adapters.feed_inbox import METADATA_DROPPED, TOO_MANY_CAMERAS, UNKNOWN_CAMERA
from virk_edge.formats.wire import Refusal


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
