"""The page of one incident in a real browser: what people do with it works, and nothing is asked
of anybody outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import browser, complaints, requests
from tests.pages import HOSTILE, answered, strange
from tests.recordings import Recorded, manifest_of
from virk_edge.report.page_html import bundle_page


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One browser for all: its start is what takes time."""
    with browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def page(recorded: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a bundle with pictures, evidence and a model's answers under a hostile name."""
    folder = tmp_path_factory.mktemp("page")
    bundle = answered(recorded, folder / "answered.zip", label=HOSTILE)
    (folder / "page.html").write_text(bundle_page(bundle).text, encoding="utf-8")
    return folder / "page.html"


@pytest.fixture(scope="module")
def loaded(driver: Any, page: Path) -> Any:
    """The page, loaded once: it takes a browser a second or more."""
    return load(driver, page)


@pytest.fixture
def opened(loaded: Any) -> Any:
    """The page as it is after loading: a frame is shown, nobody has complained since."""
    look(loaded, "frame")
    complaints(loaded)
    return loaded


def load(driver: Any, page: Path) -> Any:
    """Load a page; what was said before is forgotten."""
    complaints(driver)
    driver.get(page.as_uri())
    return driver


def one(driver: Any, selector: str) -> Any:
    """The first element of a CSS selector."""
    return driver.find_element("css selector", selector)


def at(driver: Any) -> int:
    """The chosen frame's number on the strip."""
    return int(one(driver, "#strip [aria-current]").get_attribute("data-frame"))


def wait_for(driver: Any, selector: str) -> None:
    """Until the page has such an element; the browser looks, ten seconds at most."""
    support = pytest.importorskip("selenium.webdriver.support.ui")
    wait = support.WebDriverWait(driver, 10, poll_frequency=0.05)
    wait.until(lambda page: page.find_elements("css selector", selector))


def marks(driver: Any, frame: int) -> list[str]:
    """How a frame is marked on the strip."""
    return str(one(driver, f'#strip [data-frame="{frame}"]').get_attribute("class")).split()


def press(driver: Any, selector: str, key: str) -> None:
    """A key, to one element."""
    one(driver, selector).send_keys(key)


def visible(driver: Any, selector: str) -> bool:
    """Whether a person sees it."""
    return bool(one(driver, selector).is_displayed())


def look(driver: Any, mode: str) -> None:
    """Choose how to look, by a click."""
    one(driver, f"[data-mode={mode}]").click()


def test_it_loads_in_silence_and_asks_for_nothing(loaded: Any) -> None:
    """No error, no warning, no request; plots are there; a hostile label is a text of a plot."""
    assert complaints(loaded) == []
    assert requests(loaded) == []
    drawn = loaded.execute_script("return document.querySelectorAll('.plot .main-svg').length")
    assert drawn >= 3
    text = loaded.execute_script("return document.querySelector('#plot-labels').textContent")
    assert "</script><script>alert(…" in text
    assert loaded.execute_script("return document.scripts.length") == 3  # data, plotly, page.js


def test_frames_are_chosen_by_click_and_keys(opened: Any, recorded: Recorded) -> None:
    """The opening first; arrows, Home and End; the very size of the frame is shown."""
    frames = manifest_of(recorded.bundle).frames
    opening = next(i for i, f in enumerate(frames) if "opening" in marks(opened, i))
    assert at(opened) == opening and "the opening" in one(opened, "#frame-words").text
    one(opened, f'#strip [data-frame="{opening - 1}"]').click()
    assert at(opened) == opening - 1
    press(opened, "#strip [aria-current]", "\ue014")  # right
    assert at(opened) == opening
    assert opened.switch_to.active_element.get_attribute("data-frame") == str(opening)
    press(opened, "#strip [aria-current]", "\ue010")  # End
    assert at(opened) == len(frames) - 1
    press(opened, "#strip [aria-current]", "\ue014")
    assert at(opened) == len(frames) - 1, "there is no frame after the last"
    press(opened, "#stage", "\ue011")  # Home, on the picture
    assert at(opened) == 0
    assert f"frame {frames[0].seq} " in one(opened, "#frame-words").text
    size = opened.execute_script("const n = document.querySelector('#now'); return n.naturalWidth")
    assert size == frames[0].width
    assert one(opened, "#now").get_attribute("alt").startswith(f"frame {frames[0].seq} ")


def test_buttons_go_to_the_marks_and_play_runs_to_the_end(opened: Any) -> None:
    """Onset and opening are one click away; playing ends by itself, at the last frame."""
    goals = [b.text for b in opened.find_elements("css selector", "[data-go]")]
    assert goals == ["First", "◆ Onset", "▲ Opening", "Last"]
    for number, mark in ((2, "onset"), (3, "opening")):
        one(opened, f"[data-go]:nth-of-type({number})").click()
        assert mark in marks(opened, at(opened))
    last = one(opened, "[data-go]:nth-of-type(4)")
    last.click()
    end = at(opened)
    press(opened, "#strip [aria-current]", "\ue012")  # one back
    one(opened, "#run").click()
    wait_for(opened, "#run[aria-pressed=false]")
    assert at(opened) == end


def test_a_finger_turns_the_pages(opened: Any) -> None:
    """To the left is forward, as in a book; a tap is none."""
    swipe = (
        "const stage = document.querySelector('#stage');"
        "const touch = (kind, x) => stage.dispatchEvent(new PointerEvent(kind,"
        " {pointerType: 'touch', clientX: x, bubbles: true}));"
        "touch('pointerdown', 200); touch('pointerup', 200 + arguments[0]);"
    )
    press(opened, "#stage", "\ue011")
    for far, expected in ((-90, 1), (-90, 2), (90, 1), (-5, 1)):
        opened.execute_script(swipe, far)
        assert at(opened) == expected


def test_before_and_now_are_compared(opened: Any) -> None:
    """Blink, slide, difference, evidence; the pressed button says which."""
    assert not visible(opened, "#sound")
    look(opened, "slide")
    assert visible(opened, "#sound") and visible(opened, "#cut") and visible(opened, "#cutline")
    assert one(opened, "[data-mode=slide]").get_attribute("aria-pressed") == "true"
    press(opened, "#cut", "\ue011")  # Home: all of it is now
    clip = "return getComputedStyle(document.querySelector('#sound')).clipPath"
    assert "100%" in opened.execute_script(clip)
    look(opened, "blink")
    assert one(opened, "#play").get_attribute("aria-pressed") == "false", "asked not to move"
    one(opened, "#play").click()
    assert one(opened, "#play").get_attribute("aria-pressed") == "true"
    one(opened, "#swap").click()  # by hand: it stops
    assert one(opened, "#play").get_attribute("aria-pressed") == "false"
    before = visible(opened, "#sound")
    assert one(opened, "#which").text == ("before" if before else "now")
    one(opened, "#swap").click()
    assert visible(opened, "#sound") is not before
    look(opened, "difference")
    blend = "return getComputedStyle(document.querySelector('#sound')).mixBlendMode"
    assert opened.execute_script(blend) == "difference"
    same = "JSON.parse(document.getElementById('data').textContent).sound"
    opened.execute_script(f"document.querySelector(`#strip [data-frame='${{{same}}}']`).click()")
    assert one(opened, "#tool-compare").text.startswith("This is the frame to compare with")
    press(opened, "#strip [aria-current]", "\ue010")  # End
    assert one(opened, "#tool-compare").text.startswith("The difference of the frame at")
    look(opened, "evidence")
    assert visible(opened, "#evidence") and not visible(opened, "#sound")
    one(opened, "input[data-layer=edges]").click()
    layer = one(opened, "g[data-layer=edges]")
    assert layer.get_attribute("visibility") == "hidden"
    look(opened, "frame")
    assert not visible(opened, "#evidence") and not visible(opened, "#cut")
    one(opened, "#boxes").click()
    assert len(opened.find_elements("css selector", "#answers rect")) == 1
    assert complaints(opened) == []


def test_a_click_on_the_course_chooses_the_nearest_frame(opened: Any) -> None:
    """And the cursor on the course goes where the strip is."""
    timeline = one(opened, "#plot-timeline")
    opened.execute_script("arguments[0].scrollIntoView({block: 'center'})", timeline)
    opened.execute_script(
        "const p = arguments[0], b = p.getBoundingClientRect(), x = p._fullLayout.xaxis;"
        "p.dispatchEvent(new MouseEvent('click', {bubbles: true,"
        " clientX: b.left + x._offset + x.d2p(-2.0), clientY: b.top + 60}))",
        timeline,
    )
    assert "-2.00 s" in one(opened, "#frame-words").text
    cursor = "return document.querySelector('#plot-timeline').layout.shapes[0].x0"
    assert opened.execute_script(cursor) == pytest.approx(-2.0, abs=0.06)


def test_who_cannot_see_it_is_told(opened: Any) -> None:
    """Every control has a name, every picture a text, ids are unique, landmarks are there."""
    nameless = opened.execute_script(
        """
        const name = (e) => (e.getAttribute('aria-label') || e.textContent.trim()
          || (e.labels && [...e.labels].map((l) => l.textContent.trim()).join(' ')) || '');
        return [...document.querySelectorAll('button, a, input, summary, [role=img], [role=group]')]
          .filter((e) => !name(e)).map((e) => e.outerHTML.slice(0, 80));
        """
    )
    assert nameless == []
    without = "return [...document.images].filter((i) => !i.hasAttribute('alt')).length"
    assert opened.execute_script(without) == 0
    twice = (
        "const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);"
        "return ids.filter((id, i) => ids.indexOf(id) !== i)"
    )
    assert opened.execute_script(twice) == []
    for landmark in ("header", "main", "footer", "h1", "a.skip", "html[lang=en]"):
        assert len(opened.find_elements("css selector", landmark)) == 1, landmark
    label = one(opened, "#plot-timeline").get_attribute("aria-label")
    assert "times normal" in label and "before the alarm" in label


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone_and_can_be_read_in_both_themes(opened: Any, dark: bool) -> None:
    """360 pixels without scrolling sideways; every text has a contrast of 4.5 and more."""
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    size = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        assert opened.execute_script("return document.documentElement.scrollWidth") <= 360
        assert opened.execute_script(CONTRAST) == []
    finally:
        opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_on_paper_the_dark_page_is_a_light_one(opened: Any) -> None:
    """Ink on white, the plots too: pale letters would be lost there."""
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": dark})
    found = opened.execute_script(
        "return [document.body, document.querySelector('.card')]"
        ".map((one) => getComputedStyle(one)).map((style) => [style.color, style.backgroundColor])"
    )
    assert found == [["rgb(20, 24, 31)", "rgb(255, 255, 255)"]] * 2
    ink = "return document.querySelector('#plot-timeline')._fullLayout.font.color"
    assert opened.execute_script(ink) == "#14181f"
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def test_nothing_else_may_run_or_be_loaded(opened: Any) -> None:
    """The policy holds, should a text ever slip through."""
    opened.execute_script(
        "const s = document.createElement('script'); s.textContent = 'window.hurt = 1';"
        "document.body.append(s);"
        "const i = new Image(); i.src = 'https://example.invalid/a.png'; document.body.append(i);"
    )
    assert opened.execute_script("return window.hurt") is None
    said = "".join(complaints(opened))
    assert "script-src" in said and "img-src" in said


def test_the_opening_is_on_the_strip_at_once(loaded: Any, page: Path) -> None:
    """Nobody watches the strip run there, also where motion is welcome. Last of the
    tests of this page: it is left loaded that way."""
    motion = {"name": "prefers-reduced-motion", "value": "no-preference"}
    loaded.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [motion]})
    try:
        load(loaded, page)
        seen = loaded.execute_script(
            "const strip = document.querySelector('#strip');"
            "const [a, b] = [strip, strip.querySelector('[aria-current]')]"
            ".map((e) => e.getBoundingClientRect());"
            "return [strip.scrollWidth > strip.clientWidth, a.left <= b.left && b.right <= a.right]"
        )
        assert seen == [True, True]
    finally:
        loaded.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_strangers_bundle_does_nothing(driver: Any, recorded: Recorded, tmp_path: Path) -> None:
    """Its texts are shown; nothing of them ran, no console error, no request. It has no frame from
    before the onset, so what was learnt is compared with."""
    made = bundle_page(strange(recorded, tmp_path / "strange.zip"))
    (tmp_path / "page.html").write_text(made.text, encoding="utf-8")
    load(driver, tmp_path / "page.html")
    assert complaints(driver) == [] and requests(driver) == []
    assert "<script>alert(1)</script>" in one(driver, "h1").text
    press(driver, "#stage", "\ue011")
    press(driver, "#stage", "\ue014")
    assert "cannot be decoded" in one(driver, "#frame-words").text
    assert not visible(driver, "#now")
    press(driver, "#stage", "\ue011")
    look(driver, "slide")
    same = "const [a, b] = ['sound', 'learnt'].map((id) => document.getElementById(id).src);"
    assert driver.execute_script(f"{same} return a === b") and visible(driver, "#sound")
    assert "what was learnt" in one(driver, "#tool-compare").text
    assert not one(driver, "[data-mode=difference]").is_enabled()
    gone = [item.text for item in driver.find_elements("css selector", "#strip .gone")]
    assert ["onset" in gone[0], "opening" in gone[1], len(gone)] == [True, True, 2]
    driver.execute_script(
        "for (const e of document.querySelectorAll("
        "'.top strong, .top .mono, h1, .badge, .answer p, .cause h3, .cause p, .losses td'))"
        " e.textContent = 'c'.repeat(5000);"
    )
    wide = "const root = document.documentElement; return root.scrollWidth - root.clientWidth"
    assert driver.execute_script(wide) == 0, "a long word widens no page"


# WCAG 2.1's ratio of every text that is seen, against the nearest background behind it.
CONTRAST = """
const rgb = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return n; };
const light = ([r, g, b]) => [r, g, b]
  .map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const behind = (e) => {
  for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0.99) return c;
  }
  return [255, 255, 255];
};
const bad = [];
for (const e of document.querySelectorAll('body *:not(script):not(svg *):not(.stack *)')) {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own || !e.getClientRects().length || e.disabled || e.matches('.skip')) continue;
  const a = light(rgb(getComputedStyle(e).color)), b = light(behind(e));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) bad.push(`${e.className || e.tagName} ${ratio.toFixed(2)}`);
}
return [...new Set(bad)];
"""
