"""The configuration: every key, every refusal, and the way there and back."""

from __future__ import annotations

import dataclasses
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virk_edge.adapters.config_file import load_config
from virk_edge.errors import ConfigError
from virk_edge.formats.config import CAMERA_NAME, SECTIONS, CameraConfig, Config
from virk_edge.formats.config_example import example_toml
from virk_edge.formats.config_toml import config_toml, parse_config
from virk_edge.formats.endpoints import leaves_device
from virk_edge.formats.keys import keys_of
from virk_edge.formats.units import UNITS, Quantity, parse_quantity, quantity_of, render_quantity

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)

RULED = {  # values of the keys that have a rule of their own
    "endpoint": ['ipc:///tmp/a b\\"c.sock', "tcp://127.0.0.1:5555"],
    "textfile": ["", '/tmp/a b\\"c.prom'],
}


def values(name: str, section: type) -> st.SearchStrategy[object]:
    """Any section with values from the whole of every key's range."""
    keys = {}
    for key, (known, default) in keys_of(section).items():
        if known.choices:
            keys[key] = st.sampled_from(known.choices)
        elif known.rule is not None:
            keys[key] = st.sampled_from(RULED[key])
        elif isinstance(default, str):
            keys[key] = LINE
        elif isinstance(default, int):
            keys[key] = st.integers(int(known.low or 0), int(known.high or 0))
        else:
            keys[key] = st.floats(known.low, known.high)
    return st.builds(section, **keys)


POINT = st.tuples(st.floats(0, 1), st.floats(0, 1))
CAMERA = st.builds(
    CameraConfig,
    mask=st.lists(st.lists(POINT, min_size=3, max_size=5).map(tuple), max_size=3).map(tuple),
)
CONFIGS = st.builds(
    Config,
    **{name: values(name, section) for name, section in SECTIONS.items()},
    cameras=st.dictionaries(st.from_regex(CAMERA_NAME, fullmatch=True), CAMERA, max_size=3),
).filter(
    lambda c: (
        c.detect.learn_seconds <= c.detect.learn_max_seconds
        and not (c.feed.group and c.feed.endpoint.startswith("tcp"))
    )
)


@given(CONFIGS)
def test_what_is_written_is_read_back_unchanged(config: Config) -> None:
    """The text in a bundle is the configuration that was in force, to the last bit."""
    assert parse_config(config_toml(config)) == config


@given(st.text(max_size=200))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    """Rubbish is a configuration error, never another exception."""
    try:
        parse_config(text)
    except ConfigError as error:
        assert str(error)


@given(
    st.sampled_from([f"{s}.{k}" for s, section in SECTIONS.items() for k in keys_of(section)]),
    st.sampled_from(["true", "[]", "{}", "nan", "-inf", '"1\\u0000"', "1979-05-27", "9" * 400]),
)
def test_every_key_names_itself_when_its_value_is_absurd(path: str, value: str) -> None:
    """An error begins with the path of its key."""
    with pytest.raises(ConfigError, match=rf"^\$\.{path}: "):
        parse_config(f"{path} = {value}")


def test_an_empty_file_is_all_defaults() -> None:
    """Every key is optional."""
    assert parse_config("") == Config()


def test_defaults_lie_within_their_own_ranges() -> None:
    """The defaults pass the checks that an operator's values must pass."""
    assert parse_config(config_toml(Config())) == Config()


