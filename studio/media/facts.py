"""What we know of a media file once it has been looked at: plain values, light to import."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """Of a clip. `width` and `height` are as stored in the file; `shown_size` is what a player shows."""

    kind: str  # mp4 or webm
    codec: str
    width: int
    height: int
    fps: float
    duration_s: float
    frames: int
    size_bytes: int
    pixel_format: str
    rotation: int = 0  # degrees counter-clockwise that make the picture upright: 0, 90, 180 or 270
    pixel_aspect: float = 1.0  # how wide a pixel is for its height
    is_hdr: bool = False
    is_ten_bit: bool = False
    has_varying_rate: bool = False
    has_sound: bool = False
    sound_codec: str = ""

    @property
    def shown_size(self) -> tuple[int, int]:
        width, height = round(self.width * self.pixel_aspect), self.height
        return (height, width) if self.rotation in (90, 270) else (width, height)


@dataclass(frozen=True)
class PictureFacts:
    """Of a picture. `width` and `height` are of the upright picture: a phone may have stored it lying."""

    kind: str  # jpg, png or webp
    width: int
    height: int
    size_bytes: int
    is_turned: bool = False  # stored lying or mirrored; a program that ignores EXIF shows it wrong
    has_transparency: bool = False


@dataclass(frozen=True)
class SoundFacts:
    """Of a sound. `title`: what its tags call it; empty where they say nothing that one can read."""

    kind: str  # mp3, wav, m4a, aac, flac or ogg
    codec: str
    duration_s: float
    rate: int  # samples in a second
    channels: int
    size_bytes: int
    title: str = ""
