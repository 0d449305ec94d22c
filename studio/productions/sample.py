"""A movie to begin with: six scenes that cost nothing, with narration, music, subtitles, cards and cross-fades. It makes itself."""

from sqlmodel import Session

from studio.access import OWNER, Visitor
from studio.media.film import voice
from studio.media.film.recipe import Join
from studio.productions import plans, shelf
from studio.productions.cut import cuts, music
from studio.productions.outline import Chapter, Finish, Look, Outline, Scene
from studio.tables import Production

LOOK = Look(model="animatic:cinematic", resolution="720p", ratio="16:9")
FINISH = Finish(
    title="The Lighthouse Keeper",
    subtitle="A sample, made on this machine",
    end="The end",
    card_s=3.5,
    join=Join.CROSS_FADE,
    join_s=0.8,
    subtitles="soft",
    music_gain=0.9,
    music_ducked_to=0.3,
    music_fade_in_s=0.5,
)
MOOD, SEED = "calm", 40  # its music
SCENES = (
    Scene(
        title="The storm",
        prompt="A lighthouse on a cliff above the ocean in a storm at night, rain, waves",
        narration="For forty years, she kept the light.",
        duration_s=5,
        camera_moves=("push in",),
    ),
    Scene(
        title="The boat",
        prompt="A small boat lost at sea in the mist, grey waves, birds",
        narration="And for forty years, every boat came home.",
        duration_s=5,
        camera_moves=("truck right",),
    ),
    Scene(
        title="The road",
        prompt="A woman walks over the hills and meadows at golden hour, mountains far away",
        narration="Then a letter came: the lamp would turn by itself.",
        duration_s=5,
        camera_moves=("aerial",),
    ),
    Scene(
        title="The city",
        prompt="A city street at night, neon, rain on the ground, a woman under the lights",
        narration="In the city there were lights everywhere, and nobody to see them.",
        duration_s=6,
        camera_moves=("crane up",),
    ),
    Scene(
        title="The forest",
        prompt="A forest at dawn in autumn, leaves fall, a deer between the trees",
        narration="So she went back, the long way.",
        duration_s=5,
        camera_moves=("pan left",),
    ),
    Scene(
        title="Home",
        prompt="The lighthouse by the sea at sunset, calm ocean, a sail boat comes home",
        narration="Somebody has to say good night to the sea.",
        duration_s=6,
        camera_moves=("pull out",),
    ),
)


def outline() -> Outline:
    """Spoken where there is a voice; otherwise its words are read."""
    finish = FINISH.model_copy(update={"voice": "en" if voice.is_there() else ""})
    own = tuple(Scene.model_validate(scene.model_dump(exclude={"id"})) for scene in SCENES)
    return Outline(title=FINISH.title, look=LOOK, finish=finish, chapters=(Chapter(scenes=own),))


def start(session: Session, *, asked_by: Visitor = OWNER) -> Production:
    """Its takes and its music are queued, and its film behind them."""
    scored = music.ask_for(session, outline(), {}, MOOD, seed=SEED, asked_by=asked_by)
    production = shelf.create(session, scored, asked_by=asked_by)
    whole = shelf.get(session, production.id).outline
    plans.queue(session, production.id, plans.make(session, whole, {}, plans.missing(whole, {})), asked_by=asked_by)
    cuts.queue_when_ready(session, production.id, asked_by=asked_by)
    return production
