"""The index in a headless Chromium: no complaint, no request, and everything that a person does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import browser, complaints, requests
from tests.fleets import incident, sheet, write_bundle
from virk_edge.report.fleet_pages import page_name
from virk_edge.report.fleet_write import WrittenFleet, write_fleet

BAD = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WrittenFleet:
    """Six incidents of two cameras; two repeat the first; one is hostile, one cannot be read."""
    pytest.importorskip("jinja2")
    pytest.importorskip("plotly")
    folder = tmp_path_factory.mktemp("fleet")
    write_bundle(folder, incident("a1", severity=0.2), thumbs=sheet(), steps=True)
    write_bundle(folder, incident("a2", days=1, severity=0.3, duplicate_of="a1"))
    write_bundle(folder, incident("a3", days=2, severity=0.3, duplicate_of="a1"))
    write_bundle(folder, incident("b1", days=3, camera="yard", cause="haze", severity=0.9))
    write_bundle(folder, incident("b2", days=4, camera="yard", cause="", severity=0.0))
    write_bundle(folder, incident("b3", days=1500, camera=BAD, cause=BAD, severity=0.6))
    (folder / "cut.virk.zip").write_bytes(b"PK")
    return write_fleet(folder, folder / "index.html", processes=1)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One browser for all of these tests."""
    with browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def page(driver: Any, index: WrittenFleet) -> Any:
    """The index, loaded without any filter."""
    driver.get("about:blank")
    complaints(driver), requests(driver)
    driver.get(index.index.as_uri())
    return driver


def cards(driver: Any) -> list[str]:
    """The causes on the cards, in their order."""
    found: list[str] = driver.execute_script(
        "return [...document.querySelectorAll('#cards .named span:first-child')]"
        ".map((one) => one.textContent)"
    )
    return found


def said(driver: Any, selector: str) -> str:
    """The text of an element."""
    text: str = driver.execute_script(
        "return document.querySelector(arguments[0]).textContent", selector
    )
    return text


def choose(driver: Any, name: str, value: object) -> None:
    """Set a filter as a person does."""
    driver.execute_script(
        "const field = document.getElementById('form').elements[arguments[0]];"
        "if (typeof arguments[1] === 'boolean') field.checked = arguments[1];"
        "else field.value = arguments[1];"
        "field.dispatchEvent(new Event('input', { bubbles: true }))",
        name,
        value,
    )


def press(driver: Any, key: str) -> None:
    """A key where the focus is."""
    driver.switch_to.active_element.send_keys(key)


def test_it_loads_without_a_complaint_or_a_request(page: Any) -> None:
    """With pictures, plots and a stranger's markup as text."""
    assert cards(page) == [BAD, "not diagnosed", "haze", "moved"]
    assert said(page, "#shown") == "4 of 6 incidents; 2 more repeat these"
    assert page.execute_script("return document.querySelectorAll('.plot .main-svg').length") >= 4
    assert page.execute_script("return document.querySelector('#cards img').naturalWidth") == 240
    assert "cut.virk.zip" in said(page, "#unreadable")
    assert page.execute_script("return document.querySelectorAll('img[src=\"x\"]').length") == 0
    assert (complaints(page), requests(page)) == ([], [])


def test_filters_sort_and_address(page: Any) -> None:
    """What is chosen stands in the address, and the address brings it back."""
    choose(page, "camera", "yard")
    assert cards(page) == ["not diagnosed", "haze"]
    choose(page, "min", "0.9")
    assert cards(page) == ["haze"]
    assert page.current_url.endswith("#camera=yard&min=0.9")
    choose(page, "camera", "")
    choose(page, "min", "0")
    choose(page, "q", "14 PX shifted")
    assert cards(page) == [BAD, "haze", "moved"]
    page.get(page.current_url.partition("#")[0] + "#from=2026-11-23&to=2026-11-25&sort=severity")
    assert cards(page) == ["haze"]
    assert said(page, "#filters-set") == "2 set"
    page.get(page.current_url.partition("#")[0] + "#sort=severity&firsts=no&camera=nowhere")
    assert cards(page)[:2] == ["haze", BAD] and len(cards(page)) == 6
    assert complaints(page) == []


