"""A writer that asks a language model somewhere else. Every call costs money, so none is made twice by itself."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from studio.errors import BadAnswer, FailureKind
from studio.writers import answers
from studio.writers.interface import Writer, Written
from studio.writers.prompt_files import PromptFiles
from studio.writers.questions import Question, question_of
from studio.writers.rates import UNKNOWN, Price, Rate, Usage, price_of, rate_of
from studio.writers.tasks import Task

Answer = TypeVar("Answer")
TIMEOUT_S = 120.0  # a long outline with thoughts


@dataclass(frozen=True)
class Reply:
    """What came back, and what it took."""

    text: str
    usage: Usage


class AskingWriter(Writer):
    """Made with its key, address and model for one call or for several; used by one thread."""

    def __init__(
        self,
        key: str,
        base_url: str,
        model: str,
        files: PromptFiles | None = None,
        timeout_s: float = TIMEOUT_S,
        today: Callable[[], date] = date.today,
    ):
        self._key, self._base_url, self.model = key, base_url.rstrip("/"), model
        self._files, self._timeout_s, self._today = files or PromptFiles(), timeout_s, today

    @abstractmethod
    def ask(self, question: Question) -> Reply:
        """One paid call. Raises NotSent, RateLimited, Refused, Unclear or BadAnswer."""

    def write(self, task: Task[Answer]) -> Written[Answer]:
        reply = self.ask(question_of(task, self._files))
        try:
            kept, remarks = answers.read(task, reply.text)
        except answers.NoAnswer as wrong:
            raise self.no_use(f"{wrong}: ask once more.", reply.usage) from None
        return Written(reply.text, kept, remarks, reply.usage)

    def price(self, task: Task[Answer]) -> Price:
        rate = self._rate()
        return rate.of(question_of(task, self._files).usage) if rate else UNKNOWN

    def cost(self, usage: Usage) -> Price:
        return price_of(self._rate(), usage)

    def no_use(self, end: str, usage: Usage, kind: FailureKind = FailureKind.PROVIDER) -> BadAnswer:
        """A good reply that nobody can use: it is paid all the same."""
        return BadAnswer(f"{self.label} {end}", kind=kind, cost_usd=self.cost(usage).usd)

    def _rate(self) -> Rate | None:
        return rate_of(self.name, self.model, self._base_url, self._today())
