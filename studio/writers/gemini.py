"""Google's Gemini as a writer, through the SDK `google-genai`, with the key that its clips are made with too."""

from typing import Any, ClassVar

from google.genai import Client, types

from studio.errors import FailureKind, KeyMissing, ProviderError, Unclear
from studio.providers.google.client import make_client
from studio.providers.google.errors import reading, submitting
from studio.providers.interface import Connection
from studio.writers.answers import schema_of
from studio.writers.asking import AskingWriter, Reply
from studio.writers.pictures import kind_of
from studio.writers.questions import Question
from studio.writers.rates import Usage

API_VERSION = "v1"
USUAL_MODEL = "gemini-3.8-flash"
ROOM = 3  # times what is probably written; more is a model that runs away
FILTERED = {"SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION", "IMAGE_SAFETY", "MODEL_ARMOR"}
TOO_LONG = "stopped before its end, as its answer got too long: ask for fewer scenes, or give the text in parts."


class GeminiWriter(AskingWriter):
    name: ClassVar[str] = "gemini"
    label: ClassVar[str] = "Gemini"

    def ask(self, question: Question) -> Reply:
        client, http = self._client()
        with http, submitting(self.label, self._key):
            answer = client.models.generate_content(
                model=self.model, contents=_parts(question), config=_config(question)
            )
        return self._reply(answer)

    def check_connection(self) -> Connection:
        try:
            client, http = self._client()
            with http, reading(self.label, self._key):
                client.models.list(config={"page_size": 1})
        except ProviderError as error:
            return Connection(is_ok=False, sentence=str(error))
        return Connection(is_ok=True, sentence="Gemini accepts the key.")

    def _client(self) -> tuple[Client, Any]:
        if not self._key:
            raise KeyMissing("Gemini needs a key: add it under Settings > Providers > Google, or set GEMINI_API_KEY.")
        return make_client(self._base_url, API_VERSION, self._timeout_s, api_key=self._key)

    def _reply(self, answer: types.GenerateContentResponse) -> Reply:
        """A blocked prompt is an answer with status 200 that has no words."""
        usage, candidate = _usage(answer), (answer.candidates or [None])[0]
        feedback = answer.prompt_feedback
        if feedback and feedback.block_reason:
            raise self._filtered(usage)
        if candidate is None:
            raise Unclear(f"{self.label} sent a reply that cannot be read.")
        reason = candidate.finish_reason.value if candidate.finish_reason else "STOP"
        if reason in FILTERED:
            raise self._filtered(usage)
        if reason == "MAX_TOKENS":
            raise self.no_use(TOO_LONG, usage)
        if not answer.text:
            raise self.no_use("answered without a word: ask once more.", usage)
        return Reply(answer.text, usage)

    def _filtered(self, usage: Usage) -> ProviderError:
        return self.no_use("refused it by its filter: change the words.", usage, FailureKind.FILTERED)


def _parts(question: Question) -> Any:
    pictures = [types.Part.from_bytes(data=one, mime_type=kind_of(one)) for one in question.pictures]
    return [*pictures, types.Part.from_text(text=question.words)]


def _config(question: Question) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        system_instruction=question.instructions,
        response_mime_type="application/json",
        response_json_schema=schema_of(question.shape),
        max_output_tokens=ROOM * question.tokens_out,
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW),
    )


def _usage(answer: types.GenerateContentResponse) -> Usage:
    """Thoughts are paid as what is written."""
    told = answer.usage_metadata
    if told is None:
        return Usage()
    return Usage(told.prompt_token_count or 0, (told.candidates_token_count or 0) + (told.thoughts_token_count or 0))
