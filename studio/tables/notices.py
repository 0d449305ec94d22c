"""Notices: what people are told, and where it is sent."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Column, Field, SQLModel

from studio.tables.columns import moment, new_id, now, word, words


class News(StrEnum):
    """What a notice tells of."""

    MADE = "made"  # all that was asked for in one go is ready
    FAILED = "failed"  # some of it is not
    UNCLEAR = "unclear"  # a person has to decide
    BUDGET = "budget"  # nearly used up, or wholly
    KEY_DUE = "key due"  # a key is older than it should be
    ALERT = "alert"  # one of the rules for alerts holds, or no longer does


class Notice(SQLModel, table=True):
    """What somebody is told: on the page, and by the services they chose. Written with what it tells of, sent later."""

    id: str = Field(default_factory=new_id, primary_key=True)
    key: str = Field(index=True, unique=True)  # what it tells of: nobody is told twice
    at: datetime = moment(default_factory=now, index=True)
    kind: News = Field(sa_type=word(News))
    person: str = ""  # nobody: for the admins
    title: str
    text: str = words()
    # the same for programs: what a webhook gets besides
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    generation_id: str | None = None
    seen_at: datetime | None = moment(default=None)  # on the page
    sent_at: datetime | None = moment(default=None)
    # the receivers that have it
    sent_to: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    tries: int = 0
    next_try_at: datetime | None = moment(default_factory=now, index=True)  # the lease too; None: nothing more to do

    __table_args__ = (Index("ix_notice_unseen", "person", "seen_at"),)


class Receiver(SQLModel, table=True):
    """Where notices go: an address of a service, encrypted as keys are, since it may hold a password."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str  # the person's own word for it
    person: str = ""  # whose notices it gets; nobody: everybody's
    ciphertext: str
    signing_ciphertext: str = ""  # of a webhook: what its messages are signed with, encrypted too
    hint: str  # all of the address that is ever shown
    kinds: list[str] = Field(sa_column=Column(JSON, nullable=False))  # of News
    saved_by: str = "local"
    saved_at: datetime = moment(default_factory=now)
    tested_at: datetime | None = moment(default=None)
    test_is_ok: bool | None = None
    test_sentence: str = words()

    @property
    def is_webhook(self) -> bool:
        return bool(self.signing_ciphertext)
