"""What is shipped, and the tools that set it up, on machines that are not ready for them."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from importlib import metadata
from itertools import chain
from pathlib import Path

import pytest

import virk_edge
from tests.conftest import INSTALLED, ON_THE_WHEEL

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@pytest.fixture
def about() -> metadata.Distribution:
    """What pip knows about the package."""
    try:
        return metadata.distribution("virk-edge")
    except metadata.PackageNotFoundError:
        pytest.skip("run from a source tree that was never installed")


def test_the_version_is_one(about: metadata.Distribution) -> None:
    """The module and the installed metadata agree."""
    assert about.version == virk_edge.__version__


def test_the_package_is_typed(package: Path) -> None:
    """Users' type checkers see our types."""
    assert (package / "py.typed").exists()


@pytest.mark.skipif(not INSTALLED, reason="looks at the installed wheel")
def test_the_wheel_carries_model_footage_and_example(package: Path) -> None:
    """The demo and the built-in embedder work without the repository."""
    assert list((package / "models").glob("*.tflite"))
    assert list((package / "data").glob("*.mp4"))
    assert (package / "config.example.toml").exists()


@pytest.mark.skipif(not INSTALLED, reason="runs the installed program")
def test_the_console_script_runs(package: Path) -> None:
    """``virk-edge`` is on the path of its environment and finds its files."""
    program = Path(sys.executable).parent / "virk-edge"
    example = package / "config.example.toml"
    for arguments in (["--version"], ["--help"], ["config", "check", str(example)]):
        subprocess.run([program, *arguments], check=True, capture_output=True, timeout=60)


def test_what_is_to_be_tested_on_the_wheel_is_there(repository: Path) -> None:
    """A test that was renamed would otherwise stop running there, unnoticed."""
    for place in ON_THE_WHEEL:
        file, _, test = place.partition("::")
        text = (repository / "tests" / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in text, place


def test_the_package_needs_no_more_than_it_says(about: metadata.Distribution) -> None:
    """A laptop's and a developer's packages are extras."""
    always = [r for r in about.requires or [] if "extra ==" not in r]
    names = {re.split(r"[<>=!;\[ ]", requirement)[0] for requirement in always}
    assert names == {
        "numpy", "tflite-runtime", "ai-edge-litert", "opencv-python-headless", "pyzmq", "msgpack",
        "tomli", "watchdog",
    }  # fmt: skip


def test_every_dependency_is_pinned(repository: Path) -> None:
    """constraints.txt names an exact version for all that pyproject.toml asks for."""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.split(r"[<>=!;\[ ]", requirement)[0] for requirement in wanted} - {"virk-edge"}
    lines = (repository / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.partition("==") for line in lines if line and not line.startswith("#")]
    assert all(version for _, _, version in pins)
    assert names <= {name for name, _, _ in pins}


def test_the_tools_can_be_run(repository: Path) -> None:
    """Git keeps the executable bit of what people type."""
    for name in ("tools/demo", "tools/test", "tools/bench", ".ci/run"):
        assert (repository / name).stat().st_mode & stat.S_IXUSR, name


def fake_python(folder: Path, name: str, version: str, *, venv: bool = True) -> None:
    """A program that answers the two questions that the tools ask a Python."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(
        "#!/bin/sh\n"
        f'case "$2" in *version*) echo {version} ;; *ensurepip*) exit {0 if venv else 1} ;; '
        '*) echo "set up by $0 for $2 in $1" >&2; exit 9 ;; esac\n',
        encoding="utf-8",
    )
    path.chmod(0o755)


def demo(repository: Path, path: Path) -> subprocess.CompletedProcess[str]:
    """Run tools/demo where only the given folder offers Pythons."""
    tools = path / "basics"
    tools.mkdir()
    for name in ("dirname", "readlink"):
        found = next(p for p in (Path("/bin") / name, Path("/usr/bin") / name) if p.exists())
        (tools / name).symlink_to(found)
    return subprocess.run(
        ["/bin/sh", str(repository / "tools" / "demo")],
        env={"PATH": f"{path / 'bin'}:{tools}"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_python_the_tools_say_what_to_install(repository: Path, tmp_path: Path) -> None:
    """One sentence, no error of the shell."""
    done = demo(repository, tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("virk-edge: no Python was found; install one of 3.10 to 3.13")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("version", ["2.7", "3.9", "3.14"])
def test_a_python_that_will_not_do_is_named(repository: Path, tmp_path: Path, version: str) -> None:
    """Too old or not yet supported: which was found, which is needed."""
    fake_python(tmp_path / "bin", "python3", version)
    done = demo(repository, tmp_path)
    assert done.returncode == 1
    assert f"only {version} was found" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_python_without_venv_says_which_package_it_lacks(
    repository: Path, tmp_path: Path
) -> None:
    """Debian splits venv off; the sentence holds the command to type."""
    fake_python(tmp_path / "bin", "python3", "3.11", venv=False)
    done = demo(repository, tmp_path)
    assert done.returncode == 1
    assert "sudo apt install python3.11-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_better_python_beside_a_bad_one_is_taken(repository: Path, tmp_path: Path) -> None:
    """An old python3 and a bare 3.12 do not hide a whole python3.10."""
    fake_python(tmp_path / "bin", "python3", "3.8")
    fake_python(tmp_path / "bin", "python3.12", "3.12", venv=False)
    fake_python(tmp_path / "bin", "python3.10", "3.10")
    assert "bin/python3.10 for run in" in demo(repository, tmp_path).stderr


def environment(repository: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Ask for the environment of ``run`` in a folder."""
    return subprocess.run(
        [sys.executable, str(repository / "tools" / "environment.py"), "run"],
        env={**os.environ, "VIRK_EDGE_VENV": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_folder_of_somebody_else_is_never_removed(repository: Path, tmp_path: Path) -> None:
    """VIRK_EDGE_VENV pointing at the wrong place costs one sentence, not the place."""
    (tmp_path / "thesis.txt").write_text("x", encoding="utf-8")
    done = environment(repository, tmp_path)
    assert done.returncode == 1
    assert "is in the way and was not made by this tool" in done.stderr
    assert (tmp_path / "thesis.txt").exists()


def test_a_finished_environment_is_taken_at_once(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run reads one file; a changed pin makes the environment outdated."""
    monkeypatch.syspath_prepend(str(repository / "tools"))
    import environment as tool

    place = tmp_path / "venv with space"
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setenv("VIRK_EDGE_VENV", str(place))
    tool.write_stamp(place, ["dev"])
    assert tool.ensure("run") == tool.ensure("dev") == place
    stamp = json.loads((place / tool.STAMP).read_text(encoding="utf-8"))
    (place / tool.STAMP).write_text(json.dumps({**stamp, "key": "old"}), encoding="utf-8")
    assert tool.current(place) == []


def test_benchmarks_are_listed_with_their_first_line(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """tools/bench without a name says what there is; an unknown name is wrong usage."""
    monkeypatch.syspath_prepend(str(repository / "tools"))
    import run_bench as tool

    (tmp_path / "bench_hook_cost.py").write_text('"""What a frame costs.\n\nMore."""', "utf-8")
    monkeypatch.setattr(tool, "TOOLS", tmp_path)
    assert tool.main([]) == 0
    assert re.search(r"hook-cost +What a frame costs\.$", capsys.readouterr().out, re.MULTILINE)
    assert tool.main(["nothing"]) == 2
    assert "there are: hook-cost" in capsys.readouterr().err
