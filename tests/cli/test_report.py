"""``virk-edge report``: one bundle, one file."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.pages import HOSTILE, cut_off, strange, without_pictures
from tests.recordings import Recorded, contents_of, manifest_of, rewritten
from virk_edge.cli.main import main
from virk_edge.report.html import _environment

ADDRESSES = re.compile(r'\s(?:src|href|poster|action)="(?!data:|#)')


def report(
    capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[int, dict[str, object] | None, str]:
    """Status, what --json told, and what was complained of."""
    status = main(["report", *map(str, arguments), "--json"])
    done = capsys.readouterr()
    return status, json.loads(done.out) if done.out else None, done.err


def own_part(page: Path) -> str:
    """The page without plotly's own text."""
    return re.sub(r"<script>/\*\*\n\* plotly.*?</script>", "", page.read_text("utf-8"), flags=re.S)


def test_a_bundle_becomes_one_page_that_needs_nothing_else(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What happened, every frame as its exact bytes, the verdict of the replay."""
    out = tmp_path / "page.html"
    status, told, err = report(capsys, recorded.bundle, "-o", out, "--replay")
    manifest = manifest_of(recorded.bundle)
    count = len(manifest.frames)
    assert (status, err) == (0, "")
    assert told is not None and told["replay"] == "bit-exact"
    assert (told["frames"], told["exact_frames"]) == (count, count)
    text = own_part(out)
    assert "<h1>The picture is out of focus</h1>" in text and manifest.incident.id in text
    assert "replay: bit-exact" in text and "lens" in text
    assert f"{count} of {count} frames decode to the very pixels" in text
    assert not ADDRESSES.search(text)
    assert not list(tmp_path.glob(".*")), "nothing is left beside it"


def test_a_small_budget_makes_previews_that_say_so(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With none at all every frame is one."""
    out = tmp_path / "page.html"
    status, told, _ = report(capsys, recorded.bundle, "-o", out, "--frames-mib", "0")
    assert status == 0 and told is not None and told["exact_frames"] == 0
    assert "0 of 55 frames as the exact bytes, 55 as smaller previews" in own_part(out)
    assert "a smaller preview; the exact frame" in own_part(out)


def test_odd_bundles_have_pages(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without pictures, without measurements; with a replay that cannot be."""
    out = tmp_path / "page.html"
    stalled = without_pictures(recorded, tmp_path / "stalled.zip")
    assert report(capsys, stalled, "-o", out)[0] == 0
    assert "No frame to show: none were kept." in own_part(out)
    assert 'class="first blind"' in own_part(out), "a phone shows the words first"
    salvaged = cut_off(recorded, tmp_path / "cut.zip")
    status, told, _ = report(capsys, salvaged, "-o", out, "--replay")
    assert status == 0 and told is not None and told["replay"] == "not possible"
    text = own_part(out)
    assert "Nothing was lost" not in text and "cut off before it could be counted" in text
    assert '"sound":null' in text, "the only frame is not compared with itself"
    assert "nothing to compare" in text and "cut off before its measurements" in text
    assert "plotly" not in text, "no plot, no library"


def test_what_a_stranger_says_stays_text(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of it becomes markup, and two frames are not what they claim to be."""
    out = tmp_path / "page.html"
    assert report(capsys, strange(recorded, tmp_path / "a.zip"), "-o", out)[0] == 0
    text = own_part(out)
    assert "<script>alert" not in text and "<img src=x" not in text
    assert HOSTILE[:27].replace("<", "&lt;").replace(">", "&gt;") in text
    assert "\u202e" not in text and "\x1b" not in text
    assert "2 frames not as the manifest says" in text


def test_a_damaged_bundle_is_refused_in_a_sentence(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cut off, changed, no bundle, not there: no page, and an older one stays."""
    out = tmp_path / "page.html"
    out.write_text("older", encoding="utf-8")
    data = recorded.bundle.read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: len(data) // 2])
    entry = manifest_of(recorded.bundle).frames[0].entry
    changed = {entry: bytes(len(contents_of(recorded.bundle)[entry]))}
    rewritten(recorded.bundle, tmp_path / "changed.zip", changed, honest=False)
    (tmp_path / "none.zip").write_bytes(b"hello")
    for name in ("cut.zip", "changed.zip", "none.zip", "missing.zip"):
        status, told, err = report(capsys, tmp_path / name, "-o", out)
        assert (status, told, err.count("\n")) == (1, None, 1), name
        assert name in err and "Traceback" not in err
    assert out.read_text(encoding="utf-8") == "older"


def test_a_bundle_is_never_overwritten(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is written is a page, and it is called one."""
    copy = tmp_path / recorded.bundle.name
    copy.write_bytes(recorded.bundle.read_bytes())
    status, _, err = report(capsys, copy, "-o", copy)
    assert status == 2 and "FILE.html" in err
    disguised = tmp_path / "bundle.html"
    disguised.write_bytes(recorded.bundle.read_bytes())
    status, _, err = report(capsys, disguised, "-o", disguised)
    assert status == 2 and "would be overwritten" in err
    status, _, err = report(capsys, recorded.bundle.parent, "-o", disguised)
    assert status == 2 and "would be overwritten" in err
    (tmp_path / "folder.html").mkdir()
    status, _, err = report(capsys, recorded.bundle.parent, "-o", tmp_path / "folder.html")
    assert status == 2 and "is a folder" in err and not (tmp_path / "folder-pages").exists()
    assert disguised.read_bytes() == copy.read_bytes() == recorded.bundle.read_bytes()


def test_a_folder_gets_an_index(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is for one bundle only is refused there, and so is a folder with none."""
    out = tmp_path / "index.html"
    assert main(["report", str(recorded.bundle.parent), "-o", str(out)]) == 0
    told = capsys.readouterr().out
    assert "1 incident on 1 camera" in told and told.isascii() and out.exists()
    assert main(["report", str(recorded.bundle), "-o", str(tmp_path / "page.html")]) == 0
    told = capsys.readouterr().out
    assert ": The picture is out of focus, camera yard (" in told and told.isascii()
    status, _, err = report(capsys, recorded.bundle.parent, "-o", out, "--replay")
    assert status == 2 and "virk-edge replay" in err
    (tmp_path / "empty").mkdir()
    status, _, err = report(capsys, tmp_path / "empty", "-o", out)
    assert status == 2 and "no bundle" in err


@pytest.mark.parametrize("library", ["jinja2", "plotly"])
def test_a_missing_library_is_named_with_the_way_to_it(
    library: str,
    recorded: Recorded,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Devices have neither; laptops are told what to install."""
    _environment.cache_clear()
    for module in [m for m in sys.modules if m.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)
    status, _, err = report(capsys, recorded.bundle, "-o", tmp_path / "page.html")
    assert status == 2 and library in err and "pip install 'virk-edge[laptop]'" in err
    assert not (tmp_path / "page.html").exists()