def test_repeats_unfold_behind_the_first(page: Any) -> None:
    """By a button that says how many, and fold again; the filter shows all at once."""
    button = "document.querySelector('#cards button')"
    assert page.execute_script(f"return {button}.textContent") == "Show 2 repeats"
    page.execute_script(f"{button}.click()")
    assert cards(page) == [BAD, "not diagnosed", "haze", "moved", "moved", "moved"]
    assert page.execute_script(f"return {button}.getAttribute('aria-expanded')") == "true"
    assert page.execute_script(f"return document.activeElement === {button}")
    page.execute_script(f"{button}.click()")
    assert len(cards(page)) == 4
    choose(page, "firsts", False)
    assert (len(cards(page)), page.current_url[-10:]) == (6, "#firsts=no")


def test_an_empty_result_says_what_to_loosen(page: Any) -> None:
    """Each filter with what it would give back."""
    choose(page, "cause", "haze")
    choose(page, "max", "0.5")
    assert said(page, "#nothing") == (
        "No incident matchesThis would show more:Without the cause 2 incidents"
        "Without the most severity 1 incidentWithout any filter 6 incidents"
    )
    page.execute_script("document.querySelectorAll('#nothing button')[1].click()")
    assert cards(page) == ["haze"]


def test_the_keyboard_does_it_all(page: Any) -> None:
    """Text, cards, table, repeats; and a key in a field is only a letter."""
    press(page, "/")
    press(page, "tr")
    assert page.switch_to.active_element.get_attribute("name") == "q"
    assert page.switch_to.active_element.get_attribute("value") == "tr"
    choose(page, "q", "")
    press(page, "\ue00c")  # Escape
    page.execute_script("document.querySelector('#cards a').focus()")
    press(page, "\ue014")  # right
    assert page.switch_to.active_element.get_attribute("href").endswith(".html")
    assert page.execute_script(
        "return [...document.querySelectorAll('#cards a')].indexOf(document.activeElement)"
    ) == 1  # fmt: skip
    press(page, "r")
    assert len(cards(page)) == 6
    press(page, "t")
    assert page.execute_script("return document.querySelectorAll('#table tbody tr').length") == 6
    assert not page.find_element("id", "cards").is_displayed()
    assert page.find_element("id", "table").is_displayed()


def test_a_bar_of_the_figures_filters(page: Any) -> None:
    """A click on a plot, as plotly tells it; a second one takes it back."""
    click = (
        "document.getElementById('plot-cameras')"
        ".emit('plotly_click', { points: [{ customdata: 'yard' }] })"
    )
    page.execute_script(click)
    assert cards(page) == ["not diagnosed", "haze"]
    page.execute_script(click)
    assert len(cards(page)) == 4


def test_a_day_is_as_wide_as_a_day(page: Any) -> None:
    """With years between two incidents a bar over time would be as wide as years."""
    kind = "return document.getElementById('plot-days')._fullLayout.xaxis.type"
    assert page.execute_script(kind) == "category"
    choose(page, "camera", "yard")
    assert page.execute_script(kind) == "date"
    assert complaints(page) == []


def test_every_control_has_a_name(page: Any) -> None:
    """Also a slider whose label shows its value: that names the value only."""
    controls = page.find_elements("css selector", "#form input, #form select, #bar select, button")
    named = {one.accessible_name for one in controls if one.is_displayed()}
    assert len(controls) >= 12 and "" not in named
    assert {"Severity from", "Severity to"} <= named


def test_pages_work_and_lead_back(driver: Any, index: WrittenFleet) -> None:
    """The timeline comes from the library beside them; no complaint, no request."""
    driver.get("about:blank")
    complaints(driver), requests(driver)
    for row in index.fleet.incidents:
        if row.id in ("a1", "b3"):
            driver.get((index.pages / page_name(row.bundle)).as_uri())
            back = driver.execute_script("return document.querySelector('header a').href")
            assert back == index.index.as_uri()
            svgs = driver.execute_script("return document.querySelectorAll('.main-svg').length")
            assert (svgs > 0) == (row.id == "a1")
    assert (complaints(driver), requests(driver)) == ([], [])
