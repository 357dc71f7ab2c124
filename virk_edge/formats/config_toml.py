"""TOML text to Config and back; whatever is wrong is one sentence that names the key.

Guided by the table in ``formats.config`` alone. This file reads no file and no environment.
"""

from __future__ import annotations

import difflib
import math
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from virk_edge.errors import ConfigError
from virk_edge.formats.config import (
    CAMERA_NAME,
    SECTIONS,
    CameraConfig,
    Config,
    Polygon,
)
from virk_edge.formats.endpoints import endpoint_complaint, unkeyed_complaint
from virk_edge.formats.keys import Key, keys_of
from virk_edge.formats.shown import plain, shown
from virk_edge.formats.topics import TEST_CAMERA
from virk_edge.formats.units import UNITS, parse_quantity, quantity_of, render_quantity

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

POLYGONS_MAX: Final = 64
POINTS_MAX: Final = 256
TEXT_MAX: Final = 1 << 20  # characters; hundreds of long polygons fit
DOTS_MAX: Final = 16  # in one line, numbers apart
_NUMBER: Final = re.compile(r"(?<![\w.])[0-9]+\.[0-9]+(?![\w.])", re.ASCII)


def parse_config(text: str, *, feed_endpoint: str | None = None) -> Config:
    """The configuration that a TOML text describes.

    Args:
        text: the file's content.
        feed_endpoint: takes the place of the built-in default of ``feed.endpoint`` (the
            environment's VIRK_EDGE_FEED); a value in the text still wins.

    Raises:
        ConfigError: if the text is no TOML, or a key is unknown, mistyped or out of range.
    """
    _refuse_costly(text)
    try:
        tree = tomllib.loads(text)
    except RecursionError:
        raise ConfigError("this is not valid TOML: nested too deeply") from None
    except ValueError as error:  # TOMLDecodeError, or a number with thousands of digits
        raise ConfigError(f"this is not valid TOML: {error}") from None
    _refuse_unknown(tree, [*SECTIONS, "camera"], "$")
    sections = {name: _section(name, tree.get(name, {})) for name in SECTIONS}
    config = Config(**sections, cameras=_cameras(tree.get("camera", {})))
    if feed_endpoint is not None and "endpoint" not in tree.get("feed", {}):
        rule = endpoint_complaint if config.feed.keys else unkeyed_complaint
        complaint = rule(feed_endpoint)
        if complaint is not None:
            raise ConfigError(f"VIRK_EDGE_FEED: {feed_endpoint!r} will not do: {complaint}")
        config = replace(config, feed=replace(config.feed, endpoint=feed_endpoint))
    _check_together(config)
    return config


