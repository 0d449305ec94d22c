"""A voice that costs something, on the pages of a movie: its price first, a question before money, and never a film without words."""

from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from studio import budgets, database, saved_settings, speeches
from studio.access import Visitor
from studio.files import Files
from studio.productions import takes
from studio.productions.cut import cuts
from studio.settings import load
from studio.tables import Access, Asset, Scope, Speech, SpeechState, now
from studio.ui import who
from studio.writers.rates import Price
from studio.writings.charging import Ended
from tests.e2e import movies
from tests.own_studio import forget
from tests.pages.conftest import Open
from tests.pages.shown import keys, words
from tests.pages.test_movies import boat, edit, finish, go, outline

SPEAK = "Speak 3 narrations · ~$0.00"


@pytest.fixture(autouse=True)
def with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-google-1234")


@pytest.fixture
def ready(studio: Database, folder: Path, clip: Path) -> str:
    movie = boat(studio)
    movies.generate(studio, movie)
    finish(studio, folder, clip)
    return movie


def choose_kore(page: AppTest) -> AppTest:
    return page.selectbox(key="finish_voice").set_value("gemini:Kore").run()


def asked(studio: Database) -> list[Speech]:
    with database.reading(studio) as session:
        return list(session.exec(select(Speech)))


def speak(studio: Database, *, sentence: str = "") -> None:
    """As an engine would: all that waits."""
    end = Ended("ok", Price(0.001, "the reply"), now(), 900)
    with database.writing(studio) as session:
        while speech := speeches.take_due(session, "one", saved_settings.current(session), now(), now()):
            if sentence:
                speeches.stop(session, speech, sentence, end)
            else:
                speeches.finish(session, speech, name_of(speech), 2.0, end)
                sounds().path_of(name_of(speech)).touch()
            session.flush()


def name_of(speech: Speech) -> str:
    return f"speech-{speech.id}-0123456789ab.wav"


def sounds() -> Files:
    return Files(load().media)


def test_a_voice_is_chosen_with_its_model_and_how_it_speaks(visit: Open, studio: Database, ready: str):
    page = choose_kore(visit("movies", movie=ready, part="Cut"))
    page.text_input(key="finish_direction").set_value("calm, slow").run()
    page.selectbox(key="finish_voice_model").set_value("gemini-3.8-flash-lite-tts").run()
    its = outline(studio, ready).finish
    assert (its.voice, its.direction, its.voice_model) == ("gemini:Kore", "calm, slow", "gemini-3.8-flash-lite-tts")
    page.button(key="undo_edit").click().run()
    assert "Undone: Changed the model of the voice of the cut." in words(page) and not page.exception


def test_what_is_not_spoken_is_told_with_its_price_and_no_film_is_rendered(visit: Open, studio: Database, ready: str):
    page = choose_kore(visit("movies", movie=ready, part="Cut"))
    assert "Scenes 1, 2 and 3 are not spoken yet by Kore." in words(page)
    assert SPEAK in words(page) and "Google's price list, as LiteLLM and Vercel quote it" in words(page)
    assert "render" not in keys(page) and "Preview with a scratch voice" in words(page)
    page.button(key="preview").click().run()
    with database.reading(studio) as session:
        [cut] = cuts.list_all(session, ready)
    assert [item["narration"]["sound"].partition("|")[0] for item in cut.recipe["reel"]] == ["speech:en-us"] * 3


def test_it_is_asked_about_before_money_and_then_the_film_can_be_rendered(visit: Open, studio: Database, ready: str):
    page = choose_kore(visit("movies", movie=ready, part="Cut")).button(key="speak").click().run()
    assert "Kore speaks 3 narrations, with gemini-3.8-flash-tts." in words(page) and asked(studio) == []
    page.button(key="accept_speech").click().run()
    assert len(asked(studio)) == 3 and "No engine is running: the voice waits" in words(page)
    speak(studio)
    page = visit("movies", movie=ready, part="Cut")
    assert "speak" not in keys(page) and "render" in keys(page) and not page.exception


def test_a_film_that_its_voice_would_make_too_long_is_told_before_it_is_paid(visit: Open, studio: Database, ready: str):
    edit(studio, ready, "s3", narration="The sea is wide. " * 60)
    with database.writing(studio) as session:
        for scene_id, length_s in (("s1", 3595), ("s2", 3595), ("s3", 5)):
            [take] = takes.list_all(session, ready)[scene_id]
            session.get_one(Asset, take.generation.asset_id).duration_s = length_s
    page = choose_kore(visit("movies", movie=ready, part="Cut"))
    assert "The film would last 121 minutes. Make it 120 minutes at most." in words(page)
    assert page.button(key="speak").disabled and not page.exception


def test_what_waits_is_stopped_beside_its_progress(visit: Open, studio: Database, ready: str):
    page = choose_kore(visit("movies", movie=ready, part="Cut")).button(key="speak").click().run()
    page.button(key="accept_speech").click().run().button(key="stop_speaking").click().run()
    assert {speech.state for speech in asked(studio)} == {SpeechState.FAILED}
    page = visit("movies", movie=ready, part="Cut")
    assert SPEAK in words(page) and "stop_speaking" not in keys(page) and not page.exception


def test_a_sound_that_is_gone_is_told_with_the_price_of_speaking_it_again(visit: Open, studio: Database, ready: str):
    page = choose_kore(visit("movies", movie=ready, part="Cut")).button(key="speak").click().run()
    page.button(key="accept_speech").click().run()
    speak(studio)
    sounds().remove(next(speech.name for speech in asked(studio) if speech.text == "Words of scene 2.") or "")
    page = visit("movies", movie=ready, part="Cut")
    assert "Scene 2: Its sound is gone" in words(page) and "Speak 1 narration" in words(page)
    assert "Listen · ~$0.00" in visit("movies", movie=ready, scene="s2").button(key="listen_s2").label.replace("\\", "")


