"""What a card shows: a few words, a state, a poster. The same face is drawn once, and kept by the browser for ever."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from threading import Lock

from sqlmodel import Session

from studio import estimates, generations, money, outlook
from studio.boards.things import Things
from studio.brief import MOVING, Brief, Operation, State
from studio.errors import FailureKind, NotFound
from studio.productions.glimpse import Glimpse
from studio.providers import catalogue
from studio.tables import Asset, AssetKind, Card, CardKind, Generation
from studio.words import counted

DRAWING = 2  # another number when cards are drawn another way: what browsers keep is then drawn anew
LONGEST_TITLE, LONGEST_SENTENCE, LONGEST_NOTE = 260, 140, 600  # letters; more never fits
REMEMBERED = 4000  # faces
STATES = {state: state.value.capitalize() for state in State} | {State.SUCCEEDED: "Ready"}
TONES = {
    State.QUEUED: "gray",
    State.SUBMITTING: "blue",
    State.UNCLEAR: "orange",
    State.RUNNING: "blue",
    State.DOWNLOADING: "blue",
    State.SUCCEEDED: "green",
    State.FAILED: "red",
    State.CANCELLED: "gray",
}
FAILURES = {
    FailureKind.FILTERED: ("Filtered", "violet"),
    FailureKind.BLOCKED: ("Blocked", "orange"),
    FailureKind.TIMED_OUT: ("Timed out", "orange"),
}
GONE = "No longer in the library"
NO_PRODUCTION = "This is not there any more"


@dataclass(frozen=True)
class Face:
    kind: CardKind
    title: str
    badge: str = ""  # `LUMA RAY 2`
    facts: str = ""  # `5 s · 720p · 16:9`
    corner: str = ""  # `$0.71`, `2 takes · $1.42`
    state: str = ""  # `Running`
    tone: str = "gray"
    sentence: str = ""  # where there is no poster
    percent: int | None = None
    length: str = ""  # `5 s`, of what can be played
    poster: str | None = None  # the name of its file
    shape: float = 16 / 9  # of the poster: width by height

    @cached_property
    def digest(self) -> str:
        """Stands for all that is on it."""
        return hashlib.sha256(f"{DRAWING} {self}".encode("utf-8", "replace")).hexdigest()[:20]


_lately: dict[str, Face] = {}
_lock = Lock()


def remember(face: Face) -> None:
    """The browser asks for it next: then it need not be looked up again, which for 200 cards takes seconds."""
    with _lock:
        _lately[face.digest] = face
        if len(_lately) > REMEMBERED:
            del _lately[next(iter(_lately))]


def recall(digest: str) -> Face | None:
    """None: it was drawn long ago, or by another process."""
    return _lately.get(digest)


def faces(session: Session, cards: Sequence[Card], things: Things) -> list[Face]:
    """In their order."""
    price = cache(lambda brief: _price(session, brief))
    shared = _Shared(cache(catalogue.label_of), price)  # pyright: ignore[reportArgumentType]  (frozen values have a hash)
    return [_face(card, things, shared) for card in cards]


@dataclass(frozen=True)
class _Shared:
    """What many cards have in common, looked up once."""

    label: Callable[[str], str]
    price: Callable[[Brief], int | None]  # of a brief, whatever its prompt says


def _face(card: Card, things: Things, shared: _Shared) -> Face:
    if card.kind == CardKind.NOTE:
        return Face(card.kind, card.text[:LONGEST_NOTE])
    if card.kind == CardKind.PROMPT:
        return _of_prompt(card.brief or Brief(), card.takes, shared)
    if card.kind == CardKind.PRODUCTION:
        return _of_production(card, things)
    made = things.generation(card)
    return _of_made(card, made, things, shared) if made else _of_file(card, things.asset(card))


# -- a prompt ---------------------------------------------------------------------------------------------


def _of_prompt(brief: Brief, takes: int, shared: _Shared) -> Face:
    micro_usd = shared.price(brief.model_copy(update={"prompt": ""}))
    count = f"{takes} takes · " if takes > 1 else ""
    return Face(
        CardKind.PROMPT,
        brief.prompt[:LONGEST_TITLE],
        badge=shared.label(brief.model),
        facts=_facts(brief),
        corner=f"{count}{money.usd(None if micro_usd is None else micro_usd * takes)}",
        state=OPERATIONS.get(brief.operation, ""),
        tone="violet",
    )


OPERATIONS = {
    Operation.PICTURE: "Picture",
    Operation.MODIFY: "Modify",
    Operation.EXTEND: "Extend",
    Operation.REFRAME: "Reframe",
    Operation.UPSCALE: "Upscale",
    Operation.ADD_AUDIO: "Add sound",
}


def _facts(brief: Brief) -> str:
    length = f"{brief.duration_s:g} s" if brief.duration_s and brief.operation != Operation.PICTURE else ""
    return " · ".join(fact for fact in (length, brief.resolution, brief.ratio) if fact)


def _price(session: Session, brief: Brief) -> int | None:
    try:
        return estimates.estimate(session, generations.complete(session, brief)).micro_usd
    except NotFound:  # the model, or the clip that it works on, is gone
        return None


# -- what is made -------------------------------------------------------------------------------------------


def _of_made(card: Card, made: Generation, things: Things, shared: _Shared) -> Face:
    asset, (state, tone) = things.asset(card), _state(made)
    is_gone = made.state == State.SUCCEEDED and asset is None
    fraction = outlook.fraction_done(made, things.paces.get((made.model, made.duration_s)))
    return Face(
        card.kind,
        made.prompt[:LONGEST_TITLE],
        badge=shared.label(made.model),
        facts=_facts(made.brief),
        corner=_paid(made, things.charged_micro_usd.get(made.id, 0)),
        state=state,
        tone="gray" if is_gone else tone,
        sentence=GONE if is_gone else _sentence(made)[:LONGEST_SENTENCE],
        percent=round(100 * fraction) if fraction is not None and made.state in MOVING else None,
        length=f"{asset.duration_s:.0f} s" if asset and asset.duration_s else "",
        poster=asset.poster if asset else None,
        shape=asset.width / asset.height if asset and asset.height else 16 / 9,
    )


def _state(made: Generation) -> tuple[str, str]:
    usual = STATES[made.state], TONES[made.state]
    return FAILURES.get(made.failure, usual) if made.failure and made.state == State.FAILED else usual


def _sentence(made: Generation) -> str:
    """What its poster will take the place of."""
    if made.state == State.QUEUED:
        return "Waits for a clip that it needs" if made.waits_for_id else "Waits for its turn"
    if made.state == State.UNCLEAR:
        return "The reply was lost: it waits for your decision"
    if made.state in MOVING:
        return made.stage if made.state == State.RUNNING else ""
    return made.failure_sentence


def _paid(made: Generation, charged_micro_usd: int) -> str:
    """What it has cost; what it will probably cost, until that is known."""
    return money.usd(charged_micro_usd or made.estimate_micro_usd)


def _of_file(card: Card, asset: Asset | None) -> Face:
    """Given to the studio by a person."""
    if asset is None:
        return Face(card.kind, GONE, sentence=GONE)
    is_film = asset.kind == AssetKind.FILM
    return Face(
        card.kind,
        asset.title[:LONGEST_TITLE] or f"{asset.width} × {asset.height}",
        badge="Film" if is_film else "Your own",
        state="In the library",
        tone="green",
        length=f"{asset.duration_s:.0f} s" if asset.duration_s else "",
        poster=asset.poster,
        shape=asset.width / asset.height if asset.height else 16 / 9,
    )


# -- a production -----------------------------------------------------------------------------------------------


def _of_production(card: Card, things: Things) -> Face:
    seen = things.production(card)
    if seen is None:
        return Face(card.kind, NO_PRODUCTION, sentence=NO_PRODUCTION)
    title, sort = seen.production.title[:LONGEST_TITLE], seen.production.sort.value
    if seen.is_deleted:
        return Face(card.kind, title, badge=sort.capitalize(), state="Deleted", sentence=f"This {sort} is deleted")
    state, tone = _how_far(seen)
    poster = seen.poster
    cost = things.costs.get(seen.production.id)
    return Face(
        card.kind,
        title,
        badge=sort.capitalize(),
        corner=money.usd(cost.spent) if cost and cost.spent else "",
        state=state,
        tone=tone,
        sentence="Nothing to see yet",
        length=f"{seen.film.duration_s:.0f} s" if seen.film and seen.film.duration_s else "",
        poster=poster.poster if poster else None,
        shape=poster.width / poster.height if poster and poster.height else 16 / 9,
    )


def _how_far(seen: Glimpse) -> tuple[str, str]:
    count = counted(seen.scenes, "scene")
    if seen.is_under_way:
        return f"{count}, being made", "blue"
    if seen.film:
        return f"{count}, film ready", "green"
    if seen.scenes and seen.ready == seen.scenes:
        return f"{count} ready", "green"
    return (f"{seen.ready} of {count} ready", "violet") if seen.scenes else ("No scenes yet", "gray")
