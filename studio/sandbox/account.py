"""What one provider keeps for one customer: the generations it accepted, what they cost, and its limits."""

import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from studio.sandbox.clips import PALETTES, Shape

Clock = Callable[[], float]  # seconds since 1970
A_MINUTE = 60


@dataclass(frozen=True)
class CustomerTerms:
    """How a provider treats its customer. Seconds from accepted to ended lie between the two."""

    seconds: tuple[float, float] = (3, 3)
    balance_cents: float = 1_000_000
    concurrent: int | None = None
    per_minute: int | None = None


class Stage(StrEnum):
    """Where a generation is; each provider has its own words for these."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass
class Generation:
    """One accepted call. It moves by the clock alone."""

    id: str
    prompt: str
    asked: dict[str, Any]
    shape: Shape
    cost_cents: float
    accepted_at: float
    starts_at: float
    ends_at: float
    failure: str | None = None
    link: int = 1  # the number of the address that is good now; every lower one has died
    dead_code: int = 403  # what a dead address answers
    link_lives_s: float = float("inf")
    linked_at: float | None = None  # when a check last gave the address
    is_deleted: bool = False
    is_paid_back: bool = True  # if it fails
    held_until: float = 0  # it waits for one of the account's places
    suffix: str = "mp4"  # of its file: a clip, or a picture (jpg, png)
    before: "Generation | None" = None  # that it is made of, where it keeps that one's id

    def stage(self, now: float) -> Stage:
        if now >= self.ends_at:
            return Stage.FAILED if self.failure else Stage.DONE
        return Stage.RUNNING if now >= self.starts_at else Stage.WAITING

    def shown(self, now: float) -> "Generation":
        """What is to be seen under its id: until it is there, the one that it is made of."""
        return self if self.before is None or now >= self.ends_at else self.before

    def fail(self, reason: str, at: float) -> None:
        self.failure, self.ends_at = reason, min(self.ends_at, at)

    def renew_link(self, now: float) -> None:
        """A fresh address for one that has run out; else the same for as long again."""
        if self.has_dead_link(now):
            self.link += 1
        self.linked_at = now

    def has_dead_link(self, now: float) -> bool:
        return self.linked_at is not None and now - self.linked_at >= self.link_lives_s

    def hold_until(self, moment: float) -> None:
        late_s = max(moment - self.accepted_at, 0)
        self.held_until, self.starts_at, self.ends_at = moment, self.starts_at + late_s, self.ends_at + late_s

    def fraction(self, now: float) -> float:
        return min(max((now - self.starts_at) / max(self.ends_at - self.starts_at, 1e-6), 0), 1)

    def never_end(self) -> None:
        self.ends_at = float("inf")


class Account:
    def __init__(self, name: str, terms: CustomerTerms, clock: Clock):
        self.name, self.terms, self.clock = name, terms, clock
        self.clear()

    def clear(self) -> None:
        self.generations: dict[str, Generation] = {}
        self.files: dict[str, Any] = {}  # that the customer has brought, where a provider takes some
        self._chance = random.Random(self.name)

    def accept(
        self,
        prompt: str,
        asked: dict[str, Any],
        shape: Shape,
        cost_cents: float,
        *,
        suffix: str = "mp4",
        before: Generation | None = None,
    ) -> Generation:
        """`before`: the one whose id it is to keep, and whose place it takes once it is there."""
        now, seconds = self.clock(), self._chance.uniform(*self.terms.seconds)
        generation_id = uuid.uuid4()
        generation = Generation(
            id=before.id if before else str(generation_id),
            suffix=suffix,
            before=before,
            link=before.link + 1 if before else 1,
            prompt=prompt,
            asked=asked,
            shape=replace(shape, palette=generation_id.int % len(PALETTES)),
            cost_cents=cost_cents,
            accepted_at=now,
            starts_at=now + min(seconds / 4, 1),
            ends_at=now + seconds,
        )
        self.generations[generation.id] = generation
        return generation

    def find(self, generation_id: object) -> Generation | None:
        generation = self.generations.get(generation_id) if isinstance(generation_id, str) else None
        return generation if generation and not generation.is_deleted else None

    def newest(self) -> Sequence[Generation]:
        return [generation for generation in reversed(list(self.generations.values())) if not generation.is_deleted]

    def balance_cents(self) -> float:
        """Paid when accepted, given back when it fails."""
        now, kept = self.clock(), list(self.generations.values())
        kept += [g.before for g in kept if g.before]
        return self.terms.balance_cents - sum(
            g.cost_cents for g in kept if g.stage(now) is not Stage.FAILED or not g.is_paid_back
        )

    def wait_s(self) -> float | None:
        """How long to stay away before the next submit; None: come in."""
        if (wait_s := self.minute_wait_s()) is not None:
            return wait_s
        now, ends = self.clock(), self._ends()
        is_full = self.terms.concurrent is not None and len(ends) >= self.terms.concurrent
        return min(ends[0] - now, A_MINUTE) if is_full else None

    def minute_wait_s(self) -> float | None:
        now, most = self.clock(), self.terms.per_minute
        recent = [g.accepted_at for g in self.generations.values() if g.accepted_at > now - A_MINUTE]
        return None if most is None or len(recent) < most else recent[-most] + A_MINUTE - now

    def free_at(self) -> float:
        """When the next one can begin, where a provider lets it wait instead of refusing it. 0: at once."""
        ends, most = self._ends(), self.terms.concurrent
        return 0 if most is None or len(ends) < most else ends[-most]

    def _ends(self) -> list[float]:
        now = self.clock()
        return sorted(g.ends_at for g in self.generations.values() if g.ends_at > now and not g.is_deleted)