def test_a_movies_budget_that_is_nearly_used_up_stands_beside_the_price(visit: Open, studio: Database, ready: str):
    choose_kore(visit("movies", movie=ready, part="Cut")).button(key="speak").click().run().button(
        key="accept_speech"
    ).click().run()
    speak(studio)
    edit(studio, ready, "s2", narration="Other words.")
    with database.writing(studio) as session:
        budgets.set_limit(session, Scope.PRODUCTION, 3_100, "ada", ready)
    assert "is used up to 97%" in words(visit("movies", movie=ready, part="Cut"))


def test_how_it_is_spoken_counts_as_it_was_just_typed(visit: Open, studio: Database, ready: str):
    page = choose_kore(visit("movies", movie=ready, part="Cut"))
    page.text_input(key="finish_direction").set_value("calm, slow")
    page.button(key="speak").click().run()
    assert "Kore speaks 3 narrations, calm, slow, with" in words(page)
    page.button(key="accept_speech").click().run()
    assert {speech.direction for speech in asked(studio)} == {"calm, slow"}


def test_words_that_changed_while_the_price_was_asked_about_are_not_paid_unseen(
    visit: Open, studio: Database, ready: str
):
    page = choose_kore(visit("movies", movie=ready, part="Cut")).button(key="speak").click().run()
    edit(studio, ready, "s2", narration="Other words.")
    page.button(key="accept_speech").click().run()
    assert asked(studio) == [] and "has changed since this was shown" in words(page)
    page.button(key="accept_speech").click().run()
    assert "Other words." in {speech.text for speech in asked(studio)}


def test_the_question_of_one_movie_is_closed_over_another(visit: Open, studio: Database, ready: str):
    page = choose_kore(visit("movies", movie=ready, part="Cut")).button(key="speak").click().run()
    assert "accept_speech" not in keys(go(page, boat(studio))) and asked(studio) == []


def test_refused_nothing_is_spoken(visit: Open, studio: Database, ready: str):
    page = choose_kore(visit("movies", movie=ready, part="Cut")).button(key="speak").click().run()
    page.button(key="refuse_speech").click().run()
    assert asked(studio) == [] and "accept_speech" not in keys(page)


def test_over_a_budget_it_says_so(visit: Open, studio: Database, ready: str):
    with database.writing(studio) as session:
        budgets.set_limit(session, Scope.MONTH, 100, "ada")
    page = choose_kore(visit("movies", movie=ready, part="Cut")).button(key="speak").click().run()
    page.button(key="accept_speech").click().run()
    assert "would go over the budget for a month" in words(page) and asked(studio) == []


def test_only_what_was_changed_is_spoken_again_and_what_failed_says_why(visit: Open, studio: Database, ready: str):
    page = choose_kore(visit("movies", movie=ready, part="Cut")).button(key="speak").click().run()
    page.button(key="accept_speech").click().run()
    speak(studio)
    edit(studio, ready, "s2", narration="Other words.")
    page = visit("movies", movie=ready, part="Cut")
    assert "Scene 2 is not spoken yet by Kore." in words(page) and "Speak 1 narration · ~$0.00" in words(page)
    page.button(key="speak").click().run().button(key="accept_speech").click().run()
    speak(studio, sentence="Gemini refused it by its filter: change the words.")
    assert "Scene 2: Gemini refused it by its filter" in words(visit("movies", movie=ready, part="Cut"))


def test_without_a_key_it_says_where_to_put_one(visit: Open, studio: Database, ready: str, monkeypatch):
    monkeypatch.delenv("GEMINI_API_KEY")
    forget()
    page = choose_kore(visit("movies", movie=ready, part="Cut"))
    assert "Gemini's voices need a key" in words(page)
    page.button(key="speak").click().run()
    assert "accept_speech" not in keys(page) and not page.exception


def test_a_scene_is_listened_to_for_its_price_and_then_for_nothing(visit: Open, studio: Database, ready: str):
    choose_kore(visit("movies", movie=ready, part="Cut"))
    page = visit("movies", movie=ready, scene="s1")
    assert "Listen · ~$0.00" in page.button(key="listen_s1").label.replace("\\", "")
    page.button(key="listen_s1").click().run().button(key="accept_speech").click().run()
    assert [speech.text for speech in asked(studio)] == ["Words of scene 1."]
    speak(studio)
    page = visit("movies", movie=ready, scene="s1").button(key="listen_s1").click().run()
    assert page.button(key="listen_s1").label == "Listen" and len(page.get("audio")) == 1


def test_the_offline_voice_is_heard_at_once(visit: Open, studio: Database, ready: str):
    page = visit("movies", movie=ready, part="Cut")
    page.selectbox(key="finish_voice").set_value("fr").run()
    page.button(key="listen_voice").click().run()
    [speech] = asked(studio)
    assert (speech.voice, speech.text[:9], speech.state) == ("fr", "Le bateau", SpeechState.QUEUED)
    assert "No engine is running: it is spoken once one is started." in words(page) and "render" in keys(page)


def test_a_viewer_sees_what_is_missing_and_pays_for_nothing(visit: Open, studio: Database, ready: str, monkeypatch):
    choose_kore(visit("movies", movie=ready, part="Cut"))
    monkeypatch.setattr(who, "visitor", lambda: Visitor("eve", Access.VIEWER))
    page = visit("movies", movie=ready, part="Cut")
    assert "are not spoken yet by Kore" in words(page)
    assert not keys(page) & {"speak", "listen_voice", "render", "preview"}
