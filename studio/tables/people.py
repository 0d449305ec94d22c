"""People and programs: who is let in, what they may do, and what they did."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from studio.tables.columns import moment, new_id, now, word, words


class Access(StrEnum):
    """What somebody may do."""

    VIEWER = "viewer"  # look
    MAKER = "maker"  # look, make and spend
    ADMIN = "admin"  # that, and keys, settings, budgets and people


class Person(SQLModel, table=True):
    """Somebody who may use a shared studio."""

    id: str = Field(default_factory=new_id, primary_key=True)
    email: str = Field(index=True, unique=True)
    name: str = ""
    role: Access = Field(sa_type=word(Access))
    created_at: datetime = moment(default_factory=now)
    seen_at: datetime | None = moment(default=None)
    signed_in_at: datetime | None = moment(default=None)  # the newest login that was noted
    signed_out_at: datetime | None = moment(default=None)  # what was signed in before then is no longer good
    is_blocked: bool = False


class AccessToken(SQLModel, table=True):
    """What a program shows to be let in. Only its hash is kept: it is shown once, when it is made."""

    __tablename__ = "access_token"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    sha256: str = Field(index=True, unique=True)
    last_four: str
    role: Access = Field(sa_type=word(Access))
    created_by: str
    created_at: datetime = moment(default_factory=now)
    expires_at: datetime | None = moment(default=None)
    revoked_at: datetime | None = moment(default=None)
    used_at: datetime | None = moment(default=None)

    @property
    def is_good(self) -> bool:
        """Neither revoked nor run out."""
        return not self.revoked_at and (self.expires_at is None or self.expires_at > now())


class Deed(StrEnum):
    """What stands in the audit list."""

    KEY_SAVED = "key saved"
    KEY_TESTED = "key tested"
    KEY_CHOSEN = "key chosen"
    KEY_USED = "key used"
    KEY_ROTATED = "key rotated"
    KEY_DELETED = "key deleted"
    SECRET_ROTATED = "secret rotated"
    SETTING_CHANGED = "setting changed"
    BUDGET_CHANGED = "budget changed"
    LOGIN = "login"
    LOGOUT = "logout"
    PERSON_CHANGED = "person changed"
    TOKEN_MADE = "token made"
    TOKEN_REVOKED = "token revoked"
    RECEIVER_CHANGED = "receiver changed"
    ALERT_CHANGED = "alert changed"
    EXPORT = "export"
    RESTORED = "restored"
    SHARE_LINK_MADE = "share link made"
    SHARE_LINK_REVOKED = "share link revoked"


class AuditEntry(SQLModel, table=True):
    """What somebody did that others may want to know of. Never changed, never deleted; no key stands in it."""

    __tablename__ = "audit_entry"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    at: datetime = moment(default_factory=now, index=True)
    who: str
    deed: Deed = Field(sa_type=word(Deed), index=True)
    about: str = words()  # what it was done to
    sentence: str = words()
