"""The footage adapter: what comes out of videos, pictures and lists, and what is refused how."""

from __future__ import annotations

import io
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from virk_edge.adapters import video as video_module
from virk_edge.adapters.footage import FootageFrame, open_footage
from virk_edge.adapters.pictures import decode_picture, picture_size
from virk_edge.adapters.resources import resource
from virk_edge.adapters.video import Clock
from virk_edge.errors import FootageError, UsageError
from virk_edge.nouns import Encoding


def picture(seed: int, height: int = 48, width: int = 64) -> np.ndarray:
    small = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def write_video(path: Path, frames: int, *, fps: float = 12.5, size: tuple[int, int] = (48, 64)):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, size[::-1])
    for number in range(frames):
        writer.write(picture(number, *size))
    writer.release()
    return path


def write_folder(folder: Path, names: list[str]) -> Path:
    folder.mkdir()
    for number, name in enumerate(names):
        assert cv2.imwrite(str(folder / name), picture(number))
    return folder


def walk(source: Path | str, **options) -> list[FootageFrame]:
    with open_footage(str(source), **options) as footage:
        return list(footage)


def test_a_video_comes_as_frames_in_order_with_its_own_times(tmp_path):
    """Index counts from 0 and seconds follow the container's rate."""
    frames = walk(write_video(tmp_path / "a.avi", 20))
    assert [f.index for f in frames] == list(range(20))
    assert [f.seconds for f in frames] == pytest.approx([n / 12.5 for n in range(20)], abs=1e-3)
    assert all(f.pixels.shape == (48, 64, 3) and f.pixels.dtype == np.uint8 for f in frames)
    assert all(f.original is None and f.encoding is Encoding.BGR8 for f in frames)
    assert all(f.wall_seconds is None for f in frames)


def test_frames_of_a_video_belong_to_the_receiver(tmp_path):
    """Slots of the shared memory are reused, so what was handed out must not change afterwards."""
    path = write_video(tmp_path / "a.avi", 30)
    kept = walk(path)
    capture = cv2.VideoCapture(str(path))
    for frame in kept:
        assert np.array_equal(frame.pixels, capture.read()[1])


def test_a_given_rate_replaces_the_times_of_the_container(tmp_path):
    """--fps decides."""
    frames = walk(write_video(tmp_path / "a.avi", 5), fps=2.0)
    assert [f.seconds for f in frames] == [0.0, 0.5, 1.0, 1.5, 2.0]


def test_footage_can_be_walked_twice_with_the_same_result(tmp_path):
    """Looping over the same object starts again from the first frame."""
    with open_footage(str(write_video(tmp_path / "a.avi", 6))) as footage:
        assert footage.fps == 12.5
        assert footage.length == 6
        first = [f.pixels.tobytes() for f in footage]
        assert [f.pixels.tobytes() for f in footage] == first


def test_an_abandoned_walk_ends_its_decoder(tmp_path):
    """Nobody has to read to the end; the child goes with the walk."""
    with open_footage(str(write_video(tmp_path / "a.avi", 50))) as footage:
        reader = footage._reader
        next(iter(footage))
    assert reader is not None
    assert reader._process.returncode is not None


def test_a_video_cut_off_gives_what_could_be_read_and_a_warning(tmp_path):
    """The missing end is counted and said, not an error."""
    path = write_video(tmp_path / "a.avi", 100)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with open_footage(str(path)) as footage:
        frames = list(footage)
        assert 10 < len(frames) < 100
        if footage.length == 100:
            assert footage.skipped == 100 - len(frames)
            assert "could not be read" in footage.warnings[0]


def test_a_decoder_that_dies_is_one_sentence(tmp_path, monkeypatch):
    """An abort in the decoder must end as an error of the footage, not of the program."""
    child = tmp_path / "child.py"
    child.write_text("import os\nos.abort()\n")
    monkeypatch.setattr(video_module.child, "__file__", str(child))
    with pytest.raises(FootageError, match=r"a\.avi: the decoder was killed by SIGABRT"):
        open_footage(str(write_video(tmp_path / "a.avi", 3)))


def test_a_decoder_that_dies_after_some_frames_is_noticed(tmp_path):
    """Frames already delivered stay delivered; the death is raised after them."""
    with open_footage(str(write_video(tmp_path / "a.avi", 200))) as footage:
        reader = footage._reader
        frames = iter(footage)
        next(frames)
        assert reader is not None
        os.kill(reader._process.pid, 9)
        with pytest.raises(FootageError, match="SIGKILL"):
            list(frames)


@pytest.mark.parametrize("content", [b"", b"not a video at all" * 100, os.urandom(4096)])
def test_what_is_no_video_is_refused_by_name(tmp_path, content):
    """Empty files, text and noise."""
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(FootageError, match=r"a\.mp4: this is not a video"):
        open_footage(str(path))


