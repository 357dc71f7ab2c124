"""Rain and snow, looked at for three seconds and for half a minute."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis_lab.measuring import Sample, normal_of, observed
from diagnosis_lab.scenes import Scene, baseline_seconds
from virk_edge.core.course import Course
from virk_edge.core.evidence import Glimpse
from virk_edge.core.gather import gather
from virk_edge.faults import FAULTS

KINDS = ("rain", "snow")
STRENGTHS = (0.2, 0.5)
_FORMS = 2
_SPACING_SECONDS, _PICTURES, _GLIMPSES = 0.3, 100, 9


def samples(scene: Scene, *, seed: int) -> Iterator[Sample]:
    """Each fall twice: as a diagnosis sees it after three seconds, and after thirty."""
    normal = normal_of(scene.watch(seed, baseline_seconds()))
    seconds = [40.0 + _SPACING_SECONDS * i for i in range(_PICTURES)]
    for kind in KINDS:
        for strength in STRENGTHS:
            for form in range(_FORMS):
                change = FAULTS[kind].start(strength, seed=seed + 10 + form)
                glimpses = [
                    Glimpse(o.info.t_boot_ns, o.picture, o.cells, o.fingerprint)
                    for o in observed(scene.watch(seed + form, seconds, change))
                ]
                course = Course()
                for glimpse in glimpses:
                    course.add(glimpse.t_ns, glimpse.picture)
                last = glimpses[-_GLIMPSES:]
                labels = ("precipitation",)
                for words, evidence in (
                    (f"{kind} {strength}, 3 s", gather(normal, last)),
                    (f"{kind} {strength}, 30 s", gather(normal, last, course)),
                ):
                    yield Sample(
                        scene.name, "own", words, strength, form, labels, evidence.as_dict()
                    )
