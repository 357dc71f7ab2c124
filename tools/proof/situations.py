"""What the daemon is going through while the loop runs with virk-edge: health, and each fault.

A fault is there in the arm "with" alone. In the arm "without" the hook is not called and the daemon
is stopped by SIGSTOP or not there: a stopped process uses no processor, and goes on with what it
has learnt, while one started anew for every block would mostly be measured starting.
"""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from proof.child import Child
from proof.watched import Place, Sections, Watched
from virk_edge.formats.config import BudgetConfig

_ARMED_S = 25.0  # a daemon on a small budget takes longer to learn, and is measured learning


class Situation:
    """Health, and what the faults differ in.

    without: what the hook is told in the arm "without": "hold" keeps the socket, which a daemon
    that goes on needs; "close" leaves nothing of virk-edge in the loop's process.
    settle_s: seconds of the arm "with" before its block. A stopped daemon has to catch up: for two
    seconds it takes the pause for a slower camera, and asks for more frames than it should.
    """

    name = "health"
    line: ClassVar[str] = "a daemon as it is configured by default"
    without = "hold"
    settle_s = 3.0
    sections: ClassVar[Sections] = {}
    launcher = ""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.daemon = Watched(place, self.sections, self.launcher)

    def begin(self, loop: Child) -> None:
        """Before the first block: a daemon that has learnt."""
        self.daemon.start()
        loop.ask(hook="publish")
        self.daemon.wait_for("armed", _ARMED_S)
        self.leave(loop)

    def enter(self, loop: Child) -> None:
        """Before the settling time of a block with virk-edge."""
        self.daemon.resume()
        loop.ask(hook="publish")

    def strike(self, loop: Child) -> None:
        """At the first measured frame of such a block."""

    def leave(self, loop: Child) -> None:
        """After it: virk-edge is out of the way."""
        loop.ask(hook=self.without)
        self.daemon.pause()

    def end(self) -> None:
        """Leave nothing behind."""
        self.daemon.stop()

    def figures(self) -> dict[str, Any]:
        """What came of it, after ``end``."""
        return {}

    def missing(self) -> str:
        """Why this was not the situation that its name says, after ``end``; "" if it was."""
        return "" if self.analysed() else "the daemon analysed nothing"

    def analysed(self) -> int:
        """Frames that the daemon looked at, known after ``end``."""
        stopped = self.daemon.said("stopped")
        return sum(camera["analysed"] for line in stopped for camera in line["cameras"].values())


class Nothing(Situation):
    """The noise of the machine and of the method: no virk-edge in either arm."""

    name = "A/A"
    line = "no virk-edge in either arm: the noise"
    settle_s = 0.5

    def begin(self, loop: Child) -> None:
        """Nothing to begin."""
        loop.ask(hook="close")

    def enter(self, loop: Child) -> None:
        """The same order as in other cases, to the same effect as in the other arm."""
        loop.ask(hook="close")

    leave = enter

    def end(self) -> None:
        """Nothing to end."""

    def missing(self) -> str:
        """Nothing can be."""
        return ""


class Absent(Nothing):
    """The hook calls, and nobody has ever listened."""

    name = "absent"
    line = "no daemon: the hook alone"
    without = "close"

    def enter(self, loop: Child) -> None:
        """A hook that finds nobody."""
        loop.ask(hook="publish")

    def leave(self, loop: Child) -> None:
        """No hook."""
        loop.ask(hook="close")


class Killed(Absent):
    """A daemon that was listening is gone from one frame to the next."""

    name = "killed"
    line = "SIGKILL at the first frame of every block"
    settle_s = 3.0

    def enter(self, loop: Child) -> None:
        """A new daemon that knows the camera by the first frame."""
        self.daemon.start()
        loop.ask(hook="publish")

    def strike(self, loop: Child) -> None:
        """It is gone."""
        self.daemon.kill()

    def end(self) -> None:
        """In case it was interrupted."""
        self.daemon.kill()

    def missing(self) -> str:
        """Every life must have met the camera."""
        met = len(self.daemon.said("camera_seen"))
        return "" if met == self.daemon.lives > 0 else f"{met} of {self.daemon.lives} were in use"


