"""Decisions: values in, values out. No clock, disk, socket, task, thread or logger.

OpenCV is set up here once for whoever decides: one thread, since the processors belong to the
inference model, and without Intel's primitives, whose results depend on where in memory a picture
happens to lie, which no replay could repeat.
"""

import cv2

cv2.setNumThreads(1)
if hasattr(cv2, "ipp"):
    cv2.ipp.setUseIPP(False)
