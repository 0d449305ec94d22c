"""Gemini and OpenAI's protocol through their unmodified SDKs: what is asked, what is kept, what went wrong, in a sentence each."""

import io

import pytest
from PIL import Image

from studio.errors import BadAnswer, FailureKind, KeyMissing, NotSent, RateLimited, Refused, Unclear
from studio.sandbox.server import Address
from studio.writers.asking import AskingWriter
from studio.writers.interface import CannotWrite
from studio.writers.outline import SceneLimits, Wish
from studio.writers.tasks import MakeOutline, Surroundings
from tests.ports import free_port
from tests.writers.conftest import Make

IDEA = "A paper boat sails through a flooded city until a girl finds it"
WISH = Wish(limits=SceneLimits(lengths_s=(5, 9), camera_moves=("static",), longest_prompt=60))


def asked(sandbox: Address) -> int:
    return sum(entry["operation"] == "write" for entry in sandbox.log())


def test_an_outline_is_held_against_our_limits_and_both_are_told(writer: AskingWriter):
    written = writer.outline(IDEA, WISH)
    assert '"camera_move": "Style: as you' in written.raw
    scene = written.kept.scenes[0]
    assert (scene.seconds, scene.camera_move, len(scene.prompt) <= 60) == (5, "", True)
    assert "9 scenes: without its camera move, which the model does not know." in written.remarks
    assert "9 scenes: its length is 5 s, which can be made." in written.remarks


def test_what_it_took_is_told_and_priced(writer: AskingWriter):
    written = writer.outline(IDEA, WISH)
    assert written.usage.tokens_in > 15 and written.usage.tokens_out > 100
    by_the_list = (written.usage.tokens_in * 0.75 + written.usage.tokens_out * 3.75) / 1e6
    assert writer.cost(written.usage).usd == (pytest.approx(by_the_list) if writer.name == "gemini" else None)


def test_a_prompt_is_enhanced_field_by_field(writer: AskingWriter):
    written = writer.enhance("A boat", Surroundings(style="Ink", camera_moves=("static",)))
    change = written.kept.of("prompt")
    assert change and change.was == "A boat" and change.becomes.startswith("Style: Ink Prompt: A boat")
    assert written.remarks == ("Its camera move is left out: the model does not know it.",)


def test_frames_go_along_with_a_review(writer: AskingWriter, sandbox: Address):
    kept = io.BytesIO()
    Image.new("RGB", (8, 8)).save(kept, "JPEG")
    review = writer.review("A boat", [kept.getvalue()] * 12).kept
    assert review.score == 1 and review.faults[0].startswith("Prompt: A boat")


def test_a_refused_prompt_is_softened_piece_by_piece(writer: AskingWriter):
    assert writer.soften("A gun").becomes == "Prompt: A gun"


def test_a_text_in_any_script_comes_back_whole(writer: AskingWriter):
    assert "雨の中の紙の船 👩🏽‍🚀" in writer.outline("雨の中の紙の船 👩🏽‍🚀").raw


