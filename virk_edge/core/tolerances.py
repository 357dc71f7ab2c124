"""How far a replay on another processor or runtime may differ and still be "within tolerance".

Stated in every manifest. A threshold is a few times what was measured between the kernels of two
runtimes and far below what any fault does.
"""

from __future__ import annotations

from typing import Final

TOLERANCES: Final[dict[str, float]] = {
    # L2 distance of embeddings whose taps have length 1 each.
    "embedding_l2": 0.15,
    # The same, of a picture that is mostly one grey: there rounding does not average out.
    "embedding_l2_flat": 0.6,
    # In steps of ``core.fingerprint.TERMS``.
    "fingerprint_steps": 0.25,
    # Grey levels, any pixel of the small picture and any cell.
    "picture_levels": 2.0,
    # Of scores (1.0 is the alarm level), severity and causes' scores.
    "score": 0.05,
}
