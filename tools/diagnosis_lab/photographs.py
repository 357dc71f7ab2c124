"""The photographs to train on: free pictures that Debian packages carry, of many kinds of places.

apt-get download PACKAGE...; dpkg -x each of them into one folder: that folder is ``root``.
"""

from __future__ import annotations

from pathlib import Path

# Debian 12 package -> ends of paths in it.
PHOTOGRAPHS: dict[str, tuple[str, ...]] = {
    "opencv-doc": (
        "examples/data/aero1.jpg",
        "examples/data/aloeL.jpg",
        "examples/data/basketball1.png",
        "examples/data/board.jpg",
        "examples/data/box_in_scene.png",
        "examples/data/building.jpg",
        "examples/data/chicky_512.png",
        "examples/data/fruits.jpg",
        "examples/data/graf1.png",
        "examples/data/home.jpg",
        "examples/data/left.jpg",
        "examples/data/left01.jpg",
        "examples/data/leuvenA.jpg",
        "examples/data/messi5.jpg",
        "examples/data/rubberwhale1.png",
        "examples/data/squirrel_cls.jpg",
        "examples/data/stuff.jpg",
        "examples/text/scenetext01.jpg",
        "examples/text/scenetext04.jpg",
        "examples/text/scenetext05.jpg",
        "examples/text/scenetext06.jpg",
        "opencv4/html/aero_det.jpg",
        "opencv4/html/astra_color.jpg",
        "opencv4/html/bus_det.jpg",
        "opencv4/html/cat_det.jpg",
        "opencv4/html/handSrc.jpg",
        "opencv4/html/original.jpg",
        "opencv4/html/plant.jpg",
        "opencv4/html/sample.jpg",
        "opencv4/html/studentsSample_input.jpg",
        "opencv4/html/yolo.jpg",
    ),
    "python3-skimage": (
        "skimage/data/camera.png",
        "skimage/data/coffee.png",
        "skimage/data/motorcycle_left.png",
        "skimage/data/rocket.jpg",
    ),
    "python3-sklearn": ("datasets/images/china.jpg",),
    "mate-backgrounds": (
        "nature/Dune.jpg",
        "nature/Garden.jpg",
        "nature/GreenMeadow.jpg",
        "nature/RainDrops.jpg",
        "nature/Storm.jpg",
    ),
    "lomiri-wallpapers-16.04": (
        "Bridge_by_Sander_Klootwijk.jpg",
        "Picture_0B_by_freespace.jpg",
        "Picture_1A_by_freespace.jpg",
        "aitzgorri_by_Aitzol_Berasategi.jpg",
        "friends_by_Aitzol_Berasategi.jpg",
        "greentock_by_Peter_Nerlich.jpg",
        "life_by_Aitzol_Berasategi.jpg",
        "picosdeeuropa_by_Aitzol_Berasategi.jpg",
        "sunset_by_Aitzol_Berasategi.jpg",
    ),
    "lomiri-wallpapers-20.04": ("Kleiber_by_Lukas_Baubkus.jpg",),
    "plasma-workspace-wallpapers": (
        "BytheWater/contents/images/1600x1200.jpg",
        "ColorfulCups/contents/images/2560x1600.jpg",
        "EveningGlow/contents/images/1600x1200.jpg",
        "FallenLeaf/contents/images/1600x1200.jpg",
        "Kokkini/contents/images/3840x2160.png",
        "Path/contents/images/1600x1200.jpg",
    ),
}


def find(root: Path) -> list[Path]:
    """The photographs below ``root``, in the order of the list; those that are not there are left
    out, and other pictures are taken only if none of the list is there."""
    pictures = sorted(
        p for p in root.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png") and p.is_file()
    )
    wanted = [end for ends in PHOTOGRAPHS.values() for end in ends]
    found = [
        next((p for p in pictures if p.as_posix().endswith("/" + end)), None) for end in wanted
    ]
    return [p for p in found if p is not None] or pictures


def name_of(path: Path) -> str:
    """What the list calls it: many wallpapers have the same file name."""
    wanted = (end for ends in PHOTOGRAPHS.values() for end in ends)
    return next((end for end in wanted if path.as_posix().endswith("/" + end)), path.name)
