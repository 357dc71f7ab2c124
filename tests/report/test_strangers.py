"""Forged bundles: what is shown of them stays readable, small and true."""

from __future__ import annotations

import contextlib
import io
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.pages import measurements
from tests.recordings import Recorded, manifest_of, rewritten
from virk_edge.cli.main import main
from virk_edge.formats.bundle import Manifest, frame_record_entry
from virk_edge.formats.observations import encode_observations
from virk_edge.nouns import Cause, ObservedStep, Prediction

LONG = "x" * 300_000
WORDS = "word " * 60_000
Forge = Callable[[Manifest], Manifest]


def endless_texts(manifest: Manifest) -> Manifest:
    """Every text of it has hundreds of thousands of characters."""
    causes = (Cause(LONG, 0.9, WORDS), Cause("cover", 0.5, LONG))
    incident = replace(
        manifest.incident, id=LONG, camera=LONG, reason=WORDS, causes=causes, evidence={LONG: 1.0}
    )
    return replace(
        manifest,
        incident=incident,
        losses={LONG: 3},
        duplicate_of=LONG,
        tolerances={LONG: 1.0},
        software=replace(manifest.software, virk_edge=LONG),
        host=replace(manifest.host, cpu=WORDS),
    )


def endless_lists(manifest: Manifest) -> Manifest:
    """Thousands of causes, numbers and reasons."""
    incident = replace(
        manifest.incident,
        causes=tuple(Cause(f"cause{i}", 0.5, "because") for i in range(5000)),
        evidence={f"number{i}": 1.0 for i in range(5000)},
    )
    return replace(manifest, incident=incident, losses={f"reason{i}": 1 + i for i in range(5000)})


def numbers(value: float) -> Forge:
    """Scores, severity and distance from normal are that."""

    def forge(manifest: Manifest) -> Manifest:
        causes = (Cause("defocus", value, "b"), Cause("cover", value, "b"))
        incident = replace(
            manifest.incident, severity=value, times_normal=value, causes=causes, evidence={}
        )
        return replace(manifest, incident=incident)

    return forge


def times_that_cannot_be(manifest: Manifest) -> Manifest:
    """It began after it was noticed and ended before it opened."""
    opened_ns = manifest.incident.opened_boot_ns
    incident = replace(
        manifest.incident,
        onset_boot_ns=opened_ns + 10**9,
        closed_seq=1,
        closed_boot_ns=opened_ns - 10**9,
    )
    return replace(manifest, incident=incident)


FORGED: dict[str, Forge] = {
    "texts": endless_texts,
    "lists": endless_lists,
    "huge": numbers(1e308),
    "negative": numbers(-5.0),
    "nan": numbers(math.nan),
    "inf": numbers(math.inf),
    "times": times_that_cannot_be,
}


@dataclass(frozen=True)
class Shown:
    """What is shown of one forged bundle: words of ``show``, page, and row of the index."""

    show: str
    page: str
    row: dict[str, object]

    @property
    def text(self) -> str:
        """Words of both, with single spaces."""
        return re.sub(r"\s+", " ", self.show + self.page)


@pytest.fixture(scope="module")
def shown(
    recorded: Recorded, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Shown], str]:
    """All of them by name, and the index."""
    folder = tmp_path_factory.mktemp("forged")
    manifest, store, said = manifest_of(recorded.bundle), folder / "store", {}
    store.mkdir()
    for name, forge in FORGED.items():
        path = store / f"{name}.virk.zip"
        incident = replace(manifest.incident, id=name)
        rewritten(recorded.bundle, path, {}, manifest=forge(replace(manifest, incident=incident)))
        said[name] = printed("show", path)
    index = folder / "index.html"
    lines = printed("report", store, "-o", index, "--json").splitlines()
    rows = {row["bundle"]: row for row in map(json.loads, lines) if row["kind"] == "incident"}
    found = {}
    for name, words in said.items():
        row = rows[f"{name}.virk.zip"]
        found[name] = Shown(words, Path(row["page"]).read_text(encoding="utf-8"), row)
    return found, index.read_text(encoding="utf-8")


def printed(*arguments: object) -> str:
    """What a command prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main([str(argument) for argument in arguments]) == 0
    return out.getvalue()


def test_what_has_no_end_is_cut(shown: tuple[dict[str, Shown], str]) -> None:
    """A screen of words and a page of the usual size, and it is said that there is more."""
    found, _ = shown
    for name in ("texts", "lists"):
        one = found[name]
        assert len(one.show) < 10_000 and len(one.page) < 450_000 and len(str(one.row)) < 4_000
    assert found["texts"].text.count("… (300,000 characters)") > 10
    lists = found["lists"].text
    for more in ("and 4,992 causes more", "And 4,992 causes more", "for 4,980 reasons more"):
        assert more in lists
    assert "cause7 (0.50)" in lists and "cause8" not in lists
    assert "5000 reason4999" in lists, "the most is told first"


@pytest.mark.parametrize("name", ["huge", "negative", "nan", "inf"])
def test_a_number_that_cannot_be_is_called_that(
    shown: tuple[dict[str, Shown], str], name: str
) -> None:
    """Neither 309 digits nor a score that looks sound."""
    one, index = shown[0][name], shown[1]
    assert not re.search(r"\d{30}\.", one.text)
    assert "why defocus (" in one.text and ", which cannot be): b" in one.text
    assert "sure not to be told, as the scores cannot be" in one.text
    assert "severity not known" in one.text
    assert one.row["impossible"] is True and '"a score that cannot be"' in index


def test_times_that_cannot_be_are_called_that(shown: tuple[dict[str, Shown], str]) -> None:
    """Not a negative number of seconds that looks like a sentence."""
    one = shown[0]["times"]
    assert "1.0 s after it was noticed, which cannot be" in one.text
    assert "before it opened, which cannot be" in one.text
    assert one.row["impossible"] is False


def test_a_page_does_not_grow_with_the_labels_of_a_stranger(
    recorded: Recorded, tmp_path: Path
) -> None:
    """A label stands there for every frame, and again for every box."""

    def answer(step: ObservedStep) -> ObservedStep:
        given = (Prediction("L" * 6000, 1e308, (1.0, 2.0, 3.0, 4.0)),) * 50
        info = replace(step.observation.info, predictions=given)
        return ObservedStep(replace(step.observation, info=info), step.step)

    manifest = manifest_of(recorded.bundle)
    kept, others = manifest.frames[-5:], manifest.frames[:-5]
    gone = [name for frame in others for name in (frame.entry, frame_record_entry(frame.entry))]
    steps = [answer(s) for s in measurements(recorded.bundle) if isinstance(s, ObservedStep)]
    changes = {**dict.fromkeys(gone), **encode_observations(steps[-9:])}
    fewer = replace(manifest, frames=kept)
    forged = rewritten(recorded.bundle, tmp_path / "a.zip", changes, manifest=fewer)
    out = tmp_path / "page.html"
    printed("report", forged, "-o", out, "--frames-mib", "0")
    text = out.read_text(encoding="utf-8")
    assert "L" * 200 not in text and "… (6,000 characters) 1e+308" in text
    assert "scores are not between 0 and 1" in text and not re.search(r"\d{200}", text)
