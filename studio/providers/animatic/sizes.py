"""How large a clip is: its short side follows from the resolution, its long side from the ratio."""

from studio.errors import Refused

SHORT_SIDE = {"540p": 540, "720p": 720, "1080p": 1080}
RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21")


def size_of(resolution: str, ratio: str) -> tuple[int, int]:
    """Width and height in pixels, both even."""
    if resolution not in SHORT_SIDE:
        raise Refused(f"The animatic draws {_listed(SHORT_SIDE)}, not {resolution}: choose one of these")
    if ratio not in RATIOS:
        raise Refused(f"The animatic draws the ratios {_listed(RATIOS)}, not {ratio}: choose one of these")
    short = SHORT_SIDE[resolution]
    across, down = (int(part) for part in ratio.split(":"))
    long = round(short * max(across, down) / min(across, down) / 2) * 2
    return (long, short) if across >= down else (short, long)


def _listed(names: dict[str, int] | tuple[str, ...]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}"