def test_a_video_above_the_pixel_limit_is_refused(tmp_path):
    """Before any frame of it is decoded."""
    with pytest.raises(FootageError, match="64 x 48 pixels"):
        open_footage(str(write_video(tmp_path / "a.avi", 3)), max_pixels=1000)


@pytest.mark.slow
def test_the_demo_footage_decodes_whole_and_twice_the_same():
    """Replay depends on it: 795 frames at 10 per second, bit for bit the same each time."""

    def digests() -> list[int]:
        return [hash(f.pixels[::5, ::5].tobytes()) for f in walk(resource("campus_people.mp4"))]

    first = digests()
    assert len(first) == 795
    assert digests() == first


def test_a_folder_comes_sorted_by_name_with_the_files_as_they_are(tmp_path):
    """The original bytes travel along, so that they can be sent and kept unchanged."""
    folder = write_folder(tmp_path / "f", ["b.png", "a.jpg", "c.bmp"])
    (folder / "notes.txt").write_text("not a picture")
    frames = walk(folder, fps=4.0)
    assert [f.name for f in frames] == ["a.jpg", "b.png", "c.bmp"]
    assert [f.encoding for f in frames] == [Encoding.JPEG, Encoding.PNG, Encoding.BGR8]
    assert frames[0].original == (folder / "a.jpg").read_bytes()
    assert frames[2].original is None
    assert np.array_equal(frames[1].pixels, cv2.imread(str(folder / "b.png")))
    assert [f.seconds for f in frames] == [0.0, 0.25, 0.5]


def test_pictures_without_times_get_an_assumed_rate_and_say_so(tmp_path):
    """Silence about an assumption would be a lie."""
    with open_footage(str(write_folder(tmp_path / "f", ["a.jpg", "b.jpg"]))) as footage:
        assert [f.seconds for f in footage] == [0.0, 0.1]
        assert "10 per second assumed" in footage.warnings[0]


def test_names_whose_numbers_sort_otherwise_are_pointed_out(tmp_path):
    """Sorted by name puts frame10 before frame2; the user should know."""
    folder = write_folder(tmp_path / "f", ["frame2.jpg", "frame10.jpg"])
    with open_footage(str(folder), fps=1.0) as footage:
        assert [f.name for f in footage] == ["frame10.jpg", "frame2.jpg"]
        assert "frame10.jpg comes before frame2.jpg" in footage.warnings[0]


def test_damaged_pictures_are_skipped_counted_and_named(tmp_path):
    """The others keep their index and their time."""
    folder = write_folder(tmp_path / "f", ["a.jpg", "b.jpg", "c.png", "d.jpg"])
    (folder / "b.jpg").write_bytes((folder / "b.jpg").read_bytes()[:-30])
    (folder / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with open_footage(str(folder), fps=1.0) as footage:
        assert [(f.index, f.seconds) for f in footage] == [(0, 0.0), (3, 3.0)]
        assert footage.skipped == 2
        assert [w.split(":")[0].rsplit("/", 1)[1] for w in footage.warnings] == ["b.jpg", "c.png"]


def test_a_folder_where_nothing_can_be_read_is_refused(tmp_path):
    """Then there is no footage."""
    folder = write_folder(tmp_path / "f", ["a.jpg"])
    (folder / "a.jpg").write_bytes(b"\xff\xd8nothing")
    with pytest.raises(FootageError, match="none of 1 pictures can be read"):
        walk(folder, fps=1.0)


def test_a_video_under_a_name_that_opencv_cannot_take_is_one_sentence(tmp_path):
    """Handed such a path, OpenCV dies; that would read as if the file were damaged."""
    path = write_video(tmp_path / "a.avi", 2).rename(tmp_path / os.fsdecode(b"caf\xe9.avi"))
    with pytest.raises(FootageError, match="not UTF-8; rename"):
        open_footage(str(path))


def test_an_empty_folder_and_a_missing_file_are_one_sentence_each(tmp_path):
    """The sentence says what to give instead."""
    with pytest.raises(FootageError, match="the folder has no picture"):
        open_footage(str(tmp_path))
    with pytest.raises(FootageError, match="there is no such file"):
        open_footage(str(tmp_path / "nothing.mp4"))


def test_a_list_on_standard_input_keeps_its_order(tmp_path):
    """Whoever makes the list decides the order."""
    folder = write_folder(tmp_path / "f", ["a.jpg", "b.jpg"])
    lines = io.StringIO(f"{folder}/b.jpg\n\n{folder}/a.jpg\n")
    assert [f.name for f in walk("-", fps=1.0, stdin=lines)] == ["b.jpg", "a.jpg"]
    with pytest.raises(FootageError, match="no path came"):
        open_footage("-", stdin=[])


def test_a_list_out_of_order_is_pointed_out_as_the_list_that_it_is(tmp_path):
    """``find`` sorts nothing; of folders one after the other each may begin its numbers anew."""
    for name in ("day1", "day2"):
        write_folder(tmp_path / name, ["1.jpg", "2.jpg"])
    days = [str(tmp_path / f"day{n // 2 + 1}" / f"{n % 2 + 1}.jpg") for n in range(4)]
    with open_footage("-", fps=1.0, stdin=days) as footage:
        assert [len(list(footage)), footage.warnings] == [4, []]
    with open_footage("-", fps=1.0, stdin=days[::-1]) as footage:
        assert len(list(footage)) == 4
        assert f"in the list, {days[3]} comes before {days[2]}" in footage.warnings[0]


def test_a_table_of_times_gives_seconds_and_wall_time(tmp_path):
    """Lines for pictures that are not there do no harm."""
    folder = write_folder(tmp_path / "f", ["a.jpg", "b.jpg"])
    table = tmp_path / "t.csv"
    table.write_text("file,unix_seconds\nb.jpg,1600000060.5\na.jpg,1600000000\nx.jpg,1\n")
    frames = walk(folder, times=table)
    assert [(f.seconds, f.wall_seconds) for f in frames] == [
        (0.0, 1600000000.0),
        (60.5, 1600000060.5),
    ]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("file,unix_seconds\na.jpg,1\n", "b.jpg is not in the table"),
        ("file,unix_seconds\na.jpg,2\nb.jpg,2\n", "times must increase"),
        ("file,unix_seconds\na.jpg,1700000000.5\nb.jpg,1700000000\n", "1700000000.0. is not later"),
        ("file,unix_seconds\na.jpg,1\nb.jpg,2\na.jpg,3\n", "line 4: a.jpg is in the table already"),
        ("file,unix_seconds\na.jpg\nb.jpg,2\n", "line 2: '' is not a number"),
        ("file,unix_seconds\na.jpg,soon\nb.jpg,2\n", "line 2: 'soon' is not a number"),
        ("file,unix_seconds\na.jpg,1\nb.jpg,1700000000000\n", "line 3: .*milliseconds divided"),
        ("file,unix_seconds\na.jpg,-1\nb.jpg,2\n", "line 2: '-1' is not a number"),
        ("file,unix_seconds\na.jpg,nan\nb.jpg,2\n", "line 2: 'nan' is not a number"),
        ("name,when\na.jpg,1\n", "must name the columns"),
        ("", "must name the columns"),
    ],
)
def test_a_table_of_times_that_does_not_fit_is_refused(tmp_path, table, sentence):
    """One sentence that names the picture or the line."""
    folder = write_folder(tmp_path / "f", ["a.jpg", "b.jpg"])
    (tmp_path / "t.csv").write_text(table)
    with pytest.raises(FootageError, match=sentence):
        open_footage(str(folder), times=tmp_path / "t.csv")


