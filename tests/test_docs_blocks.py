"""The checks of the documentation catch what they are for, and say where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import test_docs as checks
from tests.docs_blocks import Page, Piece, commands, read

SHELL = checks.test_every_shell_block_can_be_typed
MENTION = checks.test_every_command_in_a_sentence_is_one
OPTION = checks.test_every_option_in_a_sentence_is_one
SETTING = checks.test_every_setting_is_understood
LINK = checks.test_every_link_leads_somewhere
FILE = checks.test_every_file_named_in_a_sentence_is_there
KIND = checks.test_every_block_is_of_a_known_kind


def page(folder: Path, text: str) -> Page:
    """A page of its own."""
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return read(path, "page.md")


@pytest.mark.parametrize(
    ("check", "text", "line"),
    [
        (SHELL, "```sh\nvirk-edge status\nvirk-edge shwo FILE\n```\n", 3),
        (SHELL, "```\nvirk-edge status --wach\n```\n", 2),
        (SHELL, "```sh\nvirk-edge verify\n```\n", 2),
        (SHELL, "Text:\n\n    virk-edge bundles lst\n", 3),
        (SHELL, "```sh\nsudo VIRK_EDGE_FEED=x virk-edge run --confg FILE | cat\n```\n", 2),
        (SHELL, "```sh\ncd x && tools/benhc hook\n```\n", 2),
        (SHELL, "```sh\ntools/bench hok\n```\n", 2),
        (SHELL, "```sh\ntools/bench hook \\\n    --cals 3\n```\n", 2),
        (SHELL, "```sh\n./tools/demo --falt list\n```\n", 2),
        (SHELL, "```sh\ntools/test tests/test_nothing.py\n```\n", 2),
        (SHELL, "```sh\npython3 examples/nothing.py\n```\n", 2),
        (SHELL, "```sh\npython3 examples/opencv_camera.py 0 --jpg\n```\n", 2),
        (SHELL, "```sh\nprinted output\n```\n", 2),
        (SHELL, "```sh\nfor x in; done\n```\n", 2),
        (MENTION, "A\nsentence with `virk-edge shwo`.\n", 2),
        (MENTION, "`sudo virk-edge baseline show --al`\n", 1),
        (MENTION, "`tools/bench hook --cals 3`\n", 1),
        (OPTION, "`--jsno`\n", 1),
        (SETTING, "```toml\n[budget]\ncpu_procent = 20\n```\n", 2),
        (LINK, "[here](nowhere.md)\n", 1),
        (LINK, "# There\n\n[here](#hear)\n", 3),
        (FILE, "`tests/test_nothing.py`\n", 1),
        (KIND, "```shell\nls\n```\n", 2),
    ],
)
def test_what_is_wrong_is_found_at_its_line(
    check, text, line, repository, tmp_path, monkeypatch
) -> None:
    """Of commands, options, settings, links and names of files."""
    monkeypatch.setattr(checks, "FEWEST", 0)
    given = {"pages": [page(tmp_path, text)], "repository": repository}
    asked = {name: given[name] for name in given if name in check.__code__.co_varnames[:2]}
    with pytest.raises(AssertionError, match=rf"^page\.md:{line}: "):
        check(**asked)


@pytest.mark.parametrize(
    "text",
    [
        "def broken(:",
        "from virk_edge import FramePublsher",
        "from virk_edge import FramePublisher\nFramePublisher('a').publish(frame, preds=[])",
        "from virk_edge import FramePublisher\nFramePublisher('a').publish([[1]])",
        "from virk_edge import FramePublisher\nFramePublisher('A')",
        "from virk_edge import FramePublisher\n"
        "FramePublisher('a').publish_encoded(jpeg, encoding='jpeg', height=1, width=1)",
        "from virk_edge import FramePublisher\n"
        "FramePublisher('a').publish(frame, predictions=['cat'])",
        "import nothing_of_the_kind",
    ],
)
def test_code_that_does_not_run_is_found(text: str, tmp_path: Path) -> None:
    """Slips that the hook itself would only count are errors here."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(AssertionError, match=r"^page\.md:2"):
        checks.test_every_python_block_runs(
            [page(tmp_path, f"```python\n{text}\n```\n")], tmp_path, patch
        )


def test_what_is_right_passes(repository: Path, tmp_path: Path) -> None:
    """Quotations, pipes, places in capitals, comments with anything in them."""
    text = (
        "```sh\nsudo virk-edge config show --picture - --camera door > mask.png  # isn't it\n"
        "VIRK_EDGE_FEED=x virk-edge publish SOURCE --camera CAMERA --fps F && sync\n"
        "virk-edge bundles ack COPY... | jq 'select(.event == \"a\")'\n```\n"
    )
    SHELL([page(tmp_path, text)], repository)


def test_a_shell_block_falls_into_commands() -> None:
    """At its operators; what a shell itself takes away is away."""
    text = "cd a && sudo B=1 ls 'x y' >out 2>&1 | cat; taskset -c 0 d \\\n  e # f\n"
    found = list(commands(Piece(Path("p"), "p:7", "sh", text)))
    words = [["cd", "a"], ["ls", "x y"], ["cat"], ["d", "e"]]
    assert [one for _, one in found] == words
    assert {place for place, _ in found} == {"p:7"}
