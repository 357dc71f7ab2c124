"""The systemd units: known options only, agreement with the program, and a tight sandbox."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from virk_edge.adapters.config_file import SYSTEM_CONFIG
from virk_edge.adapters.feed_endpoint import SOCKET_MODE
from virk_edge.errors import ConfigError, UsageError
from virk_edge.formats.config import FEED_ENDPOINT, BudgetConfig, ExportConfig, StoreConfig

SERVICES = ("virk-edge.service", "virk-edge-hold.service", "virk-edge-export@sda1.service")
EXPOSURE_TENTHS = 10  # at most

SECTIONS = {"Unit", "Install", "Service", "Socket", "Slice"}
# Every option that the units use. One that systemd does not know is passed over with a warning, so
# a slip of the pen would be a guard that is not there.
OPTIONS = """
After BindsTo ConditionPathIsDirectory Description Documentation PartOf StartLimitBurst
StartLimitIntervalSec WantedBy
Environment ExecReload ExecStart NotifyAccess RemainAfterExit Restart RestartPreventExitStatus
RestartSec Sockets TimeoutAbortSec TimeoutStartSec TimeoutStopSec Type WatchdogSec
ConfigurationDirectory ConfigurationDirectoryMode DynamicUser Group RuntimeDirectory
RuntimeDirectoryMode RuntimeDirectoryPreserve StateDirectory StateDirectoryMode UMask User
CPUSchedulingPolicy IOSchedulingClass LimitCORE LimitNOFILE Nice OOMScoreAdjust Slice TasksMax
CPUAccounting CPUQuota CPUWeight IOWeight MemoryMax MemorySwapMax
AmbientCapabilities BindPaths CapabilityBoundingSet DeviceAllow DevicePolicy IPAddressAllow
IPAddressDeny KeyringMode LockPersonality MemoryDenyWriteExecute NoNewPrivileges PrivateDevices
PrivateIPC PrivateMounts PrivateNetwork PrivateTmp PrivateUsers ProcSubset ProtectClock
ProtectControlGroups ProtectHome ProtectHostname ProtectKernelLogs ProtectKernelModules
ProtectKernelTunables ProtectProc ProtectSystem ReadWritePaths RemoveIPC
RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID
SystemCallArchitectures SystemCallErrorNumber SystemCallFilter
Backlog DirectoryMode FileDescriptorName ListenStream RemoveOnStop Service SocketGroup
SocketMode SocketUser
"""


def options_of(path: Path) -> dict[str, list[str]]:
    """Every option with its values, in their order."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@pytest.fixture
def units(repository: Path) -> Path:
    """The folder of the units."""
    return repository / "systemd"


def unit_files(units: Path) -> list[Path]:
    """What systemd itself reads."""
    return [
        p for p in sorted(units.iterdir()) if p.suffix in (".service", ".socket", ".slice", ".conf")
    ]