def test_times_that_contradict_each_other_are_wrong_usage(tmp_path):
    """A rate and a table, a table for a video, a rate of nothing."""
    folder = write_folder(tmp_path / "f", ["a.jpg"])
    with pytest.raises(UsageError, match="exclude each other"):
        open_footage(str(folder), fps=1.0, times=tmp_path / "t.csv")
    with pytest.raises(UsageError, match="a video brings its own times"):
        open_footage(str(write_video(tmp_path / "a.avi", 2)), times=tmp_path / "t.csv")
    with pytest.raises(UsageError, match="--fps 0"):
        open_footage(str(folder), fps=0.0)


def test_the_clock_starts_at_zero_and_always_increases():
    """No timestamps, a restarted segment and nonsense all become increasing seconds."""
    clock = Clock(10.0)
    stamps = [500.0, 600.0, 600.0, 700.0, 0.0, 40.0, float("nan"), 90.0]
    assert [clock.seconds(s) for s in stamps] == pytest.approx(
        [0.0, 0.1, 0.2, 0.3, 0.4, 0.44, 0.54, 0.63], abs=0.02
    )
    still = Clock(4.0)
    assert [still.seconds(0.0) for _ in range(4)] == [0.0, 0.25, 0.5, 0.75]


def test_a_picture_is_measured_by_its_header_before_it_is_decoded():
    """A header that promises a giant is refused although the data behind it is small."""
    png = cv2.imencode(".png", picture(0))[1].tobytes()
    giant = png[:16] + (60000).to_bytes(4, "big") * 2 + png[24:]
    assert picture_size(giant) == (Encoding.PNG, 60000, 60000)
    with pytest.raises(ValueError, match="60000 x 60000"):
        decode_picture(giant, max_pixels=40_000_000)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".bmp"])
def test_a_picture_cut_anywhere_is_refused_and_never_an_exception_of_another_kind(suffix):
    """Half a picture would be measured as if the camera had seen the grey."""
    data = cv2.imencode(suffix, picture(3))[1].tobytes()
    assert decode_picture(data, max_pixels=10_000)[0].shape == (48, 64, 3)
    for length in range(0, len(data) - 4, 7):
        with pytest.raises(ValueError, match=r"damaged|cannot|allowed"):
            decode_picture(data[:length], max_pixels=10_000)
