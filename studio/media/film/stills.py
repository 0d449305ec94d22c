"""A strip of small pictures of a film, one beside the other, to see it at a glance."""

from pathlib import Path

from PIL import Image

from studio.files import whole_file
from studio.media import isolated
from studio.media.isolated import ProcessLimits

LOOKING = ProcessLimits(time_s=120, cpu_s=120)
GAP = 2  # pixels between two
FORMATS = {".webp": "WEBP", ".jpg": "JPEG", ".png": "PNG"}


def write_strip(film: Path, target: Path, *, count: int = 8, height: int = 90) -> None:
    """A WebP, or a JPEG or PNG where `target` is called so.

    Each picture is the key frame nearest to the middle of its share of the film: every segment begins with one."""
    isolated.run("studio.media.film.stills:draw_strip", film, target, count, height, limits=LOOKING)


def draw_strip(film: str, target: str, count: int, height: int) -> None:
    """In a process of its own."""
    from studio.media.film.moments import picture_near
    from studio.media.probe import open_clip

    with open_clip(Path(film)) as clip:
        moments = [clip.stated_duration_s * (number + 0.5) / count for number in range(count)]
        pictures = [picture_near(clip, moment_s, height) for moment_s in moments]
    step = max(picture.width for picture in pictures) + GAP
    strip = Image.new("RGB", (step * count - GAP, height))
    for number, picture in enumerate(pictures):
        strip.paste(picture, (number * step, 0))
    with whole_file(Path(target)) as part:
        strip.save(part, FORMATS[Path(target).suffix], quality=85, method=2)
