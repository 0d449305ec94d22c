"""Create, as a person uses it: no browser, but the real page on a real database."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from studio import database, generations, moves, saved_settings
from studio.brief import Brief, Operation, State
from studio.errors import FailureKind
from studio.providers import catalogue
from studio.tables import EngineBeat, Generation, now
from tests.e2e import seeds
from tests.pages.conftest import Open
from tests.pages.shown import choice, keys, words

BOAT = Brief(prompt="A paper boat in the rain", model="luma:ray-2")


def made(studio: Database) -> list[Generation]:
    with database.reading(studio) as session:
        return list(session.exec(select(Generation)).all())


def test_an_empty_studio_says_what_to_do(visit: Open):
    page = visit("create")
    assert "Nothing is being made" in words(page)
    page.button(key="example").click().run()
    assert "A paper boat" in (page.text_area(key="prompt").value or "")


def test_a_missing_engine_is_said_in_one_line(visit: Open, studio: Database):
    assert "No engine is running" in words(visit("create"))
    with database.writing(studio) as session:
        session.add(EngineBeat(kind="embedded", host="here", pid=1, seen_at=now() + timedelta(minutes=1)))
    assert "No engine is running" not in words(visit("create"))


def offered(page: AppTest, key: str) -> int:
    """Between how many one can choose; none, where the model has a length of its own."""
    try:
        return len(choice(page, key).options)
    except KeyError:
        return 0


@pytest.mark.parametrize("model", [known.id for known in catalogue.models(Operation.MAKE)])
def test_the_form_offers_what_the_model_can_make_and_no_more(visit: Open, model: str):
    page = visit("create")
    page.selectbox(key="model").select(model).run()
    assert not page.exception
    known = catalogue.model(model)
    assert offered(page, "duration_s") == (0 if known.durations_s == catalogue.ITS_OWN else len(known.durations_s))
    assert list(choice(page, "resolution").options) == list(known.resolutions)
    assert any(widget.key == "seed" for widget in page.number_input) == known.seed
    takes_addresses = any(widget.key == "first_frame_url" for widget in page.text_input)
    assert takes_addresses == ("address" in known.pictures)
    assert ("choose_first_frame" in keys(page)) == bool({"file", "own"} & set(known.pictures))


def agents_form(visit: Open):
    page = visit("create")
    page.selectbox(key="model").select("luma_agents:ray-3.2").run()
    return page


FRAMES = {"choose_first_frame", "choose_last_frame", "choose_clip"}
AT_5_S = "Ray 3.2 takes frames, continues clips and loops at 5 s only"


def test_at_a_length_without_frames_the_form_offers_none_and_says_when_it_would(visit: Open):
    page = agents_form(visit)
    assert keys(page) >= FRAMES and any(widget.key == "loop" for widget in page.toggle)
    choice(page, "duration_s").set_value(10).run()
    assert not keys(page) & FRAMES and not page.toggle and AT_5_S in words(page)
    assert page.button(key="generate").label == r"Generate · \$0.90" and not page.button(key="generate").disabled
    choice(page, "duration_s").set_value(5).run()
    assert keys(page) >= FRAMES and AT_5_S not in words(page)


def test_what_was_set_before_the_length_is_still_there_to_be_taken_away(visit: Open):
    page = agents_form(visit)
    page.toggle(key="loop").set_value(True).run()
    choice(page, "duration_s").set_value(10).run()
    assert page.button(key="generate").disabled and f"{AT_5_S}: choose that length, or take them away." in words(page)
    page.toggle(key="loop").set_value(False).run()
    assert not page.button(key="generate").disabled


def test_a_picture_comes_by_address_or_from_the_library_never_both(visit: Open):
    page = visit("create")
    page.selectbox(key="model").select("runway:veo3.1").run()
    page.text_input(key="first_frame_url").input("https://example.org/a.jpg").run()
    assert "choose_first_frame" not in keys(page) and "choose_last_frame" in keys(page)
    page.text_input(key="first_frame_url").input("").run()
    assert "choose_first_frame" in keys(page)


def test_a_model_that_moves_a_picture_asks_for_one(visit: Open):
    page = visit("create")
    page.selectbox(key="model").select("runway:gen4_turbo").run()
    assert "Gen-4 Turbo moves a picture: give it a first frame" in words(page)
    page.text_input(key="first_frame_url").input("https://example.org/a.jpg").run()
    assert "give it a first frame" not in words(page)


def test_what_has_no_known_price_says_so_and_is_asked_about(visit: Open, studio: Database):
    page = agents_form(visit)
    choice(page, "resolution").set_value("360p").run()
    page.text_area(key="prompt").input("A kite").run()
    assert page.button(key="generate").label == "Generate · price unknown"
    page.button(key="generate").click().run()
    assert "on Luma Ray 3.2: **price unknown**, paid to Luma Agents." in words(page) and made(studio) == []


def test_the_price_stands_on_the_button_with_its_source_and_date(visit: Open):
    page = visit("create")
    assert page.button(key="generate").label == "Generate · free"
    page.selectbox(key="model").select("luma:ray-2").run()
    choice(page, "duration_s").set_value(9).run()
    assert page.button(key="generate").label == r"Generate · \$1.27"
    assert "list price of 2026-11-20, not verified" in words(page)


def test_several_takes_cost_several_times(visit: Open):
    page = visit("create")
    page.selectbox(key="model").select("luma:ray-2").run()
    choice(page, "takes").set_value(3).run()
    assert page.button(key="generate").label == r"Generate 3 takes · \$2.13"


def test_another_model_keeps_what_fits_and_says_what_it_changed(visit: Open):
    page = visit("create")
    page.text_area(key="prompt").input("A kite").run()
    page.selectbox(key="duration_s").select(7).run()
    page.number_input(key="seed").set_value(4).run()
    page.selectbox(key="model").select("luma:ray-2").run()
    assert page.text_area(key="prompt").value == "A kite"
    assert choice(page, "duration_s").value == 5
    assert "7 s became 5 s." in words(page) and "The seed is gone: Ray 2 takes none." in words(page)


def test_generate_queues_every_take_with_a_seed_of_its_own(visit: Open, studio: Database):
    page = visit("create")
    page.text_area(key="prompt").input("A kite over the harbour").run()
    choice(page, "takes").set_value(3).run()
    page.button(key="generate").click().run()
    queued = made(studio)
    assert [one.prompt for one in queued] == ["A kite over the harbour"] * 3
    assert len({one.brief.seed for one in queued}) == 3
    assert "Queued 3 takes on Animatic Cinematic" in words(page)
    assert "Next in line" in words(page)


def test_nothing_is_queued_without_a_prompt_and_the_page_says_so(visit: Open, studio: Database):
    page = visit("create")
    page.button(key="generate").click().run()
    assert "Write a prompt: what should the clip show?" in words(page)
    assert made(studio) == []


def test_what_the_model_cannot_make_disables_the_button_and_says_why(visit: Open):
    page = visit("create")
    page.selectbox(key="model").select("luma:ray-2").run()
    page.text_input(key="last_frame_url").input("https://example.com/end.png").run()
    page.toggle(key="loop").set_value(True).run()
    assert page.button(key="generate").disabled
    assert "A loop ends where it starts" in words(page)


def test_what_costs_money_is_asked_about_once_more(visit: Open, studio: Database):
    page = visit("create")
    page.selectbox(key="model").select("luma:ray-2").run()
    page.text_area(key="prompt").input("A kite").run()
    page.button(key="generate").click().run()
    assert made(studio) == [] and page.button(key="accept_price").label == r"Generate · \$0.71"
    page.button(key="accept_price").click().run()
    assert [one.estimate_micro_usd for one in made(studio)] == [710_000]
    assert "accept_price" not in keys(page)


def test_a_price_that_is_declined_costs_nothing(visit: Open, studio: Database):
    page = visit("create")
    page.selectbox(key="model").select("luma:ray-2").run()
    page.text_area(key="prompt").input("A kite").run()
    page.button(key="generate").click().run()
    page.button(key="refuse_price").click().run()
    assert made(studio) == [] and "accept_price" not in keys(page)


def test_what_is_typed_is_there_after_a_reload(visit: Open):
    page = visit("create")
    page.selectbox(key="model").select("luma:ray-flash-2").run()
    page.text_area(key="prompt").input("A draft").run()
    page.text_input(key="first_frame_url").input("https://example.com/a.png").run()
    choice(page, "takes").set_value(2).run()
    again = visit("create")
    assert again.text_area(key="prompt").value == "A draft"
    assert again.selectbox(key="model").value == "luma:ray-flash-2"
    assert again.text_input(key="first_frame_url").value == "https://example.com/a.png"
    assert choice(again, "takes").value == 2


def test_a_draft_that_nobody_understands_any_more_gives_a_new_brief(visit: Open, studio: Database):
    with database.writing(studio) as session:
        saved_settings.keep(session, "draft.create", {"brief": {"model": "gone:model", "colour": 7}})
    page = visit("create")
    assert page.selectbox(key="model").value == "animatic:cinematic" and page.text_area(key="prompt").value == ""


def test_a_queued_generation_can_be_cancelled_and_queued_again(visit: Open, studio: Database):
    with database.writing(studio) as session:
        one = generations.queue(session, BOAT).id
    page = visit("create")
    page.button(key=f"cancel_{one}").click().run()
    assert made(studio)[0].state == State.CANCELLED and "Cancelled before it was sent. Not charged." in words(page)
    page.button(key=f"retry_{one}").click().run()
    assert made(studio)[0].state == State.QUEUED and "Next in line" in words(page)


def test_a_button_that_comes_too_late_says_so_and_breaks_nothing(visit: Open, studio: Database):
    with database.writing(studio) as session:
        one = generations.queue(session, BOAT)
    page = visit("create")
    with database.writing(studio) as session:
        moves.end(session, session.get_one(Generation, one.id), State.FAILED, FailureKind.KEY, "No.", was_charged=False)
    page.button(key=f"cancel_{one.id}").click().run()
    assert not page.exception
    assert "It cannot be cancelled: it is failed." in words(page)


def in_state(session: Session, state: State) -> str:
    seeds.under_way(session, BOAT, state)
    return generations.list_making(session)[0].id


def test_an_unclear_generation_offers_its_three_ways_out(visit: Open, studio: Database):
    with database.writing(studio) as session:
        one = in_state(session, State.UNCLEAR)
    page = visit("create")
    assert "Luma may have accepted and charged it" in words(page) and "may have cost: $0.71" in words(page)
    assert {f"look_{one}", f"not_accepted_{one}", f"give_up_{one}"} <= keys(page)
    assert r"\$0.71" in page.button(key=f"not_accepted_{one}").label
    assert "you pay twice: $0.71 each time" in words(page), "it is asked about once more"
    page.button(key=f"not_accepted_{one}").click().run()
    assert made(studio)[0].state == State.QUEUED


def test_what_costs_nothing_is_queued_again_without_a_question(visit: Open, studio: Database):
    with database.writing(studio) as session:
        seeds.under_way(session, BOAT.model_copy(update={"model": "animatic:neon"}), State.UNCLEAR)
    assert "you pay twice" not in words(visit("create"))


def test_giving_up_says_that_nobody_knows_whether_it_was_charged(visit: Open, studio: Database):
    with database.writing(studio) as session:
        one = in_state(session, State.UNCLEAR)
    page = visit("create")
    page.button(key=f"give_up_{one}").click().run()
    assert made(studio)[0].state == State.FAILED
    assert "It is not known whether it was charged." in words(page)


def test_what_runs_shows_its_stage_how_far_it_is_and_how_long_it_takes(visit: Open, studio: Database):
    with database.writing(studio) as session:
        for took in (50, 60, 70):
            one = generations.queue(session, BOAT)
            started, ended = now() - timedelta(seconds=200), now() - timedelta(seconds=200 - took)
            moves.move(session, one, State.SUCCEEDED, submitted_at=started, ended_at=ended)
        in_state(session, State.RUNNING)
    bar = visit("create").progress[0]
    assert bar.value == 40
    assert re.fullmatch(r"dreaming · 40 % · about (40|[123]\d) s left", bar.text), "a slow machine is late to look"


def filtered(studio: Database, prompt: str) -> str:
    with database.writing(studio) as session:
        seeds.failed(session, BOAT.model_copy(update={"prompt": prompt}), FailureKind.FILTERED)
    return made(studio)[0].id


def test_a_filtered_generation_says_why_and_offers_a_milder_prompt(visit: Open, studio: Database):
    one = filtered(studio, "A *knight* covered in blood pulls a gun")
    page = visit("create")
    assert any("Filtered" in str(element.value) for element in page.markdown)
    assert "Luma's filter refused it" in words(page) and "Not charged." in words(page)
    page.button(key=f"rewrite_{one}").click().run()
    assert "A *knight* :red[~~covered in blood~~] :green[covered in red paint] pulls" in words(page)
    page.button(key="use_rewritten").click().run()
    assert page.text_area(key="prompt").value == "A *knight* covered in red paint pulls a flashlight"
    assert page.selectbox(key="model").value == BOAT.model
    assert not {f"rewrite_{one}", "use_rewritten"} & keys(page)


def test_a_prompt_without_a_known_strong_word_is_opened_for_a_person(visit: Open, studio: Database):
    one = filtered(studio, "A film star in a famous car")
    page = visit("create")
    page.button(key=f"rewrite_{one}").click().run()
    assert "No word here is known to trip a filter" in words(page)
    page.text_area(key=f"rewritten_{one}").input("An actor in a red car").run()
    page.button(key="use_rewritten").click().run()
    assert page.text_area(key="prompt").value == "An actor in a red car"


def test_a_rewrite_can_be_left(visit: Open, studio: Database):
    one = filtered(studio, "A bloody tale")
    page = visit("create")
    page.button(key=f"rewrite_{one}").click().run()
    page.button(key="leave_it").click().run()
    assert f"rewrite_{one}" in keys(page) and "use_rewritten" not in keys(page)


def test_trying_again_what_may_have_been_charged_is_asked_about(visit: Open, studio: Database):
    with database.writing(studio) as session:
        seeds.failed(session, BOAT, FailureKind.TIMED_OUT)
    page = visit("create")
    assert "you may pay twice, $0.71 each time" in words(page)
    page.button(key=f"retry_{made(studio)[0].id}").click().run()
    assert made(studio)[0].state == State.QUEUED


def test_what_timed_out_can_be_looked_at_again_for_nothing(visit: Open, studio: Database):
    with database.writing(studio) as session:
        seeds.failed(session, BOAT, FailureKind.TIMED_OUT)
    one = made(studio)[0].id
    page = visit("create")
    page.button(key=f"look_{one}").click().run()
    assert made(studio)[0].state == State.RUNNING


def test_hidden_failures_stay_hidden_after_a_reload(visit: Open, studio: Database):
    with database.writing(studio) as session:
        seeds.failed(session, BOAT, FailureKind.FILTERED)
    page = visit("create")
    page.button(key="hide_all").click().run()
    assert "Did not become a clip" not in words(page)
    assert "Did not become a clip" not in words(visit("create"))


def test_a_long_line_is_counted_not_drawn(visit: Open, studio: Database):
    with database.writing(studio) as session:
        for _ in range(20):
            generations.queue(session, BOAT)
    page = visit("create")
    assert "And 12 more in line." in words(page) and "Place 8 in the queue" in words(page)


def test_a_brief_that_replaced_mine_can_be_taken_back(visit: Open, studio: Database):
    with database.writing(studio) as session:
        seeds.failed(session, BOAT, FailureKind.FILTERED)
    page = visit("create")
    page.text_area(key="prompt").input("Mine").run()
    page.button(key=f"rewrite_{made(studio)[0].id}").click().run()
    page.button(key="use_rewritten").click().run()
    page.button(key="bring_back").click().run()
    assert page.text_area(key="prompt").value == "Mine"