def test_every_key_says_why_in_one_line() -> None:
    """The table has a reason for each key, and bounds for each number."""
    for section in SECTIONS.values():
        for key, (known, default) in keys_of(section).items():
            assert known.why.endswith("."), key
            assert "\n" not in known.why
            assert isinstance(default, str) or (known.low is not None and known.high is not None)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ('hold_seconds = "500 ms"', "hold_seconds", 0.5),
        ("hold_seconds = 3", "hold_seconds", 3.0),
        ('learn_max_seconds = "2 h"', "learn_max_seconds", 7200.0),
        ("hold_frames = 7", "hold_frames", 7),
        ("false_incidents_per_month = 2", "false_incidents_per_month", 2.0),
    ],
)
def test_numbers_and_units_are_understood(text: str, key: str, value: float) -> None:
    """A number counts in the unit of its key's name; a string brings its own."""
    got = getattr(parse_config(f"[detect]\n{text}").detect, key)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[detct]", r"\$\.detct: there is no such section; did you mean 'detect'\?"),
        ("detect.hold_second = 1", r"\$\.detect\.hold_second: .*did you mean 'hold_seconds'\?"),
        ("record.hold_seconds = 1", r"\$\.record\.hold_seconds: .*it belongs in \[detect\]"),
        ("detect.mask = 1", r"it belongs in \[camera\.NAME\]"),
        ("[store]\nqwxz = 1", r"known here: directory, max_bytes"),
        ("detect = 3", r"\$\.detect: must be a section"),
        ("camera = 3", r"\$\.camera: must be sections"),
        ("camera.a = 3", r"\$\.camera\.a: must be a section"),
        ("detect.hold_frames = 2.5", r"\$\.detect\.hold_frames: must be a whole number, not 2\.5"),
        ("detect.hold_frames = true", r"must be a whole number, not True"),
        ("detect.hold_seconds = '2 years'", r"one of ms, s, min, h, d"),
        ("detect.hold_seconds = '2 h'", r"must be from 0 s to 1 h, not '2 h'"),
        ("record.ring_bytes = '1.3 B'", r"no whole number of bytes"),
        ("record.ring_bytes = 5", r"must be from 1 MiB to 4 GiB, not 5"),
        ("log.level = 'warn'", r"did you mean 'warning'\?"),
        ("log.level = 3", r"must be a string in quotes"),
        ("store.directory = 'a\\nb'\n[log]\nlevel=\"a\\nb\"", r"\$\.log\.level: must be one of"),
        ('store.directory = "a\\nb"', r"one line without control characters"),
        ("detect.learn_seconds = '2 h'", r"\$\.detect\.learn_max_seconds: must not be less"),
        ("[camera.Yard]", r"\$\.camera\.Yard: a camera's name"),
        ("[camera.a]\nmasks = []", r"did you mean 'mask'\?"),
        ("[camera.a]\nmask = 1", r"\$\.camera\.a\.mask: must be a list of polygons"),
        ("[camera.a]\nmask = [[[0,0],[1,1]]]", r"\$\.camera\.a\.mask\[0\]: must be a polygon"),
        ("[camera.a]\nmask = [[[0,0],[1,1],[2,0]]]", r"\.mask\[0\]\[2\]: must be \[x, y\]"),
        ("[camera.a]\nmask = [[[0,0],[1,1],[true,0]]]", r"\.mask\[0\]\[2\]: must be \[x, y\]"),
        ("x", r"not valid TOML"),
        ("x = " + "[" * 100_000, r"not valid TOML"),
        ("x = " + "9" * 5000, r"not valid TOML|no such section"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_its_key(text: str, message: str) -> None:
    """Unknown names get the nearest known one, wrong values what is allowed."""
    with pytest.raises(ConfigError, match=message):
        parse_config(text)


@pytest.mark.parametrize(
    "endpoint",
    ["tcp://0.0.0.0:1", "tcp://10.0.0.1:5", "tcp://*:5", "tcp://127.0.0.1:70000", "ipc://rel.sock",
     "inproc://x", "", "ipc:///", "ipc:///" + "x" * 200, "tcp://127.0.0.1.example.org:80"],
)  # fmt: skip
def test_a_feed_without_keys_never_leaves_the_device(endpoint: str) -> None:
    """Only ipc paths and loopback ports do without keys, in the file and in the environment."""
    with pytest.raises(ConfigError, match=r"\$\.feed\.endpoint"):
        parse_config(f'feed.endpoint = "{endpoint}"')
    with pytest.raises(ConfigError, match="VIRK_EDGE_FEED"):
        parse_config("", feed_endpoint=endpoint)


@pytest.mark.parametrize(
    "endpoint",
    ["tcp://0.0.0.0:1", "tcp://*:5", "tcp://192.168.1.5:5", "tcp://eth0:5", "tcp://[::]:5",
     "tcp://[fe80::1%eth0]:5", "tcp://hub.local:5", "tcp://127.1:5", "tcp://127.0.0.256:5"],
)  # fmt: skip
def test_an_endpoint_that_leaves_the_device_needs_keys(endpoint: str) -> None:
    """Where it is not certain that only this device is at the other end, keys are asked for."""
    assert leaves_device(endpoint)
    with pytest.raises(ConfigError, match=r"\$\.feed\.endpoint: .* takes keys"):
        parse_config(f'feed.endpoint = "{endpoint}"')
    text = f'feed = {{endpoint = "{endpoint}", keys = "/k"}}'
    assert parse_config(text).feed.endpoint == endpoint
    assert parse_config('feed.keys = "/k"', feed_endpoint=endpoint).feed.endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint", ["ipc:///x", "tcp://127.0.0.1:5", "tcp://127.255.9.1:5", "tcp://[::1]:5",
                 "tcp://localhost:5"],
)  # fmt: skip
def test_an_endpoint_of_this_device_needs_none(endpoint: str) -> None:
    """The fence is the file's mode, or the loopback interface."""
    assert not leaves_device(endpoint)
    assert parse_config(f'feed.endpoint = "{endpoint}"').feed.endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint",
    ["tcp://a;127.0.0.1:5", "tcp://0.0.0.0:0", "udp://10.0.0.1:5", "tcp://:5", "tcp://a"],
)
def test_keys_do_not_make_a_bad_endpoint_good(endpoint: str) -> None:
    """The form is asked for with keys too."""
    with pytest.raises(ConfigError, match=r"\$\.feed\.endpoint"):
        parse_config(f'feed = {{endpoint = "{endpoint}", keys = "/k"}}')


