"""One virtual machine of QEMU, and its control socket: sticks come and go, the power is cut.

The protocol: https://www.qemu.org/docs/master/interop/qmp-spec.html
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from systemd_lab.bed import BedError

from vm_lab.tree import EMULATOR, SHARES, Disk

MEMORY = "2048"
PROCESSORS = "2"
# Many kernels, that of Raspberry Pi OS among them, have pressure figures only when asked for.
KERNEL_WORDS = "root=/dev/vda rw console=ttyS0 psi=1 panic=5 systemd.journald.forward_to_console=1"
_ANSWER_SECONDS = 60.0


def accelerator() -> str:
    """``kvm`` where the processor has it; ``/dev/kvm`` alone may be there and start nothing."""
    words = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    return "kvm" if words & {"vmx", "svm"} and os.access("/dev/kvm", os.W_OK) else "tcg"


class Machine:
    """A running one. Its control socket is in ``run``; its files go with its end."""

    def __init__(self, disk: Disk, run: Path, shares: dict[str, Path]) -> None:
        door = run / "qmp"
        command = [
            *(EMULATOR, "-nodefaults", "-no-user-config", "-display", "none"),
            *("-machine", "q35", "-accel", accelerator(), "-cpu", "max"),
            *("-smp", PROCESSORS, "-m", MEMORY, "-nic", "none"),
            *("-kernel", str(disk.kernel), "-initrd", str(disk.initrd), "-append", KERNEL_WORDS),
            *("-drive", f"file={disk.image},if=virtio,format=raw,snapshot=on"),
            *("-device", "qemu-xhci,id=usb", "-serial", f"file:{run / 'out' / 'console'}"),
            *("-qmp", f"unix:{door},server=on,wait=off"),
        ]
        for name, closed in SHARES.items():
            words = f"local,path={shares[name]},mount_tag={name},security_model=none"
            command += ["-virtfs", words + (",readonly=on" if closed else "")]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            env={**os.environ, "TMPDIR": str(run)},  # of what the machine writes
        )
        self._socket = self._open(door)
        self._lines = self._socket.makefile("rb")
        self._events: list[str] = []
        self._next()  # the greeting
        self.tell("qmp_capabilities")

    def _open(self, door: Path) -> socket.socket:
        deadline = time.monotonic() + _ANSWER_SECONDS
        while True:
            talk = socket.socket(socket.AF_UNIX)
            try:
                talk.connect(str(door))
            except OSError:
                talk.close()
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise BedError("the virtual machine does not start") from None
                time.sleep(0.2)
            else:
                talk.settimeout(_ANSWER_SECONDS)
                return talk

    def _next(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._lines.readline())
        except (OSError, ValueError):
            raise BedError("the virtual machine does not answer") from None
        return found

    def tell(self, order: str, **arguments: Any) -> None:
        """Give an order and wait until it is done. Raises ``BedError``."""
        line = json.dumps({"execute": order, "arguments": arguments})
        self._socket.sendall(line.encode())
        while True:
            answer = self._next()
            if "return" in answer:
                return
            if "error" in answer:
                raise BedError(f"{order}: {answer['error']['desc']}")
            self._note(answer)

    def _note(self, answer: dict[str, Any]) -> None:
        self._events.append(f"{answer.get('event')} {answer.get('data', {}).get('device', '')}")

    def plug(self, name: str, image: Path, *, write_bytes_per_second: int = 0) -> None:
        """Put a stick in; a slow one if a speed is given."""
        limits = {"bps-write": write_bytes_per_second}
        self.tell("object-add", **{"qom-type": "throttle-group", "id": name, "limits": limits})
        medium = {"driver": "raw", "file": {"driver": "file", "filename": str(image)}}
        node = {"driver": "throttle", "node-name": f"node-{name}", "throttle-group": name}
        self.tell("blockdev-add", **node, file=medium)
        device = {"driver": "usb-storage", "id": f"usb-{name}", "bus": "usb.0", "serial": name}
        self.tell("device_add", **device, drive=f"node-{name}", removable=True)

    def pull(self, name: str) -> None:
        """Take it out, whatever is being written."""
        self.tell("device_del", id=f"usb-{name}")
        while f"DEVICE_DELETED usb-{name}" not in self._events:
            self._note(self._next())
        self._events.clear()
        self.tell("blockdev-del", **{"node-name": f"node-{name}"})
        self.tell("object-del", id=name)

    def cut_power(self) -> None:
        """What the machine has in its memory is gone; it starts again."""
        self.tell("system_reset")

    def end(self) -> None:
        """Whatever it does."""
        self._lines.close()
        self._socket.close()
        self.process.kill()
        self.process.wait()
