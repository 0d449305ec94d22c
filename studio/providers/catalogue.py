"""What every model can do and what it costs, as data. The form, the check before money, the estimate and the docs read it.

Add a model: one entry in MODELS. Sources of the figures stand beside them; `as_of` says when they were read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from studio.brief import Brief, Keyframe
from studio.errors import BadBrief, NotFound


@dataclass(frozen=True)
class Rates:
    """List prices in USD of one clip, per resolution: `(seconds, price)` pairs, or one rate per second."""

    source: str
    as_of: date
    per_clip: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    usd_per_second: Mapping[str, float] = field(default_factory=dict)
    is_verified: bool = True  # False: from another source than the provider itself

    def of(self, resolution: str, duration_s: float) -> float | None:
        """None: no rate is known for that."""
        if (rate := self.usd_per_second.get(resolution)) is not None:
            return rate * duration_s
        return dict(self.per_clip.get(resolution, ())).get(duration_s)


@dataclass(frozen=True)
class Model:
    """One provider's video model. Empty tuples mean: it has no such thing."""

    id: str
    label: str
    about: str
    durations_s: tuple[float, ...]
    resolutions: tuple[str, ...]
    ratios: tuple[str, ...]
    rates: Rates
    prompt_chars: tuple[int, int] = (1, 5000)
    prompt_in_utf16: bool = False  # it counts an emoji as two characters
    needs_no_prompt_with_picture: bool = False
    first_frame: bool = False
    last_frame: bool = False
    needs_first_frame: bool = False  # a picture, or a clip to continue
    last_frame_needs_first: bool = False
    ratios_without_picture: tuple[str, ...] = ()  # where words alone get fewer shapes; empty: all of `ratios`
    pictures: tuple[str, ...] = ()  # how a picture reaches it: "address", "file"
    continues: tuple[str, ...] = ()  # how it goes on from a clip: "id" (its own provider's), "last frame"
    continues_with_other_frame: bool = True  # whether a clip that goes on from another may have a picture besides
    frames_at_s: tuple[float, ...] = ()  # the lengths that may have frames, continue a clip or loop; empty: all
    loop: bool = False
    loop_with_last_frame: bool = False
    camera_moves: bool = False
    seed: bool = False

    @property
    def provider(self) -> str:
        return self.id.partition(":")[0]

    @property
    def name(self) -> str:
        return self.id.partition(":")[2]

    def takes_frames_at(self, duration_s: float) -> bool:
        return not self.frames_at_s or duration_s in self.frames_at_s


@dataclass(frozen=True)
class Pace:
    """How a provider wants to be asked. Seconds; `running` and `creates_per_minute` are defaults of settings."""

    check_every_s: float
    running: int
    creates_per_minute: int
    source: str


RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21")
FREE = Rates(
    "Rendered on this machine: free", date(2026, 11, 20), usd_per_second={"540p": 0.0, "720p": 0.0, "1080p": 0.0}
)


