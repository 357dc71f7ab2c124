"""The environment of other people's generators, and a process in it that makes pictures."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from types import TracebackType

from detection_bench.environment import ROOT, Extra

from diagnosis_lab.corruptions import Corruption

CORRUPTIONS = Extra(
    "corruptions",
    "--corruptions",
    "leave out --part others",
    # They ask for one numpy, for pandas and for a test engine, or for a second OpenCV.
    alone=(
        "imagecorruptions",
        "aiverify-blur-corruptions",
        "aiverify-digital-corruptions",
        "aiverify-environment-corruptions",
        "aiverify-general-corruptions",
    ),
)
DEFAULT = ROOT / ".venv-corruptions"


class CorruptionError(Exception):
    """The process ended, or a generator failed."""

    exit_status = 70


class Worker:
    """A running process; a context manager. Started with the first request."""

    def __init__(self, python: Path) -> None:
        self._python = python
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.communicate()

    def make(
        self, corruption: Corruption, severity: int, seed: int, clean: Path, made: Path
    ) -> None:
        """Frames of the file ``clean``, corrupted, into the file ``made``.

        Raises CorruptionError.
        """
        if self._process is None:
            self._process = self._start()
        job = {"source": corruption.source, "kind": corruption.kind, "severity": severity}
        job |= {"seed": seed, "from": str(clean), "to": str(made)}
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError:
            answer = ""
        if not answer:
            raise CorruptionError(
                f"{corruption.source} {corruption.kind} failed; its own words are above."
            )

    def _start(self) -> subprocess.Popen[str]:
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "tools")))
        environment["PYTHONWARNINGS"] = "ignore"  # those of other people's packages
        for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[variable] = "1"
        return subprocess.Popen(
            [str(self._python), "-c", "from diagnosis_lab.serving import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