def test_a_group_is_for_a_socket_file() -> None:
    """A port has none, and a key that does nothing is a mistake."""
    assert parse_config('feed.group = "video"').feed.group == "video"
    with pytest.raises(ConfigError, match=r"\$\.feed\.group: "):
        parse_config('feed = {group = "video", endpoint = "tcp://127.0.0.1:5"}')


def test_the_environment_replaces_the_default_but_not_the_file() -> None:
    """VIRK_EDGE_FEED is a default; what the operator wrote wins."""
    assert parse_config("", feed_endpoint="ipc:///a").feed.endpoint == "ipc:///a"
    text = 'feed.endpoint = "tcp://[::1]:9"'
    assert parse_config(text, feed_endpoint="ipc:///a").feed.endpoint == "tcp://[::1]:9"


def test_a_camera_has_its_mask_and_an_unnamed_one_has_none() -> None:
    """Sections are optional for cameras too."""
    config = parse_config('[camera."yard.east"]\nmask = [[[0, 0], [1, 0], [0.5, 1]]]')
    assert config.camera("yard.east").mask == (((0.0, 0.0), (1.0, 0.0), (0.5, 1.0)),)
    assert config.camera("other") == CameraConfig()


def test_a_configuration_cannot_be_changed() -> None:
    """What a bundle says was in force stayed in force."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config().detect.hold_seconds = 1.0  # type: ignore[misc]


def test_the_example_file_is_drawn_from_the_table(repository: Path) -> None:
    """config.example.toml cannot fall behind; tools/make_config_example.py writes it."""
    assert (repository / "config.example.toml").read_text(encoding="utf-8") == example_toml()


def test_the_example_is_good_as_it_stands_and_with_every_key_set() -> None:
    """Commented out it is the defaults; uncommented too, beside its sample camera."""
    text = example_toml()
    assert parse_config(text) == Config()
    lines = [
        ln[1:] if ln.startswith("#") and ln[1:2] not in (" ", "") else ln for ln in text.split("\n")
    ]
    config = parse_config("\n".join(lines))
    assert list(config.cameras) == ["front-door"]
    assert dataclasses.replace(config, cameras={}) == Config()


def test_a_file_error_names_the_file(tmp_path: Path) -> None:
    """Whoever reads the sentence knows where to look."""
    path = tmp_path / "c.toml"
    for content, message in [
        (b"[detct]", "detct"),
        (b"\xff\xfe", "is no UTF-8 text"),
        (b"#" * (2**20 + 1), "is larger than 1 MiB"),
    ]:
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=message) as caught:
            load_config(path, environ={})
        assert str(caught.value).startswith(f"{path}: ")
    for unreadable in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ConfigError, match="cannot be read"):
            load_config(unreadable, environ={})


def test_without_a_file_the_system_file_or_the_defaults_hold(tmp_path: Path) -> None:
    """No --config means the device's own configuration, if it has one."""
    system = tmp_path / "config.toml"
    assert load_config(None, environ={}, system_path=system) == Config()
    system.write_text("budget.analyse_fps_max = 5", encoding="utf-8")
    assert load_config(None, environ={}, system_path=system).budget.analyse_fps_max == 5.0
    endpoint = load_config(None, environ={"VIRK_EDGE_FEED": "ipc:///x"}, system_path=system)
    assert endpoint.feed.endpoint == "ipc:///x"


@given(st.floats(0, 1e12), st.integers(0, 2**60))
def test_a_quantity_survives_its_text(seconds: float, size: int) -> None:
    """Where a text with a unit is offered, it means exactly the number."""
    text = render_quantity(seconds, "seconds")
    assert text is None or parse_quantity(text, "seconds") == seconds
    text = render_quantity(size, "bytes")
    assert text is None or parse_quantity(text, "bytes") == size


@given(st.text(string.printable, max_size=30), st.sampled_from(sorted(UNITS)))
def test_any_text_is_a_quantity_or_a_value_error(text: str, quantity: Quantity) -> None:
    """Nothing that an operator types ends in another exception, or in a negative amount."""
    try:
        assert parse_quantity(text, quantity) >= 0
    except ValueError as error:
        assert str(error)


def test_a_keys_name_states_its_unit() -> None:
    """Only the last words of a name count."""
    assert quantity_of("$.record.ring_bytes") == "bytes"
    assert quantity_of("hold_seconds") == "seconds"
    assert quantity_of("bytes_per_second") is None


def test_the_doctors_name_is_no_cameras():
    """Frames under it are counted and never judged."""
    with pytest.raises(ConfigError, match=r"^\$\.camera\.virk-doctor: .* take another"):
        parse_config("[camera.virk-doctor]\n")
