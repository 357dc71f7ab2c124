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

# Set by tools/run_tests.py when it tests the installed wheel from outside the source tree.
INSTALLED = bool(os.environ.get("VIRK_EDGE_TESTS_INSTALLED"))
PACKAGE = Path(virk_edge.__file__).resolve().parent

# The same examples on every run and machine; VIRK_EDGE_HYPOTHESIS=explore looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("VIRK_EDGE_HYPOTHESIS", "steady"))


def pytest_configure() -> None:
    """Refuse to test the wrong package: the wheel's tests must not find the source tree."""
    if INSTALLED and not PACKAGE.is_relative_to(Path(sys.prefix).resolve()):
        pytest.exit(f"the installed package was to be tested, but {PACKAGE} was imported", 3)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for the repository cannot run on an installed package."""
    for item in items:
        if "repository" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.source_only)


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
