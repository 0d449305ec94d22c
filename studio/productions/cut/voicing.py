"""How the narration of a production stands with the voice that was chosen for it: what is spoken, what is not, and for what price it
would be. Only a voice that costs something has to speak before a cut is rendered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from studio import speeches
from studio.files import Files
from studio.media.film import captions
from studio.productions import takes
from studio.productions.cut import recipes
from studio.productions.outline import Outline, Scene, from_kept
from studio.productions.takes import Takes
from studio.tables import OutlineVersion, Production, Speech, SpeechState
from studio.voices import rates
from studio.voices.script import Script
from studio.writers.rates import FREE, Price


@dataclass(frozen=True)
class Part:
    """A scene with narration, what its voice is to say, and what came of it."""

    number: int
    scene: Scene
    script: Script
    speech: Speech | None
    is_gone: bool = False  # spoken once, and its file lies here no more

    @property
    def is_ready(self) -> bool:
        return self.speech is not None and self.speech.state == SpeechState.READY and not self.is_gone

    @property
    def is_under_way(self) -> bool:
        return self.speech is not None and self.speech.is_under_way

    @property
    def trouble(self) -> str:
        """Why it is not there, though it was asked for. What somebody stopped is no trouble."""
        if self.is_gone:
            return speeches.GONE
        is_over = self.speech is not None and not self.is_ready and not self.is_under_way
        return self.speech.sentence if self.speech and is_over and self.speech.sentence != speeches.STOPPED else ""


@dataclass(frozen=True)
class Voicing:
    """Empty where nobody speaks, or the offline voice does."""

    parts: Sequence[Part] = ()

    @property
    def missing(self) -> Sequence[Part]:
        """Neither spoken nor about to be."""
        return [part for part in self.parts if not part.is_ready and not part.is_under_way]

    @property
    def under_way(self) -> Sequence[Part]:
        return [part for part in self.parts if part.is_under_way]

    @property
    def waiting(self) -> Sequence[Part]:
        """Of those under way: not sent yet."""
        return [part for part in self.parts if part.speech and part.speech.state == SpeechState.QUEUED]

    @property
    def ready(self) -> Sequence[Part]:
        return [part for part in self.parts if part.is_ready]

    @property
    def silent(self) -> frozenset[str]:
        """The ids of the scenes that cannot be heard yet."""
        return frozenset(part.scene.id for part in self.parts if not part.is_ready)

    @property
    def has_changed(self) -> tuple[object, ...]:
        """Differs once there is something else to see."""
        return tuple((part.script.id, part.speech and part.speech.state, part.is_gone) for part in self.parts)


def look(session: Session, files: Files, outline: Outline) -> Voicing:
    asked = scripts(outline)
    there = speeches.find(session, [script.id for script in asked.values()])
    scenes = [(number, scene) for number, scene in enumerate(outline.scenes(), start=1) if scene.id in asked]
    gone = {
        speech.id
        for speech in there.values()
        if speech.state == SpeechState.READY and not speeches.is_there(speech, files)
    }
    return Voicing([_part(number, scene, asked[scene.id], there, gone) for number, scene in scenes])


def _part(number: int, scene: Scene, script: Script, there: Mapping[str, Speech], gone: Collection[str]) -> Part:
    return Part(number, scene, script, there.get(script.id), is_gone=script.id in gone)


def scripts(outline: Outline) -> Mapping[str, Script]:
    """By scene: what has to be paid for before it can be heard."""
    said = {scene.id: script_of(outline, scene) for scene in outline.scenes() if scene.narration.strip()}
    return {scene_id: script for scene_id, script in said.items() if script.costs}


def needed(session: Session) -> Collection[str]:
    """The speeches that the productions on the shelf are to have, as they are now."""
    its = (OutlineVersion.production_id == Production.id) & (OutlineVersion.number == Production.version)
    there = select(OutlineVersion.outline).join(Production, its).where(col(Production.deleted_at).is_(None))  # pyright: ignore[reportArgumentType]
    return {script.id for kept in session.exec(there) for script in scripts(from_kept(kept)).values()}


def script_of(outline: Outline, scene: Scene) -> Script:
    """In the chosen voice, or in the offline one where none is."""
    finish = outline.finish if outline.finish.voice else recipes.with_scratch_voice(outline.finish)
    return recipes.script_of(finish, scene.narration)


def takes_s(session: Session, outline: Outline, scene: Scene) -> float:
    """How long its narration is: as it was spoken, or else about."""
    if not scene.narration.strip():
        return 0
    script = script_of(outline, scene)
    speech = speeches.find(session, [script.id]).get(script.id)
    return speech.duration_s if speech and speech.duration_s else captions.spoken_s(scene.narration)


def price(asked: Sequence[Script], on: date) -> Price:
    """Of all together; the same words are paid once."""
    prices = [rates.price_of(script, on) for script in {script.id: script for script in asked}.values()]
    if not prices:
        return FREE
    known = [one.usd for one in prices if one.usd is not None]
    usd = sum(known) if len(known) == len(prices) else None
    dated = min(prices, key=lambda one: one.as_of or date.max)
    return Price(usd, dated.source, dated.as_of)


def not_heard(voicing: Voicing, outline: Outline, made: Takes) -> Sequence[int]:
    """The numbers of the scenes that a film would show without their narration."""
    shown = {scene.id for scene in outline.scenes() if takes.chosen(scene, made)}
    return [part.number for part in voicing.parts if part.scene.id in shown and not part.is_ready]
