"""What each cause is called in a headline, and what a person at the camera should do about it.

Law: every cause that a diagnosis can name stands in this table; a test holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Advice:
    """title: what is the matter, as a headline. do: one or two sentences for a technician."""

    title: str
    do: str


_UNKNOWN: Final = "unknown"
ADVICE: Final[dict[str, Advice]] = {
    "brightness_drop": Advice(
        "The picture is darker than usual",
        "See whether lamps are out or something throws a shadow; then look at exposure and gain. "
        "If this light is usual at some hours, accept it or let the baseline learn for longer.",
    ),
    "brightness_rise": Advice(
        "The picture is brighter than usual",
        "See whether sun or a lamp shines into the lens or onto the scene, and shade or turn the "
        "camera. Otherwise look at exposure and gain.",
    ),
    "haze": Advice(
        "The view is hazy",
        "Fog goes by itself. Wipe the front glass; if it mists again, look at the housing's seals, "
        "its desiccant or its heater.",
    ),
    "colour_cast": Advice(
        "The colours have shifted",
        "Set the white balance to a fixed value, and see whether a lamp of another colour was "
        "put in.",
    ),
    "monochrome": Advice(
        "The picture has lost its colour",
        "See whether the camera went to night mode, or its infra-red filter is stuck. If it does "
        "so every evening, let the baseline learn two days and nights.",
    ),
    "defocus": Advice(
        "The picture is out of focus",
        "Focus the lens again and tighten its lock ring; see whether it was knocked or is misted.",
    ),
    "motion_blur": Advice(
        "The picture is smeared along one direction",
        "Hold the mount: if it gives, tighten it. Otherwise shorten the exposure, or look for "
        "what makes it shake.",
    ),
    "noise": Advice(
        "The picture is noisy",
        "See whether the scene became dark and the gain went up with it. In good light, look at "
        "the gain's limit, the sensor's temperature and the cable.",
    ),
    "compression": Advice(
        "The picture has blocks",
        "Give the encoder more bits or a better quality, and look for losses between camera and "
        "device.",
    ),
    "precipitation": Advice(
        "Rain or snow falls",
        "It goes by itself. If it stops the model too often, add a hood or train on such weather.",
    ),
    "occlusion": Advice(
        "The view is covered",
        "Go and look: take away what stands before the lens, wipe dirt or ice from it. Who put it "
        "there may be on the frames before the alarm.",
    ),
    "camera_moved": Advice(
        "The camera was moved",
        "Turn it back to the view before, and tighten the mount. If it was moved on purpose, "
        "accept the new view with 'virk-edge baseline accept'; masks and zones must move too.",
    ),
    "new_content": Advice(
        "Something new is in the scene",
        "Look at the frames: is the new thing meant to stay? If so, see that the model knows it "
        "and accept it with 'virk-edge baseline accept'.",
    ),
    "frozen_feed": Advice(
        "The camera sends the same picture again and again",
        "Restart the camera program or the camera; if it comes back, look at the driver, cable "
        "and power supply.",
    ),
    "stalled_feed": Advice(
        "Frames come late or not at all",
        "See whether the camera program runs and what its log says; then cable, network and power. "
        "'virk-edge status' says when the last frame came.",
    ),
    "format_changed": Advice(
        "Frames come in another format",
        "Set resolution and pixel format back in the camera program. If the change was meant, "
        "begin anew with 'virk-edge baseline reset'.",
    ),
    "prediction_shift": Advice(
        "The model answers otherwise, though the picture did not change",
        "See whether model, labels, thresholds or preprocessing were changed, and run the frames "
        "through the model again. If the scene's traffic changed, accept it.",
    ),
    "model_changed": Advice(
        "Another model runs",
        "If it was deployed on purpose, begin anew with 'virk-edge baseline reset'; otherwise "
        "find out who changed it and put the old one back.",
    ),
    _UNKNOWN: Advice(
        "The scene is not as it was learnt",
        "Look at the frames before and after. If nothing is wrong, accept it with 'virk-edge "
        "baseline accept'; if something is, keep the bundle and say what it was.",
    ),
}
_UNDIAGNOSED: Final = Advice(
    "Something happened that was not diagnosed",
    "Look at the frames and at the measurements; the recording ended before a diagnosis was made.",
)
_UNHEARD_OF: Final = Advice("", "Look at the evidence; this program is older than the cause.")


def advice(cause: str | None) -> Advice:
    """What to say of a cause; None where there was no diagnosis. Never fails: a name that this
    version does not know gets an empty title."""
    return _UNDIAGNOSED if cause is None else ADVICE.get(cause, _UNHEARD_OF)