def config_toml(config: Config) -> str:
    """The configuration in force as TOML: every key, no comments; ``parse_config`` inverts it."""
    lines: list[str] = []
    for name, section in SECTIONS.items():
        values = getattr(config, name)
        lines.append(f"[{name}]")
        lines += [f"{key} = {toml_value(key, getattr(values, key))}" for key in keys_of(section)]
        lines.append("")
    for name, camera in sorted(config.cameras.items()):
        lines += [f"[camera.{_quoted(name)}]", f"mask = {_polygons_text(camera.mask)}", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def toml_value(key: str, value: bool | int | float | str) -> str:
    """One value as TOML writes it, with the unit that the key's name calls for."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    quantity = quantity_of(key)
    text = None if quantity is None else render_quantity(value, quantity)
    return repr(value) if text is None else _quoted(text)


def _refuse_costly(text: str) -> None:
    """A key of many parts costs the parser their number squared: 20 kB took seconds."""
    if len(text) > TEXT_MAX:
        raise ConfigError(f"this is no configuration: it is longer than {TEXT_MAX >> 20} MiB")
    for number, line in enumerate(text.split("\n"), 1):  # a key never goes on in the next line
        if line.lstrip().startswith("#"):
            continue
        if line.count(".") > DOTS_MAX and _NUMBER.sub("", line).count(".") > DOTS_MAX:
            raise ConfigError(f"line {number}: there are more dots in it than any key has")


def _refuse_unknown(table: Mapping[str, Any], known: Collection[str], path: str) -> None:
    for name in table:
        if name in known:
            continue
        homes = [section for section, kind in SECTIONS.items() if name in keys_of(kind)]
        homes += ["camera.NAME"] if name == "mask" else []
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        if homes:
            hint = f"it belongs in [{homes[0]}]"
        elif near:
            hint = f"did you mean {near[0]!r}?"
        else:
            hint = f"known here: {', '.join(known)}"
        raise ConfigError(
            f"{path}.{plain(name)}: there is no such {'key' if '.' in path else 'section'}; {hint}"
        )


def _section(name: str, table: object) -> Any:
    if not isinstance(table, dict):
        raise ConfigError(f"$.{name}: must be a section, written [{name}]")
    keys = keys_of(SECTIONS[name])
    _refuse_unknown(table, keys, f"$.{name}")
    return SECTIONS[name](**{k: _value(f"$.{name}.{k}", v, *keys[k]) for k, v in table.items()})


def _value(path: str, given: object, key: Key, default: bool | int | float | str) -> object:
    """One value, in the type of its default, checked against its Key."""
    if isinstance(default, str):
        return _text_value(path, given, key)
    quantity = quantity_of(path)
    value: object = given
    if quantity is not None and isinstance(given, str):
        try:
            value = parse_quantity(given, quantity)
        except ValueError as error:
            raise ConfigError(f"{path}: {shown(given)} is not understood; {error}") from None
    wanted = "a whole number" if isinstance(default, int) else "a number"
    if quantity is not None:
        wanted += f" of {quantity}, or a string with one of {', '.join(UNITS[quantity])}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(f"{path}: must be {wanted}, not {shown(given)}")
    if isinstance(default, int) and not isinstance(value, int):
        raise ConfigError(f"{path}: must be {wanted}, not {shown(given)}")
    low = -math.inf if key.low is None else key.low
    high = math.inf if key.high is None else key.high
    if not low <= value <= high:  # also refuses nan
        raise ConfigError(f"{path}: must be from {range_text(path, key)}, not {shown(given)}")
    return value if isinstance(default, int) else float(value)


def range_text(name: str, key: Key) -> str:
    """A key's bounds in words, in units where its name states one."""
    quantity = quantity_of(name)
    words = []
    for bound in (key.low, key.high):
        if bound is not None:
            text = None if quantity is None else render_quantity(bound, quantity)
            words.append(text or (str(int(bound)) if bound == int(bound) else str(bound)))
    return " to ".join(words)


def _text_value(path: str, given: object, key: Key) -> str:
    if not isinstance(given, str):
        raise ConfigError(f"{path}: must be a string in quotes, not {shown(given)}")
    if key.choices and given not in key.choices:
        near = difflib.get_close_matches(given, key.choices, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ConfigError(
            f"{path}: must be one of {', '.join(key.choices)}, not {shown(given)}{hint}"
        )
    if any(ord(c) < 32 or ord(c) == 127 for c in given):
        raise ConfigError(
            f"{path}: must be one line without control characters, not {shown(given)}"
        )
    complaint = None if key.rule is None else key.rule(given)
    if complaint is not None:
        raise ConfigError(f"{path}: {shown(given)} will not do: {complaint}")
    return given


def _cameras(table: object) -> dict[str, CameraConfig]:
    if not isinstance(table, dict):
        raise ConfigError("$.camera: must be sections, one per camera, written [camera.NAME]")
    cameras = {}
    for name, content in sorted(table.items()):
        path = f"$.camera.{plain(name)}"
        if not CAMERA_NAME.fullmatch(name):
            raise ConfigError(
                f"{path}: a camera's name has up to 63 of a-z 0-9 . _ - and begins with a "
                'letter or digit; quote names with dots: [camera."yard.east"]'
            )
        if name == TEST_CAMERA:
            raise ConfigError(f"{path}: this name is kept for `virk-edge doctor`; take another")
        if not isinstance(content, dict):
            raise ConfigError(f"{path}: must be a section, written [camera.{name}]")
        _refuse_unknown(content, ["mask"], path)
        cameras[name] = CameraConfig(mask=_polygons(f"{path}.mask", content.get("mask", [])))
    return cameras


def _polygons(path: str, given: object) -> tuple[Polygon, ...]:
    if not isinstance(given, list):
        raise ConfigError(f"{path}: must be a list of polygons, each a list of [x, y]")
    if len(given) > POLYGONS_MAX:
        raise ConfigError(f"{path}: at most {POLYGONS_MAX} polygons, not {len(given)}")
    return tuple(_polygon(f"{path}[{i}]", polygon) for i, polygon in enumerate(given))


def _polygon(path: str, given: object) -> Polygon:
    if not isinstance(given, list) or not 3 <= len(given) <= POINTS_MAX:
        raise ConfigError(f"{path}: must be a polygon of 3 to {POINTS_MAX} points [x, y]")
    return tuple(_point(f"{path}[{i}]", point) for i, point in enumerate(given))


def _point(path: str, given: object) -> tuple[float, float]:
    good = isinstance(given, list) and len(given) == 2
    if good:
        for part in given:  # type: ignore[attr-defined]  # a list, by the line above
            number = isinstance(part, int | float) and not isinstance(part, bool)
            good = good and number and 0 <= part <= 1
    if not good:
        raise ConfigError(
            f"{path}: must be [x, y] as fractions 0 to 1 of width and height, not {shown(given)}"
        )
    return float(given[0]), float(given[1])  # type: ignore[index]  # checked above


def _check_together(config: Config) -> None:
    """What no single key can say."""
    feed = config.feed
    if not feed.keys and (complaint := unkeyed_complaint(feed.endpoint)) is not None:
        raise ConfigError(f"$.feed.endpoint: {feed.endpoint!r} will not do: {complaint}")
    if feed.group and not feed.endpoint.startswith("ipc://"):
        raise ConfigError(f"$.feed.group: {feed.endpoint} has no file that could have a group")
    detect = config.detect
    if detect.learn_max_seconds < detect.learn_seconds:
        raise ConfigError(
            "$.detect.learn_max_seconds: must not be less than detect.learn_seconds "
            f"({detect.learn_seconds:g} s), not {detect.learn_max_seconds:g} s"
        )


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if 32 <= ord(c) != 127 else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _polygons_text(polygons: tuple[Polygon, ...]) -> str:
    return repr([[list(point) for point in polygon] for polygon in polygons])
