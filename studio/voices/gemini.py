"""Gemini's voices, through the SDK `google-genai`, with the key that its clips are made with too."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import ClassVar

from google.genai import types

from studio.errors import BadAnswer, FailureKind, KeyMissing, Unclear
from studio.providers.google.client import make_client
from studio.providers.google.errors import submitting
from studio.voices import rates, samples
from studio.voices.catalogue import MOST_TOKENS_IN
from studio.voices.interface import Spoken, Voice
from studio.voices.rates import TOKENS_PER_SECOND
from studio.voices.samples import NoSamples, Samples
from studio.voices.script import GEMINI, NO_KEY, CannotSpeak, Script
from studio.writers.gemini import API_VERSION, FILTERED
from studio.writers.rates import Usage

TIMEOUT_S = 300.0  # it answers when all is spoken: two minutes of sound take more than one
BLOCKED = "refused it by its filter: change the words."
WHOLE = 0.6  # of the sound that is told, as seconds may count for more tokens: with less, some of it was lost


class GeminiVoice(Voice):
    label: ClassVar[str] = "Gemini"

    def __init__(self, key: str, base_url: str, timeout_s: float = TIMEOUT_S, today: Callable[[], date] = date.today):
        self._key, self._base_url, self._timeout_s, self._today = key, base_url.rstrip("/"), timeout_s, today

    def say(self, script: Script, target: Path) -> Spoken:
        if not self._key:
            raise KeyMissing(NO_KEY)
        require_short(script)
        client, http = make_client(self._base_url, API_VERSION, self._timeout_s, api_key=self._key)
        with http, submitting(self.label, self._key):
            answer = client.models.generate_content(model=script.model, contents=_words(script), config=_config(script))
        heard = self._samples(answer, script.model)
        samples.write(heard, target)
        return Spoken(target, round(heard.duration_s, 3), _usage(answer))

    def _samples(self, answer: types.GenerateContentResponse, model: str) -> Samples:
        """A filtered text is an answer with status 200 that has no sound; one that ends with OTHER has lost some of it."""
        usage, candidate = _usage(answer), (answer.candidates or [None])[0]
        if answer.prompt_feedback and answer.prompt_feedback.block_reason:
            raise self._no_use(BLOCKED, model, usage, FailureKind.FILTERED, was_spoken=False)
        if candidate is None:
            raise Unclear(f"{self.label} sent a reply that cannot be read.")
        reason = candidate.finish_reason.value if candidate.finish_reason else "STOP"
        if reason in FILTERED:
            raise self._no_use(BLOCKED, model, usage, FailureKind.FILTERED)
        if reason != "STOP":
            raise self._no_use(f"stopped before all was spoken ({reason}): have it spoken again.", model, usage)
        return self._whole(candidate, model, usage)

    def _whole(self, candidate: types.Candidate, model: str, usage: Usage) -> Samples:
        parts = (candidate.content and candidate.content.parts) or []
        sounds = [part.inline_data for part in parts if part.inline_data and part.inline_data.data]
        if not sounds:
            raise self._no_use("answered without a sound: have it spoken again.", model, usage)
        try:
            heard = [samples.read(one.data or b"", one.mime_type or "") for one in sounds]
        except NoSamples:
            raise self._no_use("answered with a sound in a form that nobody here can play.", model, usage) from None
        whole = Samples(b"".join(one.sound for one in heard), heard[0].rate_hz)
        if whole.duration_s < usage.tokens_out / TOKENS_PER_SECOND * WHOLE:
            raise self._no_use("sent less of the sound than it tells of: have it spoken again.", model, usage)
        return whole

    def _no_use(
        self, end: str, model: str, usage: Usage, kind: FailureKind = FailureKind.PROVIDER, *, was_spoken: bool = True
    ) -> BadAnswer:
        """A good reply that nobody can use: it is paid all the same, and where it tells no tokens of sound nobody knows how much."""
        is_told = usage.tokens_out > 0 or not was_spoken
        cost_usd = rates.cost_of(model, usage, self._today()).usd if is_told else None
        return BadAnswer(f"{self.label} {end}", kind=kind, cost_usd=cost_usd)


def require_short(script: Script) -> None:
    """Raises CannotSpeak for what no call takes."""
    if not script.text:
        raise CannotSpeak("There is nothing to say.")
    if rates.usage_of(script).tokens_in > MOST_TOKENS_IN:
        raise CannotSpeak("This narration is too long to be spoken at once: split its scene.")


def _words(script: Script) -> types.Content:
    """Word for word what is heard; how it is said stands beside it, and is not read aloud."""
    how = types.SpeechMetadata(style=script.direction) if script.direction else None
    return types.Content(role="user", parts=[types.Part(text=script.text, speech_metadata=how)])


def _config(script: Script) -> types.GenerateContentConfig:
    named = types.PrebuiltVoiceConfig(voice_name=script.voice.removeprefix(GEMINI))
    return types.GenerateContentConfig(
        response_modalities=["AUDIO"],
        speech_config=types.SpeechConfig(voice_config=types.VoiceConfig(prebuilt_voice_config=named)),
    )


def _usage(answer: types.GenerateContentResponse) -> Usage:
    told = answer.usage_metadata
    if told is None:
        return Usage()
    return Usage(told.prompt_token_count or 0, (told.candidates_token_count or 0) + (told.thoughts_token_count or 0))
