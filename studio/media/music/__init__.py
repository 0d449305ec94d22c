"""Music that is made here, by rule and without a network: `write` is the door, the work is done in another process.

The same mood, length and seed give the same music. `moods.py` is what there is to choose from, `harmony.py` and `composing.py` say
which notes, `tones.py` and `pad.py` how they sound, `room.py` where, and `rendering.py` puts them together.
"""

from pathlib import Path

from studio.media import isolated
from studio.media.isolated import ProcessLimits
from studio.media.music.moods import MOODS

SHORTEST_S, LONGEST_S = 5.0, 600.0
MAKING = ProcessLimits(time_s=300, cpu_s=300)

__all__ = ["LONGEST_S", "MOODS", "SHORTEST_S", "write"]


def write(target: Path, mood: str, duration_s: float, seed: int) -> None:
    """A FLAC of that length, held within what is possible. Raises OSError, and BadMedia where it took too long."""
    length_s = min(LONGEST_S, max(SHORTEST_S, duration_s))
    isolated.run("studio.media.music.rendering:write", target, mood, length_s, float(seed), limits=MAKING)
