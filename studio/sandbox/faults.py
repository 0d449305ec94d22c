"""What can go wrong on purpose. A fault spoils the next `times` calls of one operation; the first one that fits acts.

A call that the provider refuses by itself (a bad key, a wrong prompt, a dead address) meets no fault and uses none up.
"""

import random
from collections.abc import Iterable
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, FilePath, model_validator

Operation = Literal[
    "submit", "check", "download", "list", "cancel", "concepts", "credits", "ping", "upload", "transfer", "file", "write"
]  # fmt: skip
Anywhere = Literal[
    "status",  # answers with `code`, `headers` and `body`; nothing is accepted
    "drop",  # closes the connection without a reply; nothing is accepted
    "delay",  # waits `seconds`, then does what was asked
    "html",  # a web page with status 200 (the rest of this list: what was asked is done, the reply is spoiled)
    "empty",  # {}
    "null",  # null
    "list",  # a JSON list
    "truncated",  # half of the JSON
]
OnSubmit = Literal[
    "accept_then_status",
    "accept_then_drop",
    "accept_then_delay",
    "failed",
    "never",
    "unknown_state",
    "id_number",
    "same_id",  # of Luma: what is made of a clip keeps that clip's id, and shows that clip until it is there
]
OnCheck = Literal[
    "failed", "never", "unknown_state", "no_assets", "id_number",
    "inline",  # the clip itself, where its address was asked for
]  # fmt: skip
OnDownload = Literal[
    "dead_url",  # this address answers `code` from now on; the next check gives a fresh one
    "truncated_file",  # promises the whole file and sends half of it
    "cut_file",  # sends half of the file and says so
    "wrong_type",  # a web page that calls itself video/mp4
    "slow_file",  # the file in small pieces, over `seconds`
    "file",  # the file at `path` instead of the clip
]
OnList = Literal["stale"]  # generations younger than `seconds` are not listed yet
OnTransfer = Literal[
    "failed",  # what was brought is no good
    "processing",  # it is looked through for `seconds`
]
OnWrite = Literal[
    "blocked",  # the filter takes the words of it for bad ones
    "wrong_schema",  # good JSON of another shape
    "no_json",  # prose, where JSON was asked for
    "fenced",  # the JSON inside a fenced block, with prose around it
    "cut",  # it stops in the middle of a word, as too long
    "no_words",  # a good answer without any
    "says",  # `body` in place of its own answer: text, or a value as JSON
    "no_schema",  # of OpenAI's kin: a server that knows no schemas and refuses them
    "no_format",  # of OpenAI's kin: a server that refuses any format
    "accept_then_drop",  # it is done and counted, and the connection closes without a reply
    "no_sound",  # of speech, as the next five: words where the sound should be
    "untold",  # the same, and how many tokens it took is left out
    "other",  # a part of the sound, ended by "OTHER"
    "half_sound",  # half of the letters that stand for the sound
    "short_sound",  # less of it than is counted
    "wrong_kind",  # calls itself audio/mpeg
]
What = OnTransfer | OnWrite | Anywhere | OnSubmit | OnCheck | OnDownload | OnList

ALLOWED: dict[str, frozenset[str]] = {operation: frozenset(get_args(Anywhere)) for operation in get_args(Operation)}
ALLOWED["submit"] |= frozenset(get_args(OnSubmit))
ALLOWED["cancel"] |= {"accept_then_status", "accept_then_drop", "accept_then_delay"}
ALLOWED["check"] |= frozenset(get_args(OnCheck))
ALLOWED["download"] |= frozenset(get_args(OnDownload))
ALLOWED["list"] |= frozenset(get_args(OnList))
ALLOWED["transfer"] |= frozenset(get_args(OnTransfer))
ALLOWED["write"] |= frozenset(get_args(OnWrite))


class Fault(BaseModel):
    """One thing that goes wrong. `times` None is always; `match` is a part of the prompt; `chance` 0-1 is per call."""

    model_config = ConfigDict(extra="forbid")

    on: Operation
    what: What
    times: int | None = Field(default=1, ge=1)
    match: str | None = None
    chance: float = Field(default=1, gt=0, le=1)
    code: int = Field(default=503, ge=200, le=599)
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = None  # text is sent as it is, anything else as JSON; None is the provider's own wording
    seconds: float = Field(default=5, ge=0)
    reason: str = "The job failed"  # of `failed`
    state: str = "daydreaming"  # of `unknown_state`
    path: FilePath | None = None  # of `file`
    accepts: bool | None = None  # False: the reply is spoiled and what was asked is not done
    acted: int = 0  # how many calls it has spoiled

    @model_validator(mode="before")
    @classmethod
    def _dead_url_is_403(cls, asked: Any) -> Any:
        if isinstance(asked, dict) and asked.get("what") == "dead_url":
            return {"code": 403, **asked}
        return asked

    @model_validator(mode="after")
    def _can_happen(self) -> "Fault":
        if self.what not in ALLOWED[self.on]:
            raise ValueError(
                f"{self.what} cannot happen on {self.on}; these can: {', '.join(sorted(ALLOWED[self.on]))}"
            )
        if (self.what == "file") != (self.path is not None):
            raise ValueError("what=file and path go together")
        return self

    @property
    def is_used_up(self) -> bool:
        return self.times is not None and self.acted >= self.times

    @property
    def acts_before(self) -> bool:
        """The call does not reach the provider."""
        return self.what in ("status", "drop") or self.accepts is False

    def fits(self, operation: str, prompt: str) -> bool:
        return self.on == operation and not self.is_used_up and (self.match is None or self.match in prompt)


class Faults:
    """The faults that are set, oldest first. Chance is seeded, so that a drill can be repeated."""

    def __init__(self, faults: Iterable[Fault] = ()):
        self.set = list(faults)
        self._chance = random.Random("trouble")

    def take(self, operation: str, prompt: str) -> Fault | None:
        """The fault that this call meets."""
        for fault in self.set:
            if fault.fits(operation, prompt) and (fault.chance == 1 or self._chance.random() < fault.chance):
                fault.acted += 1
                return fault
        return None


def preset(trouble: str | None) -> list[Fault]:
    return [Fault(times=None, **fields) for fields in TROUBLES[trouble]] if trouble else []


MODERATED = "Advanced prompt moderation failed"
TROUBLES: dict[str, list[dict[str, Any]]] = {
    "busy": [
        {"on": "submit", "what": "status", "code": 429, "headers": {"Retry-After": "2"}, "chance": 0.6},
        {"on": "check", "what": "status", "code": 429, "headers": {"Retry-After": "2"}, "chance": 0.1},
    ],
    "flaky": [
        *({"on": on, "what": "status", "code": 502, "chance": 0.2} for on in ("check", "list", "download", "credits")),
        *({"on": on, "what": "drop", "chance": 0.15} for on in ("check", "list", "download", "credits")),
        {"on": "download", "what": "truncated_file", "chance": 0.2},
    ],
    "filter": [{"on": "submit", "what": "failed", "reason": MODERATED}],
    "slow": [
        {"on": "submit", "what": "delay", "seconds": 4},
        {"on": "check", "what": "delay", "seconds": 2},
        {"on": "download", "what": "slow_file", "seconds": 8},
    ],
    "lost": [{"on": "submit", "what": "accept_then_drop"}],
}