def _animatic(name: str, label: str, about: str) -> Model:
    return Model(
        id=f"animatic:{name}",
        label=label,
        about=about,
        durations_s=(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        resolutions=("540p", "720p", "1080p"),
        ratios=RATIOS,
        rates=FREE,
        prompt_chars=(1, 5000),
        first_frame=True,
        last_frame=True,
        pictures=("file",),
        continues=("last frame",),
        loop=True,
        camera_moves=True,
        seed=True,
    )


LUMA_SOURCE = "Luma's list price as reproduced by a third party in 2025 (w x h x 24 x s / 1e6 x rate); not verified"


def _luma(name: str, label: str, about: str, prices: Mapping[str, tuple[float, float]]) -> Model:
    return Model(
        id=f"luma:{name}",
        label=label,
        about=about,
        durations_s=(5, 9),
        resolutions=("540p", "720p", "1080p", "4k"),
        ratios=RATIOS,
        rates=Rates(
            LUMA_SOURCE,
            date(2026, 11, 20),
            per_clip={size: tuple(zip((5, 9), pair, strict=True)) for size, pair in prices.items()},
            is_verified=False,
        ),
        prompt_chars=(3, 5000),
        needs_no_prompt_with_picture=True,
        first_frame=True,
        last_frame=True,
        pictures=("address",),
        continues=("id",),
        loop=True,
        camera_moves=True,
    )


RAY_3_2 = Model(
    id="luma_agents:ray-3.2",
    label="Ray 3.2",
    about="Luma's newest. Frames, continuing and loops in clips of 5 s.",
    durations_s=(5, 10),
    resolutions=("360p", "540p", "720p", "1080p"),
    ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
    rates=Rates(
        "Luma's own price list for ray-3.2, standard range; it names no price for 360p",
        date(2026, 7, 10),
        per_clip={
            "540p": ((5, 0.15), (10, 0.45)),
            "720p": ((5, 0.30), (10, 0.90)),
            "1080p": ((5, 1.20), (10, 3.60)),
        },
    ),
    prompt_chars=(1, 6000),
    first_frame=True,
    last_frame=True,
    pictures=("file", "address"),
    continues=("id", "last frame"),
    continues_with_other_frame=False,
    frames_at_s=(5,),
    loop=True,
)


RUNWAY_SOURCE = "Runway's API reference of April 2026: {credits} credits per second at $0.01"
RUNWAY_VEO_SOURCE = RUNWAY_SOURCE + " for a silent clip, the lower of the two it names; which one holds is not verified"


def _runway(name: str, label: str, about: str, credits: int, source: str = RUNWAY_SOURCE, **more: Any) -> Model:
    sizes: tuple[str, ...] = more.get("resolutions", ("720p",))
    features: dict[str, Any] = {
        "durations_s": (2, 3, 4, 5, 6, 7, 8, 9, 10),
        "resolutions": sizes,
        "ratios": ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
        "first_frame": True,
    }
    return Model(
        id=f"runway:{name}",
        label=label,
        about=about,
        rates=Rates(
            source.format(credits=credits),
            date(2026, 11, 20),
            usd_per_second=dict.fromkeys(sizes, credits / 100),
            is_verified=source == RUNWAY_SOURCE,
        ),
        prompt_chars=(1, 1000),
        prompt_in_utf16=True,
        pictures=("address", "file"),
        continues=("last frame",),
        seed=True,
        **(features | more),
    )


RUNWAY_VEO: Mapping[str, Any] = {
    "source": RUNWAY_VEO_SOURCE,
    "durations_s": (4, 6, 8),
    "resolutions": ("720p", "1080p"),
    "ratios": ("16:9", "9:16"),
    "last_frame": True,
    "last_frame_needs_first": True,
    "needs_no_prompt_with_picture": True,
}


GOOGLE_SOURCE = {
    "1.1": "Resellers' list prices of 2026; at 720p they agree with Google's price per token of video; not verified",
    "1.2": "A reseller's list prices, read 2026-11-20; Google's own were not to be had; not verified",
}


def _omni(version: str, about: str, longest_s: int, prices: tuple[float, ...], *, seed: bool) -> Model:
    """What it can do: Google's guide to Gemini Omni of 2026-09-18. 1080p and 4k are scaled up from 720p."""
    sizes = ("360p", "720p", "1080p", "4k")
    return Model(
        id=f"google:gemini-omni-{version}-flash",
        label=f"Gemini Omni {version} Flash",
        about=about,
        durations_s=tuple(range(3, longest_s + 1)),
        resolutions=sizes,
        ratios=("16:9", "9:16"),
        rates=Rates(
            GOOGLE_SOURCE[version],
            date(2026, 11, 20),
            usd_per_second=dict(zip(sizes, prices, strict=True)),
            is_verified=False,
        ),
        first_frame=True,
        last_frame=True,
        last_frame_needs_first=True,
        pictures=("file",),
        continues=("last frame",),
        seed=seed,
    )


VEO_SOURCE = "List prices of 2026 with sound, from others than Google; not verified"


def _veo(name: str, label: str, about: str, prices: tuple[float, float]) -> Model:
    sizes = ("720p", "1080p")
    rates = Rates(
        VEO_SOURCE, date(2026, 11, 20), usd_per_second=dict(zip(sizes, prices, strict=True)), is_verified=False
    )
    return Model(
        id=f"veo:{name}",
        label=label,
        about=about,
        durations_s=(4, 6, 8),
        resolutions=sizes,
        ratios=("16:9", "9:16"),
        rates=rates,
        first_frame=True,
        last_frame=True,
        last_frame_needs_first=True,
        pictures=("file",),
        continues=("last frame",),
        seed=True,
    )


MODELS: tuple[Model, ...] = (
    _animatic("cinematic", "Cinematic", "A painted previz with depth, light and weather. Free, made on this machine."),
    _animatic(
        "storyboard", "Storyboard", "Graphite on paper, with notes and a camera arrow. Free, made on this machine."
    ),
    _animatic("neon", "Neon", "A flight over a glowing grid. Free, made on this machine."),
    _luma(
        "ray-2",
        "Ray 2",
        "Luma Dream Machine: realistic motion.",
        {"540p": (0.40, 0.72), "720p": (0.71, 1.27), "1080p": (1.59, 2.87), "4k": (6.37, 11.47)},
    ),
    _luma(
        "ray-flash-2",
        "Ray Flash 2",
        "Luma Dream Machine: a third of the price, faster.",
        {"540p": (0.14, 0.25), "720p": (0.24, 0.44), "1080p": (0.55, 0.99), "4k": (2.19, 3.94)},
    ),
    RAY_3_2,
    _runway("gen4.5", "Gen-4.5", "Runway: from words or a first frame.", 12, ratios_without_picture=("16:9", "9:16")),
    _runway(
        "gen4_turbo",
        "Gen-4 Turbo",
        "Runway: moves a picture; fast and cheap.",
        5,
        needs_first_frame=True,
        needs_no_prompt_with_picture=True,
    ),
    _runway("veo3.1", "Veo 3.1", "Google's model through Runway, without sound.", 20, **RUNWAY_VEO),
    _runway("veo3.1_fast", "Veo 3.1 Fast", "Google's faster model through Runway, without sound.", 10, **RUNWAY_VEO),
    _omni(
        "1.2",
        "Google's fast video model, with sound of its own. Takes a seed.",
        15,
        (0.023, 0.07, 0.105, 0.21),
        seed=True,
    ),
    _omni("1.1", "Google's fast video model, with sound of its own.", 10, (0.03, 0.10, 0.15, 0.30), seed=False),
    _veo("veo-3.1-generate-001", "Veo 3.1", "Google's best video model, with sound. Needs Google Cloud.", (0.40, 0.40)),
    _veo("veo-3.1-fast-generate-001", "Veo 3.1 Fast", "The same family: faster, for a third.", (0.12, 0.15)),
)

# Names that Luma or older guides gave its models, and what to choose today
SUCCESSORS: Mapping[str, str] = {
    "dream-machine-v1": "luma:ray-2",
    "dream-machine-v1.5": "luma:ray-2",
    "ray-1-6": "luma:ray-2",
    "ray-3": "luma_agents:ray-3.2",
}

PACES: Mapping[str, Pace] = {
    "animatic": Pace(check_every_s=0.5, running=2, creates_per_minute=1_000_000, source="this machine"),
    "luma": Pace(check_every_s=2, running=10, creates_per_minute=20, source="Luma's Build tier, read 2026-11-20"),
    "luma_agents": Pace(
        check_every_s=3,
        running=4,
        creates_per_minute=10,
        source="Luma's guide (checks every 2-5 s), read 2026-11-20; its limits stand in its dashboard: a careful guess",
    ),
    "runway": Pace(
        check_every_s=6,
        running=2,
        creates_per_minute=30,
        source="Runway asks for 5 s between checks at least and lets its first tier run two; it limits days, not minutes",
    ),
    "google": Pace(check_every_s=5, running=5, creates_per_minute=10, source="a careful guess: Google tells per tier"),
    "veo": Pace(check_every_s=15, running=5, creates_per_minute=10, source="Google's model card of Veo 3: 10 a minute"),
}

PROVIDERS: Mapping[str, str] = {
    "animatic": "Animatic",
    "luma": "Luma",
    "luma_agents": "Luma Agents",
    "runway": "Runway",
    "google": "Google",
    "veo": "Google Veo",
}
MAKERS: Mapping[str, str] = {
    "luma_agents": "Luma",
    "veo": "Google",
}  # on a badge the company alone, where it has several services


def model(model_id: str) -> Model:
    for known in MODELS:
        if known.id == model_id:
            return known
    if successor := SUCCESSORS.get(model_id.rpartition(":")[2]):
        raise NotFound(f"{model_id!r} is an old name of a model: choose {successor}, its successor.")
    names = ", ".join(known.id for known in MODELS)
    raise NotFound(f"There is no model named {model_id!r}. Choose one of: {names}.")


def label_of(model_id: str) -> str:
    """`LUMA RAY 2`-like words for a badge; an unknown model's id as it is, for clips older than the catalogue."""
    known = next((m for m in MODELS if m.id == model_id), None)
    if known is None:
        return model_id
    return f"{MAKERS.get(known.provider) or PROVIDERS.get(known.provider, known.provider)} {known.label}"


def check(brief: Brief) -> None:
    """Refuse what the model cannot make, before anything is sent or paid. Raises BadBrief with every reason."""
    if reasons := list(reasons_against(brief)):
        raise BadBrief(" ".join(reasons))


def reasons_against(brief: Brief) -> Iterator[str]:
    """Sentences that say what does not fit and what would."""
    try:
        known = model(brief.model)
    except NotFound as reason:
        yield str(reason)
        return
    yield from _against_prompt(brief, known)
    yield from _against_size(brief, known)
    yield from _against_frames(brief, known)
    yield from _against_frames_together(brief, known)
    yield from _against_extras(brief, known)


def _against_prompt(brief: Brief, known: Model) -> Iterator[str]:
    least, most = known.prompt_chars
    has_picture = any(not frame.generation_id for frame in _frames(brief))
    if not brief.prompt.strip():
        if not (known.needs_no_prompt_with_picture and has_picture):
            yield "Write a prompt: what should the clip show?"
    elif len(brief.prompt.strip()) < least:
        yield f"{known.label} needs a prompt of at least {least} characters."
    elif (length := _length(brief.prompt, known)) > most:
        yield f"{known.label} takes prompts of at most {most} characters; this one has {length}."


def _length(prompt: str, known: Model) -> int:
    return len(prompt.encode("utf-16-le", "surrogatepass")) // 2 if known.prompt_in_utf16 else len(prompt)


def _against_size(brief: Brief, known: Model) -> Iterator[str]:
    if brief.duration_s not in known.durations_s:
        yield f"{known.label} makes clips of {_listed([f'{s:g}' for s in known.durations_s])} s, not {brief.duration_s:g} s."
    if brief.resolution not in known.resolutions:
        yield f"{known.label} makes {_listed(known.resolutions)}, not {brief.resolution}."
    if brief.ratio not in known.ratios:
        yield f"{known.label} makes {_listed(known.ratios)}, not {brief.ratio}."
    elif not makes_shape(brief, known):
        yield (
            f"Without a first frame {known.label} makes {_listed(known.ratios_without_picture)}, not {brief.ratio}: "
            "add a first frame, or choose another shape."
        )


def makes_shape(brief: Brief, known: Model) -> bool:
    starts_on_picture = brief.first_frame or brief.continues_id
    return brief.ratio in ((not starts_on_picture and known.ratios_without_picture) or known.ratios)


def _against_frames(brief: Brief, known: Model) -> Iterator[str]:
    if brief.first_frame and brief.continues_id:
        yield "A clip that continues another starts on its last frame: take the first frame away, or do not continue."
    if brief.first_frame and not known.first_frame:
        yield f"{known.label} takes no first frame."
    if brief.last_frame and not known.last_frame:
        yield f"{known.label} takes no last frame."
    starts_on_picture = brief.first_frame or brief.continues_id
    if known.needs_first_frame and not starts_on_picture:
        yield f"{known.label} moves a picture: give it a first frame, or a clip to continue."
    elif brief.last_frame and known.last_frame_needs_first and not starts_on_picture:
        yield f"{known.label} takes a last frame only with a first one: add a first frame, or take the last one away."
    if brief.continues_id and not known.continues:
        yield f"{known.label} cannot continue a clip."
    addresses = [frame.url for frame in _frames(brief) if frame.url]
    has_file = any(frame.asset_id for frame in _frames(brief))
    if "address" not in known.pictures and addresses:
        yield f"{known.label} takes pictures from the library, not by address: add the picture to the library first."
    elif not all(_is_public(address) for address in addresses) and "file" in known.pictures:
        yield f"{known.label} takes pictures by a public https address, or from the library."
    elif (has_file and "file" not in known.pictures) or not all(_is_public(address) for address in addresses):
        yield f"{known.label} takes pictures by a public https address only: give the address of the picture."


def _against_frames_together(brief: Brief, known: Model) -> Iterator[str]:
    """Each may be right by itself, but not with the length or with one another."""
    if goes_on_beside_a_picture(brief) and not known.continues_with_other_frame:
        yield f"{known.label} goes on from a clip without another frame: take the other frame away, or do not continue."
    if has_frames(brief) and not known.takes_frames_at(brief.duration_s):
        yield f"{frames_at(known)}: choose that length, or take them away."


def has_frames(brief: Brief) -> bool:
    """Whether it asks for what some models make at some lengths only (`Model.frames_at_s`)."""
    return bool(_frames(brief) or brief.continues_id or brief.loop)


def goes_on_beside_a_picture(brief: Brief) -> bool:
    """Whether it continues a clip, forwards or backwards, and names another frame too."""
    from_clips = bool(brief.continues_id) + sum(frame.generation_id is not None for frame in _frames(brief))
    return from_clips > 0 and bool(brief.continues_id) + len(_frames(brief)) > 1


def frames_at(known: Model) -> str:
    """When it takes frames, where that depends on the length."""
    return f"{known.label} takes frames, continues clips and loops at {_listed([f'{s:g}' for s in known.frames_at_s])} s only"


def _frames(brief: Brief) -> list[Keyframe]:
    return [frame for frame in (brief.first_frame, brief.last_frame) if frame]


def _is_public(address: str) -> bool:
    """Whether a provider could fetch it, as far as can be seen without a look."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    try:
        is_outside = ip_address(host).is_global
    except ValueError:  # a name
        is_outside = "." in host
    return parts.scheme == "https" and is_outside and not any(letter.isspace() for letter in address)


def _against_extras(brief: Brief, known: Model) -> Iterator[str]:
    if brief.loop and not known.loop:
        yield f"{known.label} cannot loop."
    if brief.loop and brief.last_frame and not known.loop_with_last_frame:
        yield "A loop ends where it starts: take the last frame away, or do not loop."
    if brief.camera_moves and not known.camera_moves:
        yield f"{known.label} takes no camera moves."
    if brief.seed is not None and not known.seed:
        yield f"{known.label} takes no seed."


def _listed(words: tuple[str, ...] | list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
