"""The process that draws one generation: `python -m studio.providers.animatic.worker FOLDER`. It ends with a clip, a failure or nothing.

It is started with the generation's lock in its hands. With nothing left behind, as after a kill, the provider starts it again.
"""

import sys
import time
from pathlib import Path

from studio.errors import BadMedia, FailureKind
from studio.media.child import limit_self
from studio.providers.animatic.folder import GenerationFolder
from studio.providers.animatic.render import AnimaticRenderer, picture_of, write_clip

_TELL_EVERY_S = 0.2
_CPU_S, _MEMORY_BYTES = 600, 6 << 30  # ten seconds at 1080p take 25 s and 0.5 GB


class ClipUnwanted(Exception):
    """Somebody wants this clip no more."""


def main(folder: Path) -> None:
    limit_self(_CPU_S, _MEMORY_BYTES)
    generation = GenerationFolder(folder)
    try:
        _draw(generation)
    except BadMedia as error:
        generation.fail(FailureKind.INVALID, str(error))
    except ClipUnwanted:
        pass  # the file that says so is the answer


def _draw(generation: GenerationFolder) -> None:
    shot, teller = generation.shot(), Teller(generation)
    teller.tell("setting the scene", 0.0)
    renderer = AnimaticRenderer(shot)
    for index, path in ((0, generation.first_frame), (shot.frame_count - 1, generation.last_frame)):
        teller.stop_if_cancelled()
        picture_of(renderer.clean(index)).save(path, compress_level=1)
    write_clip(renderer, generation.clip, lambda done: teller.heard(done / shot.frame_count))


class Teller:
    """Tells how far it is, a few times a second, and stops where it is not wanted any more."""

    def __init__(self, generation: GenerationFolder):
        self._generation, self._told_at = generation, 0.0

    def heard(self, fraction: float) -> None:
        self.stop_if_cancelled()
        if fraction == 1:
            self.tell("finishing", fraction)
        elif time.monotonic() - self._told_at >= _TELL_EVERY_S:
            self.tell("drawing", fraction)

    def tell(self, stage: str, fraction: float) -> None:
        self._generation.tell_progress(stage, fraction)
        self._told_at = time.monotonic()

    def stop_if_cancelled(self) -> None:
        if self._generation.is_cancelled:
            raise ClipUnwanted


if __name__ == "__main__":
    main(Path(sys.argv[1]))
