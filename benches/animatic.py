"""How fast the animatic draws: each look at 720p, beside the encoder alone on the same frames in the same run.

    python -m benches.animatic [seconds of clip]

More than 1 x real time on two cores is the promise; it can be read on a quiet machine only. CPU seconds can be read on any.
The floor is the encoder's CPU: no renderer can be below it.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benches.instruments.figures import load_average, print_table
from studio.media.encode import Plane, open_clip_writer
from studio.providers.animatic.render import AnimaticRenderer, write_clip
from studio.providers.animatic.shot import FPS, AnimaticShot

SHOTS = {
    "cinematic, mountains": AnimaticShot("a wanderer in the mountains at golden hour", camera_move="push in"),
    "cinematic, ocean": AnimaticShot("a boat on the ocean at sunset", camera_move="pan left"),
    "cinematic, city in the rain": AnimaticShot("neon city in the rain", camera_move="orbit left"),
    "cinematic, forest": AnimaticShot("a deer in the forest at night", camera_move="truck left"),
    "storyboard": AnimaticShot("a village in the mountains", look="storyboard", camera_move="push in"),
    "neon": AnimaticShot("a chase over the grid", look="neon", camera_move="aerial"),
}


HEADS = ("", "x real time", "CPU s per s", "of it encoding", "x floor")


@dataclass(frozen=True)
class Took:
    wall_s: float
    cpu_s: float

    @classmethod
    def by(cls, work: Callable[[], None]) -> "Took":
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        work()
        return cls(time.perf_counter() - wall_s, time.process_time() - cpu_s)


def encode_alone(shot: AnimaticShot, frames: Sequence[Plane], path: Path) -> None:
    with open_clip_writer(path, shot.width, shot.height, FPS) as writer:
        for planes in frames:
            writer.add(planes)


def measure(name: str, shot: AnimaticShot, folder: Path) -> list[str]:
    drawn = Took.by(lambda: write_clip(AnimaticRenderer(shot), folder / "clip.mp4"))
    renderer = AnimaticRenderer(shot)
    frames = [renderer.frame(index).array() for index in range(shot.frame_count)]
    encoded = Took.by(lambda: encode_alone(shot, frames, folder / "floor.mp4"))
    return [
        name,
        f"{shot.duration_s / drawn.wall_s:.1f}",
        f"{drawn.cpu_s / shot.duration_s:.2f}",
        f"{encoded.cpu_s / shot.duration_s:.2f}",
        f"{drawn.cpu_s / encoded.cpu_s:.1f}",
    ]


def main(seconds: float = 3) -> None:
    print(f"{seconds:g} s at 720p; load before: {load_average()}")
    with tempfile.TemporaryDirectory() as folder:
        shots = {name: replace(shot, duration_s=seconds) for name, shot in SHOTS.items()}
        print_table(HEADS, [measure(name, shot, Path(folder)) for name, shot in shots.items()])


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
