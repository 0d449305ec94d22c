"""Cutting a film beside plain ffmpeg, which does the same in the same run.

    nice python -m benches.film [seconds of a scene]

The ffmpeg program is the system's, or that of imageio-ffmpeg. It gets the same encoder settings and as many threads.
Read the ratio of CPU seconds: walls can be read on a quiet machine only.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benches.instruments.figures import load_average, print_table
from benches.instruments.took import Took
from studio.media.encode import ENCODER_THREADS, SOUND_RATE, Quality, open_clip_writer
from studio.media.film import making
from studio.media.film.captions import lines_of, write
from studio.media.film.joining import join
from studio.media.film.recipe import Narration, Recipe, Shot, Subtitles, to_json
from studio.media.lettering import FONTS
from tests.clips import TestScene

FPS = 24
WORDS = "The boat left before dawn, with nobody at the oars. Où est-elle ? Mara saw it from the pier, and did not call out. "
HEADS = ("", "ours: CPU s", "ffmpeg: CPU s", "ratio", "ours: wall s", "ffmpeg: wall s", "ratio", "bound")


@dataclass(frozen=True)
class Bench:
    folder: Path
    ffmpeg: str
    scene_s: float

    def run_ffmpeg(self, *arguments: str | Path, **environment: str) -> None:
        command = [self.ffmpeg, "-v", "error", "-y", *map(str, arguments)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, env=os.environ | environment)

    def list_of(self, clips: Sequence[Path]) -> Path:
        path = self.folder / f"{clips[0].stem}.txt"
        path.write_text("".join(f"file '{clip}'\n" for clip in clips))
        return path

    def cut(self, recipe: Recipe, segments: Path, target: str = "ours.mp4") -> None:
        segments.mkdir(exist_ok=True)
        making.cut(lambda *_: None, to_json(recipe), str(segments), str(self.folder / target), "film")


def main(scene_s: float = 5) -> None:
    print(f"scenes of {scene_s:g} s; {os.cpu_count()} cores; load before: {load_average()}")
    ffmpeg = shutil.which("ffmpeg") or bundled_ffmpeg()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), ffmpeg, scene_s)
        print_table(HEADS, [*joining(bench), *subtitled(bench), *again(bench)])
    print(f"load after: {load_average()}")


def bundled_ffmpeg() -> str:
    from imageio_ffmpeg import get_ffmpeg_exe

    return get_ffmpeg_exe()


# -- what is measured ---------------------------------------------------------------------------------------


def joining(bench: Bench) -> list[list[str]]:
    """Twenty clips of our own encoder, joined without encoding."""
    clips = [scene(bench, f"uniform-{number}", 1280, 720, number, Quality()) for number in range(4)] * 5
    listed, frames = bench.list_of(clips), round(bench.scene_s * FPS)
    copying = ("-f", "concat", "-safe", "0", "-i", listed, "-c", "copy", "-movflags", "+faststart")
    floor = Took.least(lambda: bench.run_ffmpeg(*copying, bench.folder / "floor.mp4"), 3)
    ours = Took.least(lambda: join(bench.folder / "joined.mp4", [(clip, frames) for clip in clips], FPS), 3)
    return [row("20 uniform clips joined", ours, floor, "1.2")]


def subtitled(bench: Bench) -> list[list[str]]:
    """Upright, with words burned in and somebody speaking."""
    clips = [scene(bench, f"upright-{number}", 1080, 1920, number, Quality("veryfast", 20)) for number in range(4)]
    total_s = bench.scene_s * len(clips)
    said = speech(bench.folder / "said.wav", total_s - 1)
    lines = lines_of(WORDS, 0, bench.scene_s)
    shots = [Shot(clip=str(clip), lines=lines) for clip in clips]
    shots[0] = shots[0].model_copy(update={"narration": Narration(sound=str(said))})
    recipe = Recipe(width=1080, height=1920, fps=FPS, reel=tuple(shots), subtitles=Subtitles(mode="burned"))

    def afresh() -> None:
        shutil.rmtree(bench.folder / "upright", ignore_errors=True)
        bench.cut(recipe, bench.folder / "upright")

    floor = Took.least(ffmpeg_pass(bench, clips, said), 2)
    return [row(f"{total_s:g} s at 1080x1920, words burned in, narration", Took.least(afresh, 2), floor, "1.15")]


def again(bench: Bench) -> list[list[str]]:
    """Six scenes with sound, one of which is another now, beside that one scene alone."""
    clips = [scene(bench, f"sounding-{number}", 1280, 720, number, Quality("veryfast", 20)) for number in range(8)]
    segments = bench.folder / "again"
    recipes = [film_of(1280, 720, [*clips[:3], changed, *clips[3:5]]) for changed in clips[5:]]
    bench.cut(recipes[0], segments)
    rest = iter(recipes[1:])
    recut = Took.least(lambda: bench.cut(next(rest), segments), 2)
    floor = Took.least(lambda: bench.run_ffmpeg("-i", clips[6], *ENCODING, bench.folder / "floor.mp4"), 2)
    return [row("six scenes, cut again after one has changed", recut, floor, "1.5")]


def row(name: str, ours: Took, floor: Took, bound: str) -> list[str]:
    cpu = [f"{ours.cpu_s:.2f}", f"{floor.cpu_s:.2f}", f"{ours.cpu_s / floor.cpu_s:.2f}"]
    wall = [f"{ours.wall_s:.2f}", f"{floor.wall_s:.2f}", f"{ours.wall_s / floor.wall_s:.2f}"]
    return [name, *cpu, *wall, bound]


# -- what ffmpeg does ---------------------------------------------------------------------------------------

X264 = ("-c:v", "libx264", "-preset", Quality().preset, "-crf", str(Quality().crf), "-pix_fmt", "yuv420p")
KEYS = ("-x264-params", f"keyint={2 * FPS}:scenecut=0:bframes=0")
ENCODING = ("-threads", str(ENCODER_THREADS), *X264, *KEYS, "-movflags", "+faststart")


def ffmpeg_pass(bench: Bench, clips: Sequence[Path], said: Path) -> Callable[[], None]:
    """Joined, subtitled by libass in our own font, with the narration: all in one go."""
    subtitles, listed = bench.folder / "said.srt", bench.list_of(clips)
    lines = [
        line
        for number in range(len(clips))
        for line in lines_of(WORDS, number * bench.scene_s, (number + 1) * bench.scene_s)
    ]
    write(lines, subtitles, "srt")
    fonts = bench.folder / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{FONTS}</dir><cachedir>{bench.folder / 'fonts'}</cachedir></fontconfig>")
    burned = f"subtitles={subtitles}:force_style='FontName=Inter,FontSize=14,Outline=1'"
    sources = ("-f", "concat", "-safe", "0", "-i", listed, "-i", said)
    sound = ("-map", "0:v", "-map", "1:a", "-ac", "2", "-ar", str(SOUND_RATE), "-c:a", "aac", "-b:a", "192k")
    target = bench.folder / "floor.mp4"
    return lambda: bench.run_ffmpeg(*sources, "-vf", burned, *sound, *ENCODING, target, FONTCONFIG_FILE=str(fonts))


# -- what it is done with -----------------------------------------------------------------------------------


def film_of(width: int, height: int, clips: Sequence[Path]) -> Recipe:
    return Recipe(width=width, height=height, fps=FPS, reel=tuple(Shot(clip=str(clip)) for clip in clips))


def scene(bench: Bench, name: str, width: int, height: int, seed: int, quality: Quality) -> Path:
    """A moon over hills, with a little grain as cameras and models have it."""
    path, frames = bench.folder / f"{name}.mp4", round(bench.scene_s * FPS)
    drawn, chance = TestScene(width, height, seed), np.random.default_rng(seed)
    grain = chance.integers(0, 5, (height + 16, width), np.uint8)
    is_sounding = name.startswith("sounding")
    with open_clip_writer(path, width, height, FPS, quality=quality, has_sound=is_sounding) as writer:
        for index in range(frames):
            planes = drawn.picture(index / frames)
            planes[:height] += np.roll(grain[index % 16 : index % 16 + height], 7 * index, axis=1)
            writer.add(planes)
        if is_sounding:
            writer.add_sound(hum(bench.scene_s, 200 + 20 * seed))
    return path


def speech(path: Path, duration_s: float) -> Path:
    samples = hum(duration_s, 180) * np.clip(np.sin(np.arange(round(duration_s * SOUND_RATE)) / 9000), 0, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SOUND_RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def hum(duration_s: float, hertz: float) -> np.ndarray:
    """With a little noise, as microphones have it."""
    moments = np.arange(round(duration_s * SOUND_RATE)) / SOUND_RATE
    noise = np.random.default_rng(1).normal(0, 0.02, len(moments))
    return (0.2 * np.sin(2 * np.pi * hertz * moments) + noise).astype(np.float32)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
