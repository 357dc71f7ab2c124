"""What all tests share: steady Hypothesis runs, the repository, and which package is under test."""

# ruff: noqa: E402  # threads are limited before numpy is loaded

from __future__ import annotations

import os
import sys
from pathlib import Path

# As the program itself does: sums over several threads come out in other last bits.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import hypothesis
import pytest

import virk_edge
from tests.recordings import Recorded, record
from virk_edge.adapters.priority import go_last
from virk_edge.cli import run as cli_run

# Set by tools/run_tests.py when it tests the installed wheel from outside the source tree.
INSTALLED = bool(os.environ.get("VIRK_EDGE_TESTS_INSTALLED"))
PACKAGE = Path(virk_edge.__file__).resolve().parent

# What installing can break: files that must be found, programs that must start, code that goes into
# bundles, the hook. All else does the same wherever it lies, and is tested on the source tree only.
ON_THE_WHEEL = (
    "adapters/test_embedder.py",
    "adapters/test_footage.py",
    "adapters/test_replay_code.py",
    "cli/test_analyze.py::test_the_events_are_the_promised_ones",
    "cli/test_demo.py",
    "cli/test_main.py",
    "cli/test_replay.py",
    "cli/test_run.py",
    "cli/test_show.py",
    "cli/test_verify.py",
    "daemon/test_main.py",
    "test_packaging.py",
    "test_publisher.py",
    "test_replay.py::test_a_bundle_runs_by_itself_with_its_own_code",
    "test_replay.py::test_the_file_itself_is_the_command",
)

# The same examples on every run and machine; VIRK_EDGE_HYPOTHESIS=explore looks for new ones.
# Under qemu-user (tools/test-aarch64) an example takes thirty times as long: a tenth of them.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
hypothesis.settings.register_profile(
    "emulated", hypothesis.settings.get_profile("steady"), max_examples=10
)
hypothesis.settings.load_profile(os.environ.get("VIRK_EDGE_HYPOTHESIS", "steady"))


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to test the wrong package: the wheel's tests must not find the source tree."""
    if hasattr(config, "workerinput"):
        go_last()  # beside tests that do not, a daemon, which does, would never come to its turn
    if INSTALLED and not PACKAGE.is_relative_to(Path(sys.prefix).resolve()):
        pytest.exit(f"the installed package was to be tested, but {PACKAGE} was imported", 3)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what asks for the repository, and what an installed package does not show anew."""
    sample = tuple(f"tests/{name}" for name in ON_THE_WHEEL)
    for item in items:
        sampled = item.nodeid.startswith(sample)
        if not sampled or "repository" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.source_only)


@pytest.fixture(autouse=True)
def _the_tests_keep_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A daemon that is run in this process must not make all later tests go last."""
    monkeypatch.setattr(cli_run, "go_last", lambda: None)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the source tree."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def package() -> Path:
    """The folder of the package under test, in the source tree or installed."""
    return PACKAGE


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """A real bundle with what it was made of; nobody may change it."""
    return record(tmp_path_factory.mktemp("recorded"))
