"""The tables of the bench, in words and figures for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from proof.measure import MARGINS, Change, Verdict
from proof.session import Case, Judged

_HEAD = (
    f"{'':<12}{'p50 ms':>17}{'change':>24}{'sees':>7}  {'':9}"
    f"{'p99 ms':>17}{'change':>26}{'sees':>7}"
)


def percent(value: float, *, sign: bool = True) -> str:
    """A fraction as per cent, short."""
    return f"{100 * value:{'+' if sign else ''}.{1 if abs(value) < 0.995 else 0}f}"


def interval(change: Change) -> str:
    """The estimate and its interval in per cent."""
    return f"{percent(change.estimate)} [{percent(change.lower)}, {percent(change.upper)}]"


def head() -> str:
    """Above the rows of ``row``."""
    return _HEAD


def row(case: Case, said: Judged | None) -> str:
    """One case: both arms and the change of p50 and p99 (per cent, 95 %), and the verdicts."""
    text = f"{case.name:<12}"
    for percentile, width in zip(MARGINS, (24, 26), strict=True):
        without, with_ = case.latency_ms[percentile]
        arms = f"{without:.2f} > {with_:.2f}"
        sees = "" if said is None else percent(said.detectable[percentile])
        verdict = "" if said is None else said.verdicts[percentile].value
        text += f"{arms:>17}{interval(case.changes[percentile]):>{width}}{sees:>7}  {verdict:<9}"
    return text.rstrip()


def details(case: Case) -> str:
    """The rest about one case, indented."""
    alone = ", ".join(f"p{p} {interval(change)}" for p, change in case.predicted.items())
    hook = ", ".join(f"p{p} {1000 * ms:.0f} us" for p, ms in case.publish_ms.items())
    late = (
        f"late {case.late[0]} > {case.late[1]} of {case.frames} "
        f"({interval(case.late_change)} points)"
    )
    more = {**{k: n for k, n in case.hook.items() if n}, **case.figures}
    counted = ", ".join(f"{name} {n}" for name, n in more.items())
    lines = [
        f"  {case.line}; {case.pairs} pairs of blocks",
        f"  hook {hook}; daemon {case.daemon_percent:.0f} % of a core; {late}",
        f"  until predicted {alone}",
        f"  {counted}" if counted else "",
        f"  NOT THE FAULT IT SHOULD BE: {case.missing}" if case.missing else "",
    ]
    return "\n".join(filter(None, lines))


def conclusion(judgements: Mapping[str, Judged]) -> str:
    """One sentence about all cases."""

    def names(verdict: Verdict) -> Sequence[str]:
        return [name for name, said in judgements.items() if said.verdict is verdict]

    parts = [
        f"{verdict.value}: {', '.join(names(verdict))}" for verdict in Verdict if names(verdict)
    ]
    return "; ".join(parts) or "nothing was judged"
