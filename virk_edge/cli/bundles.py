"""``virk-edge bundles list|ack|export|stick|enrol|prune``: the bundles that wait on this device."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from virk_edge.cli import bundles_stick
from virk_edge.cli.options import add_config, add_json, config_of
from virk_edge.errors import UsageError

if TYPE_CHECKING:
    from virk_edge.adapters.catalogue import Listed
    from virk_edge.adapters.housekeeping import Housekeeping
    from virk_edge.cli.rows import Line

VERBS: Final = {
    "list": "show what waits: when, which camera, why, how much",
    "ack": "say that copies have arrived; their originals may then be removed",
    "export": "copy bundles to a folder or a stick, and read every copy back",
    "stick": "copy what waits to an enrolled USB stick, as the export service does (root)",
    "enrol": "let a USB stick carry bundles away from this device (root)",
    "prune": "remove now what may go: fetched, too old, or over the store's limits",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, text in VERBS.items():
        one = verbs.add_parser(verb, help=text, description=text, allow_abbrev=False)
        if verb == "ack":
            one.add_argument(
                "bundles",
                metavar="BUNDLE",
                nargs="+",
                help="a copy that has arrived (its digest is what counts), or a name in the store",
            )
        elif verb == "export":
            one.add_argument("dest", metavar="DEST", type=Path, help="a folder that exists")
            one.add_argument(
                "bundles",
                metavar="BUNDLE",
                nargs="*",
                help="which ones, by name (default: all that are not acknowledged)",
            )
            one.add_argument("--ack", action="store_true", help="acknowledge what was copied")
        elif verb == "stick":
            one.add_argument("device", metavar="DEVICE", type=Path, help="such as /dev/sdb1")
        elif verb == "enrol":
            one.add_argument(
                "stick",
                metavar="DEVICE|FOLDER",
                type=Path,
                help="such as /dev/sdb1, or where it is mounted",
            )
        elif verb == "prune":
            one.add_argument(
                "--dry-run", action="store_true", help="only say what would go, and why"
            )
        if verb != "enrol":
            one.add_argument(
                "--store", type=Path, metavar="DIR", help="the store (default: store.directory)"
            )
        add_config(one)
        add_json(one)


def run(args: argparse.Namespace) -> int:
    """Do what the verb says.

    Raises:
        UsageError, ConfigError, StorageError: if there is no such store, or the disk refuses.
    """
    from virk_edge.adapters.housekeeping import Housekeeping
    from virk_edge.core.retention import StoreLimits

    config = config_of(args)
    if args.verb == "enrol":
        return bundles_stick.enrol(args, config.export)
    directory = Path(config.store.directory) if args.store is None else args.store
    if not directory.is_dir():
        raise UsageError(
            f"there is no store at {directory}; name one with --store DIR, or set store.directory"
        )
    keeping = Housekeeping(directory, StoreLimits.of(config.store))
    if args.verb == "list":
        return _list(args, keeping)
    if args.verb == "prune":
        return _prune(args, keeping)
    if args.verb == "stick":
        return bundles_stick.stick(args, config.export, keeping)
    return _ack(args, keeping) if args.verb == "ack" else _export(args, keeping)


def _list(args: argparse.Namespace, keeping: Housekeeping) -> int:
    from virk_edge.cli.rows import print_lines
    from virk_edge.report.bundles import bytes_words, count_words

    contents = keeping.catalogue.look()
    if args.json:
        for listed in contents.bundles:
            print(json.dumps(_fields(listed)))
        return 0
    if not contents.bundles:
        print(f"no bundle waits in {keeping.directory}")
    for listed in contents.bundles:
        print_lines(_lines(listed))
    size = bytes_words(sum(b.size for b in contents.bundles))
    fetched = sum(b.acknowledged for b in contents.bundles)
    if contents.bundles:
        print(f"{count_words(len(contents.bundles), 'bundle')}, {size}, {fetched} fetched")
    if contents.parts:
        count = count_words(len(contents.parts), "recording")
        print(f"{count} going on or cut off")
    if contents.set_aside:
        print(f"{count_words(len(contents.set_aside), 'damaged file')} set aside in quarantine/")
    return 0


def _lines(listed: Listed) -> list[Line]:
    """Name first, as that is what other commands take; what it is below it."""
    from virk_edge.cli.rows import Line
    from virk_edge.report.bundles import bytes_words, cause_words, opened_words, remark_words
    from virk_edge.report.incident import SEVERE, SLIGHT
    from virk_edge.report.words import share

    known, name = listed.known, Line(listed.path.name, "dim" if listed.acknowledged else "bold")
    if known is None:
        return [name, Line(f"    {listed.why}", "red")]
    remarks = remark_words(known, acknowledged=listed.acknowledged)
    severity = known.incident.severity
    what = (
        f"    {opened_words(known)} UTC  {cause_words(known)}, severity {share(severity)}, "
        f"{known.frames} frames, {bytes_words(listed.size)}"
    )
    style = "red" if severity > SEVERE else "" if severity < SLIGHT else "yellow"
    return [name, Line(what + (f"; {remarks}" if remarks else ""), style)]


def _fields(listed: Listed) -> dict[str, Any]:
    known = listed.known
    found: dict[str, Any] = {
        "bundle": str(listed.path),
        "bytes": listed.size,
        "acknowledged": listed.acknowledged,
        "problem": listed.why or None,
    }
    if known is None:
        return found
    incident = known.incident
    best = incident.causes[0] if incident.causes else None
    return found | {
        "incident": incident.id,
        "camera": incident.camera,
        "opened_wall_ns": incident.opened_wall_ns,
        "trigger": incident.trigger,
        "cause": None if best is None else best.cause,
        "score": None if best is None else best.score,
        "severity": incident.severity,
        "state": incident.state,
        "reason": incident.reason,
        "frames": known.frames,
        "duplicate_of": known.duplicate_of,
        "frames_withheld": known.frames_withheld,
    }


def _prune(args: argparse.Namespace, keeping: Housekeeping) -> int:
    from virk_edge.adapters.housekeeping import DAMAGED, Removed
    from virk_edge.report.bundles import bytes_words, count_words

    gone: list[Removed] = []

    def tell(removed: Removed) -> None:  # at once: what goes before a disk refuses has gone
        gone.append(removed)
        aside = removed.reason == DAMAGED
        if args.json:
            fields = {"bundle": removed.name, "reason": removed.reason, "bytes": removed.size}
            done = {"removed": not (args.dry_run or aside), "set_aside": aside and not args.dry_run}
            print(json.dumps(fields | done))
        elif args.dry_run:
            print(f"would {'be set aside' if aside else 'go'}: {removed.name} ({removed.reason})")
        else:
            print(f"{'set aside' if aside else 'gone'}: {removed.name} ({removed.reason})")

    if args.dry_run:
        for removed in keeping.foreseen():
            tell(removed)
    else:
        keeping.told = tell
        keeping.tidy()
    if not args.json:
        sizes = [removed.size for removed in gone if removed.reason != DAMAGED]
        would = "would be removed" if args.dry_run else "removed"
        if sizes:
            print(f"{count_words(len(sizes), 'bundle')}, {bytes_words(sum(sizes))} {would}")
        elif not gone:
            print("nothing has to go")
    return 0


def _ack(args: argparse.Namespace, keeping: Housekeeping) -> int:
    status = 0
    listed = {b.path.name: b for b in keeping.look().bundles}
    for copy, original in [_copy_and_original(given, keeping) for given in args.bundles]:
        digest, problem = _arrived(copy, listed.get(original.name), keeping)
        if problem:
            status = 1
        else:
            keeping.catalogue.acks.write(original.name, digest)
        if args.json:
            fields = {"bundle": original.name, "acknowledged": not problem}
            print(json.dumps(fields | {"problems": [problem] if problem else []}))
        elif problem:
            print(f"virk-edge: {problem}", file=sys.stderr)
        else:
            print(f"{original.name}: acknowledged")
    return status


def _arrived(copy: Path, original: Listed | None, keeping: Housekeeping) -> tuple[str, str]:
    """The digest of a copy that has arrived, or what is wrong with it."""
    from virk_edge.adapters.acks import file_sha256
    from virk_edge.adapters.durable import sentences
    from virk_edge.cli.verify import problems_of

    if original is None:
        name, store = copy.name, keeping.directory
        return "", f"{store} has no bundle {name} (any more); if it was acknowledged, all is well"
    foreign = original.known is None and not original.damaged  # whose insides we cannot judge
    problems = [] if foreign else problems_of(copy)
    if problems:
        return "", problems[0]
    with sentences("read", copy):
        digest = file_sha256(copy)
        if copy != original.path and file_sha256(original.path) != digest:
            return "", f"{copy} is not the file that lies in {keeping.directory}; fetch it again"
    return digest, ""


def _copy_and_original(given: str, keeping: Housekeeping) -> tuple[Path, Path]:
    """A path is a copy; a bare name that is not here is the original in the store."""
    from virk_edge.formats.bundle import parse_bundle_name

    path = Path(given)
    if parse_bundle_name(path.name) is None:
        raise UsageError(f"{given} is not a bundle's name")
    original = keeping.directory / path.name
    return (path if path.parent != Path() or path.exists() else original), original


def _name_in(store: Path, given: str) -> str:
    """A name, or a path into the store as shells complete it; else what cannot be found there."""
    path = Path(given)
    return path.name if path.parent.resolve() == store else given


def _export(args: argparse.Namespace, keeping: Housekeeping) -> int:
    from virk_edge.adapters.export import export_bundle

    if not args.dest.is_dir():
        raise UsageError(f"{args.dest} is no folder; create it, or mount the stick")
    store, dest = keeping.directory.resolve(), args.dest.resolve()
    if store == dest or store in dest.parents:
        raise UsageError(f"{args.dest} is in the store itself; name another folder")
    listed = {b.path.name: b for b in keeping.catalogue.look().bundles}
    wanted = [_name_in(store, given) for given in args.bundles]
    missing = [
        given for given, name in zip(args.bundles, wanted, strict=True) if name not in listed
    ]
    if missing:
        raise UsageError(f"{keeping.directory} has no bundle {missing[0]}")
    chosen = [b for b in listed.values() if not b.acknowledged and not args.bundles]
    chosen += [listed[name] for name in dict.fromkeys(wanted)]
    status = 0
    for bundle in chosen:
        done = export_bundle(bundle.path, args.dest)
        acknowledged = bool(args.ack and done.sha256)
        if acknowledged:
            keeping.catalogue.acks.write(bundle.path.name, done.sha256)
        status = max(status, {"refused": 1, "failed": 74}.get(done.outcome, 0))
        if args.json:
            fields = {"bundle": str(done.path), "copy": str(done.copy), "outcome": done.outcome}
            fields |= {"sha256": done.sha256, "why": done.why}
            print(json.dumps(fields | {"acknowledged": acknowledged}))
        elif done.sha256:
            words = "copied" if done.outcome == "copied" else "there already"
            print(f"{done.copy}: {words}, read back" + (", acknowledged" if acknowledged else ""))
        else:
            print(f"virk-edge: {done.why}", file=sys.stderr)
    if not chosen and not args.json:
        print(f"nothing to export: no bundle waits in {keeping.directory}")
    return status
