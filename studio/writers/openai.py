"""A writer behind OpenAI's protocol, through the SDK `openai`: GPT, or any model at an address that speaks the same (Ollama,
OpenRouter, vLLM ...). Not all of them know every kind of structured answer, so what they do not know is asked more plainly."""

import base64
import json
import os
from collections.abc import Iterator
from typing import Any, ClassVar

import httpx2
import openai
from openai.types.chat import ChatCompletion

from studio.errors import FailureKind, KeyMissing, ProviderError, Refused, Unclear
from studio.providers.connections import is_here
from studio.providers.interface import Connection
from studio.providers.stainless import reading, submitting
from studio.writers.answers import schema_of
from studio.writers.asking import AskingWriter, Reply
from studio.writers.pictures import kind_of
from studio.writers.questions import Question
from studio.writers.rates import Usage

USUAL_MODEL = "gpt-5.4-mini"
WITHOUT: Any = {name: openai.Omit() for name in ("OpenAI-Organization", "OpenAI-Project")}  # of the environment
NO_KEY = "none"  # the SDK wants one; a model on this machine does not
FORMAT_WORDS = ("response_format", "json_schema", "json_object", "json schema", "structured output", "schema")
IN_THIS_SHAPE = "Answer with JSON of this shape and nothing else:\n"


class OpenAI(AskingWriter):
    name: ClassVar[str] = "openai"
    label: ClassVar[str] = "The writer"

    def ask(self, question: Question) -> Reply:
        with self._client() as client:
            for number, wanted in enumerate(_ways(question)):
                try:
                    with submitting(openai, self.label):
                        return self._reply(client.chat.completions.create(model=self.model, **wanted))
                except Refused as no:  # nothing was started and nothing is paid
                    if number == LAST_WAY or not _is_about_the_format(no):
                        raise
        raise Unclear(f"{self.label} was not asked.")

    def check_connection(self) -> Connection:
        try:
            with self._client() as client, reading(openai, self.label):
                listed = client.models.list()
                known = {one.id for one in listed.data}
        except ProviderError as error:
            return Connection(is_ok=False, sentence=str(error))
        except (AttributeError, TypeError):  # what came is no list
            return Connection(is_ok=False, sentence=f"{self.label} sent a reply that cannot be read.")
        if known and self.model not in known:
            return Connection(is_ok=True, sentence=f"It answers, but lists no model named {self.model}.")
        return Connection(is_ok=True, sentence=f"It answers and has {self.model}.")

    def _client(self) -> openai.OpenAI:
        """All is said here, so that nothing in the environment can send the key elsewhere. It follows no redirect."""
        os.environ.pop("OPENAI_CUSTOM_HEADERS", None)
        here = is_here(self._base_url)
        if not (self._key or here):
            raise KeyMissing("The writer needs a key: add it under Settings > Writers, or set OPENAI_API_KEY.")
        return openai.OpenAI(
            api_key=self._key or NO_KEY,
            base_url=self._base_url,
            default_headers=WITHOUT,
            timeout=self._timeout_s,
            max_retries=0,
            http_client=httpx2.Client(trust_env=not here, follow_redirects=False, timeout=self._timeout_s),
        )

    def _reply(self, answer: Any) -> Reply:
        """A web page with status 200 comes as a text, and `{}` as an answer without choices."""
        if not isinstance(answer, ChatCompletion) or not answer.choices:
            raise Unclear(f"{self.label} sent a reply that cannot be read.")
        usage, choice = _usage(answer), answer.choices[0]
        if choice.finish_reason == "content_filter" or choice.message.refusal:
            raise self.no_use("refused it by its filter: change the words.", usage, FailureKind.FILTERED)
        if choice.finish_reason == "length":
            raise self.no_use("stopped before its end: ask for fewer scenes, or give the text in parts.", usage)
        if not choice.message.content:
            raise self.no_use("answered without a word: ask once more.", usage)
        return Reply(choice.message.content, usage)


def _ways(question: Question) -> Iterator[dict[str, Any]]:
    """From the strictest to the plainest."""
    schema = schema_of(question.shape)
    shape = IN_THIS_SHAPE + json.dumps(schema)
    named = {"name": "answer", "strict": True, "schema": schema}
    yield {"messages": _messages(question), "response_format": {"type": "json_schema", "json_schema": named}}
    yield {"messages": _messages(question, shape), "response_format": {"type": "json_object"}}
    yield {"messages": _messages(question, shape)}


LAST_WAY = 2


def _messages(question: Question, more: str = "") -> list[dict[str, Any]]:
    how = f"{question.instructions}\n\n{more}".strip()
    pictures = [{"type": "image_url", "image_url": {"url": _as_uri(one)}} for one in question.pictures]
    given: Any = [*pictures, {"type": "text", "text": question.words}] if pictures else question.words
    return [{"role": "system", "content": how}, {"role": "user", "content": given}]


def _as_uri(picture: bytes) -> str:
    return f"data:{kind_of(picture)};base64,{base64.b64encode(picture).decode()}"


def _is_about_the_format(no: Refused) -> bool:
    return no.http_status in (400, 422) and any(word in str(no).lower() for word in FORMAT_WORDS)


def _usage(answer: ChatCompletion) -> Usage:
    """OpenRouter and its kin tell the price itself, in USD."""
    told = answer.usage
    if told is None:
        return Usage()
    cost: Any = getattr(told, "cost", None)
    cost_usd = float(cost) if isinstance(cost, int | float) and 0 <= cost < 1000 else None
    return Usage(told.prompt_tokens or 0, told.completion_tokens or 0, cost_usd)