class Stopped(Situation):
    """A daemon that hangs: connected, subscribed, and taking nothing."""

    name = "stopped"
    line = "SIGSTOP at the first frame of every block"

    def strike(self, loop: Child) -> None:
        """It hangs."""
        self.daemon.pause()


class Restarting(Absent):
    """A daemon that dies half a second after it was ready, again and again."""

    name = "restarting"
    line = "killed half a second after it was ready, and started again, in a loop"
    settle_s = 1.0
    life_s = 0.5

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._enough = threading.Event()
        self._thread: threading.Thread | None = None

    def enter(self, loop: Child) -> None:
        """The loop of lives begins."""
        loop.ask(hook="publish")
        self._enough.clear()
        self._thread = threading.Thread(target=self._live_and_die, daemon=True)
        self._thread.start()

    def leave(self, loop: Child) -> None:
        """It ends."""
        self._calm()
        super().leave(loop)

    def end(self) -> None:
        """In case it was interrupted."""
        self._calm()

    def figures(self) -> dict[str, Any]:
        """How often."""
        return {"lives": self.daemon.lives}

    def missing(self) -> str:
        """It must have lived to die."""
        return "" if self.daemon.said("ready") else "it was never ready"

    def _calm(self) -> None:
        self._enough.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _live_and_die(self) -> None:
        while not self._enough.is_set():
            before = len(self.daemon.said("ready"))
            self.daemon.start(ready_s=0)
            while not self._enough.is_set():
                if self.daemon.wait_for("ready", 0.1, more_than=before):
                    break
            self._enough.wait(self.life_s)
            self.daemon.kill()


class SmallBudget(Situation):
    """An operator who grants next to nothing."""

    name = "budget 5 %"
    line = "budget.cpu_percent = 5"
    sections: ClassVar[Sections] = {"budget": {"cpu_percent": 5.0}}


class Overloaded(Situation):
    """Eight more cameras at 60 frames a second, none of which the frame rate limit holds back."""

    name = "overloaded"
    line = "8 more cameras at 60 frames a second, and no limit but the budget"
    cameras, fps = 8, 60.0
    sections: ClassVar[Sections] = {"budget": {"analyse_fps_max": 240.0}}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._flood: Child | None = None
        self._seen: dict[str, Any] = {}

    def begin(self, loop: Child) -> None:
        """The cameras are there from the start and say nothing yet."""
        self._flood = Child(
            "flood",
            endpoint=self.place.endpoint,
            footage=self.place.footage,
            cameras=self.cameras,
            fps=self.fps,
        )
        super().begin(loop)

    def enter(self, loop: Child) -> None:
        """All speak at once."""
        super().enter(loop)
        self._order(flood=True)

    def leave(self, loop: Child) -> None:
        """They are quiet."""
        self._order(flood=False)
        super().leave(loop)

    def end(self) -> None:
        """They are gone."""
        if self._flood is not None:
            self._flood.end()
        super().end()

    def figures(self) -> dict[str, Any]:
        """How many frames came and went on, and how many times the budget looking at all costs.

        The cost of one is all that the daemon used by what it analysed: its upper bound.
        """
        asked = self.cameras * self.fps * self.daemon.cpu_s / max(self.analysed(), 1)
        return {
            "flooded": self._seen.get("published", 0),
            "flood_sent": self._seen.get("sent", 0),
            "times_the_budget": round(asked / (BudgetConfig().cpu_percent / 100), 1),
        }

    def missing(self) -> str:
        """They must have been heard."""
        return super().missing() or ("" if self._seen.get("sent") else "no frame of the flood")

    def _order(self, **order: Any) -> None:
        if self._flood is not None:
            self._seen = self._flood.ask(**order)
