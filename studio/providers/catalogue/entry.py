"""What an entry of the catalogue says: what a model can do, what that costs, and how its provider wants to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from studio.brief import FROM_NOTHING, Brief, Operation, Role

ITS_OWN = (0.0,)  # as `durations_s`: as long as its source, or as long as the provider likes; of a picture, nothing


class ClipSound(StrEnum):
    """Whether a clip has sound."""

    NEVER = "never"
    ALWAYS = "always"
    CHOICE = "choice"


@dataclass(frozen=True)
class Rates:
    """List prices in USD, per resolution: `(seconds, price)` pairs of one clip, or one rate per second.

    What has no length (a picture) is priced at 0 seconds. The resolution "" stands for all that are not named.
    """

    source: str
    as_of: date
    per_clip: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    usd_per_second: Mapping[str, float] = field(default_factory=dict)
    usd_per_reference: float = 0  # on top of a clip's or a picture's own price
    is_verified: bool = True  # False: from another source than the provider itself

    def with_references(self, count: int) -> "Rates":
        """The same, where each reference costs something of its own."""
        extra = count * self.usd_per_reference
        if not extra:
            return self
        more = {name: tuple((seconds, usd + extra) for seconds, usd in pairs) for name, pairs in self.per_clip.items()}
        return replace(self, per_clip=more)

    def of(self, resolution: str, duration_s: float) -> float | None:
        """None: no rate is known for that."""
        rate = self.usd_per_second.get(resolution, self.usd_per_second.get(""))
        if rate is not None:
            return rate * duration_s if duration_s or rate == 0 else None
        prices = self.per_clip.get(resolution, self.per_clip.get("", ()))
        return dict(prices).get(duration_s)


@dataclass(frozen=True)
class Model:
    """One provider's model, doing one operation; what can do several has an entry for each.

    Empty tuples mean: it has no such thing, or leaves no choice.
    """

    id: str
    label: str
    about: str
    rates: Rates
    operation: Operation = Operation.MAKE
    durations_s: tuple[float, ...] = ITS_OWN
    resolutions: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    pixels: Mapping[tuple[str, str], str] = field(default_factory=dict)  # its provider's word for (resolution, ratio)

    # Words
    takes_prompt: bool = True
    needs_prompt: bool = True
    needs_no_prompt_with_picture: bool = False
    prompt_chars: tuple[int, int] = (1, 5000)
    prompt_in_utf16: bool = False  # it counts an emoji as two characters
    negative_prompt: bool = False

    # Pictures
    pictures: tuple[str, ...] = ()  # how one reaches it: "address", "file", "own" (made by the same provider)
    first_frame: bool = False
    last_frame: bool = False
    needs_first_frame: bool = False  # a picture, or a clip to continue
    last_frame_needs_first: bool = False
    ratios_without_picture: tuple[str, ...] = ()  # where words alone get fewer shapes; empty: all of `ratios`
    shape_follows_picture: bool = False  # a clip that starts on a picture has that picture's shape
    references: int = 0  # at most so many
    needs_reference: bool = False
    roles: tuple[Role, ...] = (Role.OBJECT,)  # what references may be pictures of
    references_at_s: tuple[float, ...] = ()  # the lengths that may have references; empty: all
    references_beside_frames: bool = True

    # Clips
    continues: tuple[str, ...] = ()  # how it goes on from a clip: "id" (its own provider's), "last frame"
    continues_with_other_frame: bool = True  # whether a clip that goes on from another may have a picture besides
    sources: tuple[str, ...] = ()  # how the clip that is worked on reaches it: "id", "address", "file"
    longest_source_s: float | None = None
    longest_file_s: float | None = None  # of one that is sent as a file, where that is less
    size_follows_source: bool = False  # and so does its price: the brief's resolution is filled in from the source
    strengths: tuple[str, ...] = ()

    # The rest
    frames_at_s: tuple[float, ...] = ()  # the lengths that may have frames, continue a clip or loop; empty: all
    loop: bool = False
    loop_with_last_frame: bool = False
    camera_moves: bool = False
    seed: bool = False
    sound: ClipSound = ClipSound.NEVER
    rates_with_sound: Rates | None = None  # where sound is a choice and costs more
    hdr_at: tuple[tuple[str, float], ...] = ()  # resolutions and lengths that may have a high dynamic range
    hdr_beside_frames: bool = True  # or else without frames, without continuing a clip and without a loop
    rates_in_hdr: Rates | None = None
    unverified: tuple[str, ...] = ()  # sentences: what of this no one has confirmed
    wire: Mapping[str, str] = field(default_factory=dict)  # words that its provider's module alone understands

    @property
    def provider(self) -> str:
        return self.id.partition(":")[0]

    @property
    def name(self) -> str:
        return self.id.partition(":")[2]

    @property
    def works_on_a_clip(self) -> bool:
        return self.operation not in FROM_NOTHING

    @property
    def makes(self) -> str:
        """The kind of asset that comes of it."""
        return "picture" if self.operation == Operation.PICTURE else "clip"

    @cached_property
    def least_usd(self) -> float | None:
        """The list price of the least that it makes; of one second, where the length is that of a clip. None: unknown."""
        lengths = [seconds or 1 for seconds in self.durations_s] if self.rates.usd_per_second else self.durations_s
        prices = [self.rates.of(size, seconds) for size in self.resolutions or ("",) for seconds in lengths]
        return min((price for price in prices if price is not None), default=None)

    def takes_frames_at(self, duration_s: float) -> bool:
        return not self.frames_at_s or duration_s in self.frames_at_s

    def rates_of(self, brief: Brief) -> Rates:
        """Those that hold for what is asked: sound and a high dynamic range may have their own."""
        if brief.hdr and self.rates_in_hdr:
            return self.rates_in_hdr
        if brief.sound and self.rates_with_sound:
            return self.rates_with_sound
        return self.rates.with_references(len(brief.references))


@dataclass(frozen=True)
class Tier:
    """What a provider lets an account of this kind do; None: it does not say, so what is set stays."""

    label: str
    running: int | None = None
    creates_per_minute: int | None = None
    about: str = ""  # what else holds for it: clips a day, money a month


@dataclass(frozen=True)
class Pace:
    """How a provider wants to be asked. Seconds; `running` and `creates_per_minute` are defaults of settings."""

    check_every_s: float
    running: int
    creates_per_minute: int
    source: str
    tiers: tuple[Tier, ...] = ()  # lowest first