@pytest.mark.parametrize(
    ("fault", "raised", "sentence"),
    [
        ({"what": "status", "code": 429, "headers": {"Retry-After": "7"}}, RateLimited, "asks us to slow down"),
        ({"what": "status", "code": 401}, Refused, "does not accept the key"),
        ({"what": "status", "code": 400}, Refused, "refused it"),
        ({"what": "status", "code": 500}, Unclear, "error of its own"),
        ({"what": "status", "code": 503}, Unclear, "error of its own"),
        ({"what": "drop"}, Unclear, "broke before its reply came"),
        ({"what": "delay", "seconds": 3}, Unclear, "broke before its reply came"),
        ({"what": "html"}, Unclear, "cannot be read"),
        ({"what": "empty"}, Unclear, "cannot be read"),
        ({"what": "null"}, Unclear, "cannot be read"),
        ({"what": "list"}, Unclear, "cannot be read"),
        ({"what": "truncated"}, Unclear, "cannot be read"),
        ({"what": "blocked"}, BadAnswer, "refused it by its filter"),
        ({"what": "cut"}, BadAnswer, "stopped before its end"),
        ({"what": "wrong_schema"}, BadAnswer, "in another shape than it was asked for"),
        ({"what": "no_json"}, BadAnswer, "something that is no JSON"),
        ({"what": "no_words"}, BadAnswer, "without a word"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["gemini", "openai"])
def test_what_goes_wrong_is_a_sentence_and_nothing_is_asked_twice(
    make: Make, sandbox: Address, name, fault, raised, sentence
):
    sandbox.fault(on="write", times=None, **fault)
    with pytest.raises(raised, match=sentence):
        make(name, timeout_s=1.5).outline(IDEA)
    assert asked(sandbox) == 1


def test_json_in_a_fenced_block_is_read(writer: AskingWriter, sandbox: Address):
    sandbox.fault(on="write", what="fenced")
    assert writer.outline(IDEA).kept.scenes


def test_a_bad_answer_knows_what_it_cost(make: Make, sandbox: Address):
    sandbox.fault(on="write", what="no_json")
    with pytest.raises(BadAnswer) as told:
        make("gemini").outline(IDEA)
    assert told.value.cost_usd and told.value.kind == FailureKind.PROVIDER


@pytest.mark.parametrize(("fault", "calls"), [("no_schema", 2), ("no_format", 3)])
def test_a_server_that_knows_no_schemas_is_asked_more_plainly(make: Make, sandbox: Address, fault, calls):
    sandbox.fault(on="write", what=fault, times=None)
    assert make("openai").outline(IDEA).kept.scenes
    assert asked(sandbox) == calls


def test_another_refusal_is_not_asked_again(make: Make, sandbox: Address):
    with pytest.raises(Refused, match="does not exist"):
        make("openai", model="gpt-none").outline(IDEA)
    assert asked(sandbox) == 1


def test_nobody_at_the_address_is_surely_not_sent(make: Make):
    with pytest.raises(NotSent, match="could not be reached"):
        make("openai", address=f"http://127.0.0.1:{free_port()}").outline(IDEA)
    with pytest.raises(NotSent, match="could not be reached"):
        make("gemini", address=f"http://127.0.0.1:{free_port()}").outline(IDEA)


def test_without_a_key_nothing_is_sent_but_to_this_machine(make: Make, sandbox: Address):
    with pytest.raises(KeyMissing, match="GEMINI_API_KEY"):
        make("gemini", key="").outline(IDEA)
    with pytest.raises(KeyMissing, match="OPENAI_API_KEY"):
        make("openai", key="", address="https://api.openai.com/v1").outline(IDEA)
    assert make("openai", key="").outline(IDEA).kept.scenes


def test_a_text_of_a_megabyte_is_not_sent(writer: AskingWriter, sandbox: Address):
    with pytest.raises(CannotWrite, match="1,000,000 letters"):
        writer.break_up("x" * 1_000_000)
    assert asked(sandbox) == 0


def test_the_connection_is_tested_for_free(make: Make):
    assert make("gemini").check_connection().sentence == "Gemini accepts the key."
    assert make("openai").check_connection().sentence == "It answers and has gpt-5.4-mini."
    assert make("openai", model="x").check_connection().sentence == "It answers, but lists no model named x."
    refused = [make(name, key="wrong").check_connection() for name in ("gemini", "openai")]
    assert [(one.is_ok, "does not accept the key" in one.sentence) for one in refused] == [(False, True)] * 2


def test_a_price_is_known_before_and_only_where_a_rate_is(make: Make):
    task = MakeOutline(IDEA, Wish(scenes=6))
    told = make("gemini").price(task)
    assert told.usd == pytest.approx(0.0075, rel=0.2) and told.as_of and "price list" in told.source
    assert make("openai", address="https://api.openai.com/v1").price(task).usd
    assert make("openai").price(task).usd is None
    assert make("openai", address="https://api.openai.com/v1", model="gpt-9").price(task).usd is None


def test_nothing_in_the_environment_sends_a_key_elsewhere(make: Make, sandbox: Address, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "https://example.org")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Else: 1")
    monkeypatch.setenv("OPENAI_ORG_ID", "somebody")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "https://example.org")
    assert make("openai").outline(IDEA).kept.scenes and make("gemini").outline(IDEA).kept.scenes
    assert {entry["key_ends"] for entry in sandbox.log()} == {"wxyz"}
