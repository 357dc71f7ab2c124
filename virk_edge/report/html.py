"""Pages for a browser: templates filled in, every text escaped, nothing fetched from anywhere.

Law: a bundle may come from a stranger. What it says becomes text, never markup or program; what it
shows becomes a ``data:`` address whose type is ours to say; and a Content-Security-Policy that
names each script by its digest allows nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from virk_edge.adapters.durable import write_atomic
from virk_edge.errors import UsageError
from virk_edge.formats.image_header import has_magic
from virk_edge.nouns import Encoding
from virk_edge.report.words import name, times

if TYPE_CHECKING:
    from jinja2 import Environment

_ASSETS: Final = ("virk_edge.report", "assets")
_MISSING: Final = (
    "a report needs {name}, which is not installed here; run pip install 'virk-edge[laptop]'"
)
# What would end a script early, or begin a comment or another script in it.
_ESCAPES: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def render(template: str, *, scripts: Sequence[str] = (), **values: Any) -> str:
    """One page of ``assets/``, self-contained.

    template: its file name; it extends ``base.html.j2``, which needs ``title`` among ``values``.
    scripts: programs that the page runs at its end, in this order; no others can run.

    Raises:
        UsageError: if jinja2 is not installed.
        ValueError: if a script holds what would end it early.
    """
    programs = [program.replace("\r\n", "\n").replace("\r", "\n") for program in scripts]
    if any("</script" in program.lower() for program in programs):
        raise ValueError("a script must not hold </script")
    page = _environment().get_template(template)
    return page.render(
        csp=policy(programs),
        css=_markup(asset("report.css")),
        programs=[_markup(program) for program in programs],
        **values,
    )


def policy(programs: Sequence[str]) -> str:
    """The Content-Security-Policy of a page with these scripts: nothing comes from outside.

    Styles may stand in the page, as a plot lays itself out by them.
    """
    digests = (hashlib.sha256(program.encode()).digest() for program in programs)
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {hashes or chr(39) + 'none' + chr(39)}; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def asset(name: str) -> str:
    """The text of a file that ships in ``assets/``."""
    package, folder = _ASSETS
    return (importlib.resources.files(package) / folder / name).read_text(encoding="utf-8")


def plotly_script() -> str:
    """The plotting library, about 5 MB: the first of a page's scripts, if it has plots.

    Raises:
        UsageError: if plotly is not installed.
    """
    try:
        from plotly.offline import get_plotlyjs
    except ImportError:
        raise UsageError(_MISSING.format(name="plotly")) from None
    return str(get_plotlyjs())


def json_markup(value: Any) -> Any:
    """A JSON tree as the content of ``<script type="application/json">``, whatever texts it has.

    Raises:
        ValueError: if a number in it is not finite.
    """
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return _markup(text)


def data_uri(picture: bytes) -> str | None:
    """A JPEG's or PNG's bytes as an address, None if they begin as neither does."""
    for encoding in (Encoding.JPEG, Encoding.PNG):
        if has_magic(picture, encoding):
            text = base64.b64encode(picture).decode()
            # Nothing in it is markup, and to look for some takes long where it has megabytes.
            address: str = _markup(f"data:image/{encoding.value};base64,{text}")
            return address
    return None


def write_page(path: Path, text: str) -> None:
    """Put a page where ``path`` says, whole or not at all; an older one is replaced.

    Raises:
        StorageError: if the disk says no.
    """
    write_atomic(path, text.encode())


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise UsageError(_MISSING.format(name="jinja2")) from None
    environment = Environment(
        loader=PackageLoader(*_ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"name": name, "times": times}
    return environment


def _markup(text: str) -> Any:
    """Text of our own that is not to be escaped."""
    _environment()  # says what is missing
    from markupsafe import Markup

    return Markup(text)  # ours, or made harmless by the caller
