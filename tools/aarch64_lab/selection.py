"""Which tests run on emulated aarch64 in each size, and why the others do not.

qemu takes some thirty times as long as the processor below it, so the usual size asks what another
processor can answer differently: arithmetic, the model, bytes, sockets, durable files, the service.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Size:
    """How much is tried.

    groups: name -> what pytest is given. left_out: test or file -> why not. examples: the profile
    of Hypothesis (tests/conftest.py). wheel: its sample too? pictures: formats of the bundles.
    """

    groups: dict[str, tuple[str, ...]]
    left_out: dict[str, str]
    examples: str
    wheel: bool
    pictures: tuple[str, ...]


_OTHERS: Final = (
    "tests/report",
    "tests/test_analysis.py",
    "tests/test_clocks.py",
    "tests/test_faults.py",
    "tests/test_privacy.py",
    "tests/test_publisher.py",
    "tests/test_replay.py",
    "tests/test_retrieval.py",
)
_FOLDERS: Final[dict[str, tuple[str, ...]]] = {
    "formats": ("tests/formats",),
    "core": ("tests/core",),
    "adapters": ("tests/adapters",),
    "daemon": ("tests/daemon",),
    "cli": ("tests/cli",),
    "others": _OTHERS,
}
_TOOLS: Final = "a tool of the workshop, which no device runs"
_WORDS: Final = "reads sources, units or documents, which are the same everywhere"
# In no size.
NOWHERE: Final[dict[str, str]] = {
    "tests/test_aarch64_lab.py": _TOOLS,
    "tests/test_benches.py": _TOOLS,
    "tests/test_completions.py": _WORDS,
    "tests/test_crash.py": _TOOLS,
    "tests/test_detection_bench.py": _TOOLS,
    "tests/test_diagnosis_lab.py": _TOOLS,
    "tests/test_diagnosis_real.py": _TOOLS,
    "tests/test_diagnosis_training.py": _TOOLS,
    "tests/test_docs.py": _WORDS,
    "tests/test_docs_blocks.py": _WORDS,
    "tests/test_examples.py": "programs of the camera's side, with packages that are not ours",
    "tests/test_feed_docs.py": _WORDS,
    "tests/test_house.py": _WORDS,
    "tests/test_install.py": _TOOLS,
    "tests/test_man.py": _WORDS,
    "tests/test_no_code_from_outside.py": _WORDS,
    "tests/test_packaging.py": _WORDS,
    "tests/test_proof.py": _TOOLS,
    "tests/test_regression_example.py": "a program of the workshop, which no device runs",
    "tests/test_set_up.py": _TOOLS,
    "tests/test_soak.py": _TOOLS,
    "tests/test_soak_books.py": _TOOLS,
    "tests/test_units.py": _WORDS,
}
_QEMU_CANNOT: Final[dict[str, str]] = {
    "tests/adapters/test_stick_mounted.py::test_a_stick_pulled_in_the_middle": (
        "qemu-user does not know the ioctl that shuts a file system down"
    ),
}
_LONG: Final = "simulated hours in plain Python; shorter ones of the same judge are tried"
_PLANS: Final = "plans in whole numbers over much simulated time"
# In the full size alone.
_USUALLY_NOT: Final[dict[str, str]] = {
    "tests/core/test_asleep.py": _LONG,
    "tests/core/test_balance.py": _PLANS,
    "tests/core/test_budget.py": _PLANS,
    "tests/core/test_course.py": _LONG,
    "tests/core/test_drift.py::test_a_sample_that_is_no_number_changes_nothing": _LONG,
    "tests/core/test_drift.py::test_a_slow_ramp_is_found_before_it_is_over": _LONG,
    "tests/core/test_drift.py::test_memory_is_bounded": _LONG,
    "tests/core/test_drift.py::test_saving_and_restoring_anywhere_is_invisible": _LONG,
    "tests/core/test_drift.py::test_transients_that_resolve_by_themselves_raise_the_level": _LONG,
    "tests/core/test_drift.py::test_unchanged_noise_raises_no_incident": _LONG,
    "tests/core/test_instances.py": _LONG,
    "tests/core/test_listening.py": _LONG,
    "tests/core/test_monitor.py": _LONG,
    "tests/core/test_outputs.py": _LONG,
}
QUICK: Final = Size(
    {
        "arithmetic": (
            "tests/core/test_known_answers.py",
            "tests/core/test_fingerprint.py",
            "tests/core/test_observe.py",
            "tests/adapters/test_embedder.py",
            "tests/formats/test_state.py",
        )
    },
    {},
    "emulated",
    wheel=False,
    pictures=("png",),
)
USUAL: Final = Size(
    _FOLDERS, {**_QEMU_CANNOT, **_USUALLY_NOT}, "emulated", wheel=True, pictures=("png",)
)
FULL: Final = Size(_FOLDERS, _QEMU_CANNOT, "steady", wheel=True, pictures=("png", "jpg"))


def reasons(size: Size, files: Iterable[str]) -> dict[str, str]:
    """What this size leaves out of the repository's test files, each with its reason."""
    found = {**size.left_out, **NOWHERE}
    names = tuple(name for group in size.groups.values() for name in group)
    for file in sorted(files):
        named = any(f"{file}/".startswith(f"{name}/") for name in (*names, *found))
        if not named and size is not QUICK:
            found[file] = "new: selection.py says neither in which group it is nor why in none"
    return found
