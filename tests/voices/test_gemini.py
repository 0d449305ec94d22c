"""Gemini's voices through the unmodified SDK: what is asked, the sound that is kept, and what went wrong, in a sentence each."""

import wave
from pathlib import Path

import pytest

from studio.errors import BadAnswer, FailureKind, KeyMissing, NotSent, RateLimited, Refused, Unclear
from studio.sandbox.server import Address
from studio.voices.catalogue import CHARACTERS
from studio.voices.script import CannotSpeak, Script, script
from tests.ports import free_port
from tests.voices.conftest import Make

MODEL = "gemini-3.8-flash-tts"
BOAT = Script("The boat left before dawn. Nobody was at the oars.", "gemini:Kore", MODEL)


def asked(sandbox: Address) -> int:
    return sum(entry["operation"] == "write" for entry in sandbox.log())


def test_a_text_becomes_a_wav_and_what_it_took_is_told(make: Make, tmp_path: Path):
    spoken = make().say(BOAT, tmp_path / "said.wav")
    with wave.open(str(spoken.path)) as sound:
        form = sound.getframerate(), sound.getnchannels(), sound.getsampwidth()
        assert form == (24_000, 1, 2)
        assert sound.getnframes() / 24_000 == pytest.approx(spoken.duration_s, abs=0.001)
    assert spoken.usage.tokens_in > 0
    assert spoken.usage.tokens_out == pytest.approx(spoken.duration_s * 25, abs=1)


def test_the_direction_stands_beside_the_words_and_is_not_read_aloud(make: Make, tmp_path: Path):
    plain = make().say(BOAT, tmp_path / "plain.wav")
    slow = Script(BOAT.text, BOAT.voice, MODEL, "calm and slow, as if telling it to a child")
    assert make().say(slow, tmp_path / "slow.wav").duration_s == plain.duration_s


def test_every_voice_of_the_catalogue_is_one_that_google_has(make: Make, tmp_path: Path):
    for name in CHARACTERS:
        assert make().say(Script("A boat.", f"gemini:{name}", MODEL), tmp_path / f"{name}.wav").duration_s > 0
    with pytest.raises(Refused, match="Voice name Hal is not supported"):
        make().say(Script("A boat.", "gemini:Hal", MODEL), tmp_path / "hal.wav")


@pytest.mark.parametrize(
    ("fault", "raised", "sentence"),
    [
        ({"what": "status", "code": 429, "headers": {"Retry-After": "7"}}, RateLimited, "asks us to slow down"),
        ({"what": "status", "code": 401}, Refused, "does not accept the key"),
        ({"what": "status", "code": 500}, Unclear, "error of its own"),
        ({"what": "status", "code": 503}, Unclear, "error of its own"),
        ({"what": "drop"}, Unclear, "broke before its reply came"),
        ({"what": "accept_then_drop"}, Unclear, "broke before its reply came"),
        ({"what": "delay", "seconds": 3}, Unclear, "broke before its reply came"),
        ({"what": "html"}, Unclear, "cannot be read"),
        ({"what": "empty"}, Unclear, "cannot be read"),
        ({"what": "truncated"}, Unclear, "cannot be read"),
        ({"what": "half_sound"}, Unclear, "cannot be read"),
        ({"what": "no_sound"}, BadAnswer, "answered without a sound"),
        ({"what": "other"}, BadAnswer, r"stopped before all was spoken \(OTHER\)"),
        ({"what": "short_sound"}, BadAnswer, "less of the sound than it tells of"),
        ({"what": "wrong_kind"}, BadAnswer, "in a form that nobody here can play"),
        ({"what": "blocked"}, BadAnswer, "refused it by its filter"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_a_sentence_and_nothing_is_asked_twice(
    make: Make, sandbox: Address, tmp_path: Path, fault, raised, sentence
):
    sandbox.fault(on="write", times=None, **fault)
    with pytest.raises(raised, match=sentence):
        make(timeout_s=1.5).say(BOAT, tmp_path / "said.wav")
    assert asked(sandbox) == 1 and list(tmp_path.iterdir()) == []


def test_a_bad_answer_knows_what_it_cost(make: Make, sandbox: Address, tmp_path: Path):
    sandbox.fault(on="write", what="other")
    with pytest.raises(BadAnswer) as told:
        make().say(BOAT, tmp_path / "said.wav")
    assert told.value.cost_usd and told.value.kind == FailureKind.PROVIDER


def test_a_bad_answer_that_tells_no_tokens_may_have_cost_something(make: Make, sandbox: Address, tmp_path: Path):
    sandbox.fault(on="write", what="untold")
    with pytest.raises(BadAnswer, match="without a sound") as told:
        make().say(BOAT, tmp_path / "said.wav")
    assert told.value.cost_usd is None


def test_without_a_key_or_with_too_much_to_say_nothing_is_sent(make: Make, sandbox: Address, tmp_path: Path):
    with pytest.raises(KeyMissing, match="GEMINI_API_KEY"):
        make(key="").say(BOAT, tmp_path / "said.wav")
    with pytest.raises(CannotSpeak, match="split its scene"):
        make().say(Script("船" * 9_000, BOAT.voice, MODEL), tmp_path / "said.wav")
    assert asked(sandbox) == 0


def test_nobody_at_the_address_is_surely_not_sent(make: Make, tmp_path: Path):
    with pytest.raises(NotSent, match="could not be reached"):
        make(address=f"http://127.0.0.1:{free_port()}").say(BOAT, tmp_path / "said.wav")


def test_the_same_words_have_the_same_id_however_they_are_spaced():
    one, other = script("A  boat.\n", "gemini:Kore", MODEL, "calm"), script(" A boat.", "gemini:Kore", MODEL, " calm ")
    assert one.id == other.id != script("A boat.", "gemini:Puck", MODEL, "calm").id
    assert script("A boat.", "en-us", MODEL, "calm").id == script("A boat.", "en-us", "", "").id