def test_every_option_is_known(units: Path) -> None:
    """No slip of the pen, and no section that does not exist."""
    for path in unit_files(units):
        assert set(options_of(path)) <= set(OPTIONS.split()), path.name
        sections = re.findall(r"^\[(.*)\]$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(sections) <= SECTIONS, path.name


def test_paths_are_those_of_the_configuration(units: Path) -> None:
    """Where the program looks by default is what the units make and open."""
    socket = options_of(units / "virk-edge.socket")
    service = options_of(units / "virk-edge.service")
    assert socket["ListenStream"] == [FEED_ENDPOINT.removeprefix("ipc://")]
    assert int(socket["SocketMode"][0], 8) == SOCKET_MODE
    assert f"ipc:///run/{service['RuntimeDirectory'][0]}/feed.sock" == FEED_ENDPOINT
    assert StoreConfig().directory == f"/var/lib/{service['StateDirectory'][0]}"
    assert str(SYSTEM_CONFIG.parent) == f"/etc/{service['ConfigurationDirectory'][0]}"
    assert any(command.endswith(f" {SYSTEM_CONFIG}") for command in service["ExecReload"])
    export = options_of(units / "virk-edge-export@.service")
    assert export["ReadWritePaths"] == [f"-{StoreConfig().directory}"]
    assert Path(ExportConfig().key).parent == SYSTEM_CONFIG.parent
    folders = [
        line.split()[1]
        for line in (units / "virk-edge.tmpfiles").read_text().splitlines()
        if line[0] == "d"
    ]
    assert {StoreConfig().directory, f"{StoreConfig().directory}/acks", "/run/virk-edge"} < set(
        folders
    )


def test_users_and_groups_are_made(units: Path) -> None:
    """Whoever a unit names is in the sysusers file."""
    lines = [line.split() for line in (units / "virk-edge.sysusers").read_text().splitlines()]
    made = {line[1] for line in lines if line[0] in ("u", "g")}
    service, socket = (options_of(units / f"virk-edge.{kind}") for kind in ("service", "socket"))
    named = [*service["User"], *service["Group"], *socket["SocketUser"], *socket["SocketGroup"]]
    assert set(named) == made


def test_what_does_not_get_better_is_not_tried_again(units: Path) -> None:
    """A wrong configuration and a wrong command line end the service; all else is tried again."""
    service = options_of(units / "virk-edge.service")
    assert service["Restart"] == ["on-failure"]
    given = {int(number) for number in service["RestartPreventExitStatus"][0].split()}
    assert given == {ConfigError.exit_status, UsageError.exit_status}


def test_the_ceiling_is_above_the_budget(units: Path) -> None:
    """The daemon keeps its budget by itself; the quota is for the day when it does not."""
    quota = options_of(units / "virk-edge.slice")["CPUQuota"][0]
    assert float(quota.rstrip("%")) >= 2 * BudgetConfig().cpu_percent


def test_the_outermost_slice_goes_last(units: Path) -> None:
    """systemd lays a-b.slice into a.slice, and only the outer one stands beside other services."""
    outer, inner = (options_of(units / f"{name}.slice") for name in ("virk", "virk-edge"))
    assert outer["CPUWeight"] == ["1", "idle"]
    assert outer["IOWeight"] == ["1"]
    assert "CPUWeight" not in inner


def test_the_export_may_only_mount_and_pass_modes_by(units: Path) -> None:
    """It is the daemon's user, and what it may beyond that is in both sets."""
    export = options_of(units / "virk-edge-export@.service")
    assert export["User"] == options_of(units / "virk-edge.service")["User"]
    assert export["CapabilityBoundingSet"] == export["AmbientCapabilities"]
    assert export["CapabilityBoundingSet"] == ["CAP_SYS_ADMIN CAP_DAC_OVERRIDE"]


def test_the_end_has_time(units: Path) -> None:
    """Three stages with 20 s each end before systemd loses patience."""
    assert int(options_of(units / "virk-edge.service")["TimeoutStopSec"][0]) > 3 * 20


def test_a_hook_starts_nothing_of_weight(units: Path) -> None:
    """Were the daemon started by the socket, stopping it would last until the next hook knocks."""
    socket, service = (options_of(units / f"virk-edge.{kind}") for kind in ("socket", "service"))
    assert socket["Service"] == ["virk-edge-hold.service"]
    assert service["Sockets"] == ["virk-edge.socket"]


def test_udev_starts_no_program(units: Path) -> None:
    """It only asks systemd for the export, of file systems on USB."""
    rules = [r for r in (units / "70-virk-edge-usb.rules").read_text().splitlines() if r[0] != "#"]
    assert len(rules) == 1
    assert "RUN" not in rules[0]
    assert 'ENV{ID_BUS}=="usb"' in rules[0]
    assert 'ENV{SYSTEMD_WANTS}+="virk-edge-export@%k.service"' in rules[0]


def systemd_analyze() -> str:
    """The program; skips where it is missing or too old to know all options."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd-analyze here")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    version = int(re.findall(r"\d+", said)[0])
    if version < 252:
        pytest.skip(f"systemd-analyze {version} is older than 252")
    return program


@pytest.fixture
def installed(units: Path, tmp_path: Path) -> Path:
    """The units as on a device, whose program is one that this machine has."""
    for path in unit_files(units):
        text = path.read_text(encoding="utf-8").replace("/opt/virk-edge/bin/virk-edge", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path


def analyze(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run systemd-analyze with these units in front of the system's own."""
    return subprocess.run(
        [systemd_analyze(), *words],
        cwd=folder,
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_systemd_finds_nothing_to_complain_of(installed: Path) -> None:
    """Not a word from ``systemd-analyze verify``, about any of them."""
    names = [p.name.replace("@", "@sda1") for p in unit_files(installed) if p.suffix != ".conf"]
    done = analyze(installed, "verify", "--man=no", *(f"./{name}" for name in names))
    complaints = [line for line in done.stderr.splitlines() if "virk-edge" in line]
    assert (done.returncode, complaints) == (0, [])


def exposure_is_low(installed: Path, unit: str) -> None:
    """``systemd-analyze security`` finds 1.0 at most."""
    threshold = f"--threshold={EXPOSURE_TENTHS}"
    done = analyze(installed, "security", "--no-pager", "--offline=true", threshold, unit)
    assert done.returncode == 0, done.stdout[-200:] + done.stderr


@pytest.mark.parametrize("unit", SERVICES)
def test_the_sandbox_is_tight(installed: Path, unit: str) -> None:
    """1.0 at most, for the one that mounts too."""
    exposure_is_low(installed, unit)


def test_a_feed_over_a_port_stays_within_the_limit(installed: Path) -> None:
    """The drop-in for loopback opens no more than that."""
    drop_in = installed / "virk-edge.service.d"
    drop_in.mkdir()
    shutil.copy(installed / "virk-edge-loopback.conf", drop_in)
    exposure_is_low(installed, "virk-edge.service")
