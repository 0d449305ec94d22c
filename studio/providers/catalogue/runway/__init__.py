"""Runway's models: its own, and those of others that it offers. What each takes: the types of its SDK `runwayml` 5.24.0.

`clips.py` makes clips, `pictures.py` pictures, `work.py` works on clips; `making.py` is how an entry is made and what credits cost.
"""

from studio.providers.catalogue.entry import Pace, Tier
from studio.providers.catalogue.runway.clips import CLIPS
from studio.providers.catalogue.runway.pictures import PICTURES
from studio.providers.catalogue.runway.work import WORK

MODELS = (*CLIPS, *WORK, *PICTURES)
PACE = Pace(
    check_every_s=6,
    running=2,
    creates_per_minute=30,
    source="Runway asks for 5 s between checks at least and lets its first tier run two; it limits days, not minutes",
    tiers=(
        Tier("Tier 1", 2, about="50-200 clips a day, up to $100 a month"),
        Tier("Tier 2", 3, about="500-1,000 clips a day, up to $500 a month"),
        Tier("Tier 3", 5, about="1,000-2,000 clips a day, up to $2,000 a month"),
        Tier("Tier 4", 10, about="5,000-10,000 clips a day, up to $20,000 a month"),
        Tier("Tier 5", 20, about="25,000-30,000 clips a day, up to $100,000 a month"),
    ),
)
