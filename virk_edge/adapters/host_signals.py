"""What the kernel and the firmware say about this machine: waiting tasks, quotas, temperature.

Any of them may be missing or unreadable on a real device; that is a reason, not an error.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Final

_FIRMWARE: Final = "devices/platform/soc/soc:firmware/get_throttled"
# Under-voltage, frequency capped, throttled, soft temperature limit: now, not since boot.
_FIRMWARE_NOW: Final = 0b1111
_CELSIUS_MAX: Final = 150.0  # a zone that claims more measures something else
_BYTES_MAX: Final = 4096


class HostSignals:
    """Values by signal name, of the time since the last ``read``.

    missing: why a signal cannot be read here, in words; updated by ``read``.
    """

    def __init__(self, proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> None:
        self.missing: dict[str, str] = {}
        self._pressure = proc / "pressure" / "cpu"
        self._groups = _control_groups(proc, sys)
        self._zones = sorted(sys.glob("class/thermal/thermal_zone*/temp"))
        self._firmware = sys / _FIRMWARE
        self._before: dict[str, tuple[int, int]] = {}

    def read(self, now_ns: int) -> dict[str, float | None]:
        """``cpu_pressure`` and ``cpu_throttled`` in percent of the time since the last call,
        ``temperature`` in degrees Celsius, ``pi_throttled`` 0 or 1; None where nothing is known.
        """
        return {
            "cpu_pressure": self._one("cpu_pressure", lambda: self._waiting(now_ns)),
            "cpu_throttled": self._one("cpu_throttled", lambda: self._throttled(now_ns)),
            "temperature": self._one("temperature", self._temperature),
            "pi_throttled": self._one("pi_throttled", self._pi_throttled),
        }

    def _one(self, name: str, source: Callable[[], float | None]) -> float | None:
        try:
            value = source()
        except OSError as error:
            self.missing[name] = _why(error)
            return None
        except (ValueError, IndexError):
            self.missing[name] = "what it says cannot be understood"
            return None
        self.missing.pop(name, None)
        return value

    def _share(self, name: str, total_us: int, now_ns: int) -> float | None:
        """Percent of the time since the last reading, of a counter of microseconds."""
        then = self._before.get(name)
        self._before[name] = (now_ns, total_us)
        if then is None or now_ns <= then[0] or total_us < then[1]:
            return None
        return min(100.0 * (total_us - then[1]) * 1000 / (now_ns - then[0]), 100.0)

    def _waiting(self, now_ns: int) -> float | None:
        # The counter and not avg10, which would go on complaining for half a minute after.
        line = _text(self._pressure).splitlines()[0]
        kind, _, fields = line.partition(" ")
        total = dict(f.split("=", 1) for f in fields.split()).get("total")
        if kind != "some" or total is None:
            raise ValueError(line)
        return self._share("cpu_pressure", int(total), now_ns)

    def _throttled(self, now_ns: int) -> float | None:
        """Of our control group and those above it, the one that was held back the most."""
        shares = []
        error: OSError = FileNotFoundError(errno.ENOENT, "no control group with a quota")
        for number, path in enumerate(self._groups):
            try:
                fields = dict(line.split(None, 1) for line in _text(path).splitlines())
            except OSError as failed:
                error = failed
                continue
            if "throttled_usec" in fields:  # version 2
                total_us = int(fields["throttled_usec"])
            elif "throttled_time" in fields:  # version 1
                total_us = int(fields["throttled_time"]) // 1000
            else:
                continue  # the root, or a group without the controller
            shares.append(self._share(f"cpu_throttled{number}", total_us, now_ns))
        if not shares:
            raise error
        return max((share for share in shares if share is not None), default=None)

    def _temperature(self) -> float:
        found = []
        for zone in self._zones:
            try:
                celsius = int(_text(zone)) / 1000.0
            except (OSError, ValueError):
                continue
            if 0.0 < celsius < _CELSIUS_MAX:
                found.append(celsius)
        if not found:
            raise FileNotFoundError(errno.ENOENT, "no thermal zone that can be read")
        return max(found)

    def _pi_throttled(self) -> float:
        return 1.0 if int(_text(self._firmware), 16) & _FIRMWARE_NOW else 0.0


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_BYTES_MAX).decode("ascii")


def _why(error: OSError) -> str:
    if error.errno == errno.EOPNOTSUPP:
        return "switched off in the kernel (boot with psi=1)"
    if error.errno == errno.ENOENT and error.filename is None:
        return str(error.strerror)
    if error.errno == errno.ENOENT:
        return f"there is no {error.filename}"
    where = "" if error.filename is None else f" ({error.filename})"
    return f"{error.strerror or error}{where}"


def _control_groups(proc: Path, sys: Path) -> list[Path]:
    """``cpu.stat`` of our control group and of all above it: a quota may stand at any of them."""
    try:
        lines = _text(proc / "self" / "cgroup").splitlines()
    except (OSError, ValueError):
        return []
    root = sys / "fs" / "cgroup"
    for line in lines:
        number, controllers, path = [*line.split(":", 2), "", ""][:3]
        if number == "0" and not controllers:
            top = root
        elif "cpu" in controllers.split(","):
            top = next(
                (root / n for n in (controllers, "cpu") if (root / n).is_dir()), root / "cpu"
            )
        else:
            continue
        here = top / path.strip("/")
        inside = [here, *here.parents]
        groups = [group / "cpu.stat" for group in inside[: inside.index(top) + 1]]
        if any(group.exists() for group in groups):
            return groups
    return []
