"""A shot becomes frames, and the frames a clip."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from PIL import Image

from studio.media.encode import BT709, LIMITED_RANGE, open_clip_writer
from studio.providers.animatic.camera import Beat, Camera
from studio.providers.animatic.frame import Frame
from studio.providers.animatic.looks import AnimaticLook
from studio.providers.animatic.looks.cinematic import Cinematic
from studio.providers.animatic.looks.neon import Neon, scheme_for
from studio.providers.animatic.looks.storyboard import Storyboard
from studio.providers.animatic.palettes import LitPalette
from studio.providers.animatic.scene import DrawnScene
from studio.providers.animatic.shot import FPS, AnimaticShot
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.stills import Dissolve, Pictures, Still
from studio.providers.animatic.words import read_story

_THREADS = 2

Planes = npt.NDArray[np.uint8]


class AnimaticRenderer:
    """Draws any frame of a shot, in any order, by many threads."""

    def __init__(self, shot: AnimaticShot):
        self.shot = shot
        beat = Beat(shot.frame_count, FPS, shot.is_loop)
        board = Storyboard(shot, beat) if shot.look == "storyboard" else None
        self._stage = _stage(shot, beat, board)
        self._pictures = _pictures(shot, self._stage)
        self._look: AnimaticLook = board or Cinematic(shot, beat, _accent(shot, self._stage))

    def frame(self, index: int) -> Frame:
        """As it is in the clip."""
        return self._look.finish(self._pictures.frame(index), index)

    def clean(self, index: int) -> Frame:
        """Without caption, grain and page: what the next clip can start from."""
        return self._pictures.frame(index).resized(self.shot.width, self.shot.height)


def write_clip(renderer: AnimaticRenderer, path: Path, on_frame: Callable[[int], None] = lambda done: None) -> None:
    """`on_frame` hears how many frames are done, and may raise to stop: then there is no clip."""
    shot = renderer.shot
    with open_clip_writer(path, shot.width, shot.height, FPS) as writer:
        for done, planes in enumerate(_drawn_ahead(renderer), 1):
            writer.add(planes)
            on_frame(done)


def picture_of(frame: Frame) -> Image.Image:
    """In RGB."""
    converted = VideoFrame.from_ndarray(frame.array(), format="yuv420p")
    converted.color_range, converted.colorspace = LIMITED_RANGE, BT709
    return converted.to_image()


def _drawn_ahead(renderer: AnimaticRenderer) -> Iterator[Planes]:
    """All frames in order, the next ones being drawn while one is encoded."""
    waiting = deque[Future[Planes]]()
    with ThreadPoolExecutor(_THREADS) as threads:
        try:
            for index in range(renderer.shot.frame_count):
                waiting.append(threads.submit(lambda k: renderer.frame(k).array(), index))
                if len(waiting) == 2 * _THREADS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def _stage(shot: AnimaticShot, beat: Beat, board: Storyboard | None) -> Stage:
    width, height = (board.panel.width, board.panel.height) if board else (shot.width, shot.height)
    story = read_story(shot.prompt, shot.seed, is_sketch=board is not None)
    return Stage(
        width=width,
        height=height,
        camera=Camera.for_move(shot.camera_move, beat, width / height),
        story=story,
        palette=LitPalette.of(story.light, width / height),
        seed=shot.seed,
        is_sketch=board is not None,
    )


def _pictures(shot: AnimaticShot, stage: Stage) -> Pictures:
    def drawn() -> Pictures:
        return Neon(stage) if shot.look == "neon" else DrawnScene(stage)

    start = Still(stage, shot.first_picture) if shot.first_picture else None
    end = Still(stage, shot.last_picture, is_last=True) if shot.last_picture else None
    if end:
        return Dissolve(start or drawn(), end, stage.camera)
    return start or drawn()


def _accent(shot: AnimaticShot, stage: Stage) -> str:
    return scheme_for(stage.seed).line if shot.look == "neon" else stage.palette.accent
