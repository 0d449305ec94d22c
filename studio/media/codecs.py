"""What the FFmpeg that came with PyAV can do on this machine."""

from functools import cache

NEEDED = ("libx264", "aac")  # clips, their sound


@cache
def missing() -> tuple[str, ...]:
    """The encoders that the studio needs and that are not there."""
    from av.codec.codec import Codec, UnknownCodecError

    def is_there(name: str) -> bool:
        try:
            return Codec(name, "w").is_encoder
        except UnknownCodecError:
            return False

    return tuple(name for name in NEEDED if not is_there(name))


def version() -> str:
    """Of libavcodec, which encodes: `62.28.102`."""
    from av import library_versions

    return ".".join(str(number) for number in library_versions["libavcodec"])
