"""Settings of this machine: read from the environment, then from .env. What a person saves on the page lies over them.

Keys are `SecretStr`: they do not print. Nothing here is read at import; call `load()`.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, BaseModel, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from studio import redaction
from studio.errors import StudioError

ROOT = Path(__file__).resolve().parent.parent
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
LONGEST_ADDRESS = 2000

WriterName = Literal["offline", "gemini", "openai"]


class BadSetting(StudioError):
    """A value that a setting cannot take."""


def named(*names: str) -> AliasChoices:
    """The environment's names of a setting, the studio's own first."""
    return AliasChoices(*names)


class ModelDefaults(BaseModel):
    """What new briefs for one model start with, in place of what all others do."""

    duration_s: float = Field(ge=0, le=60)  # 0: its own
    resolution: str = Field(max_length=20)
    ratio: str = Field(max_length=20)


class Settings(BaseSettings):
    """A bad value stops the start with a sentence that names it."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    # The server
    host: str = Field(default="127.0.0.1", validation_alias=named("STUDIO_HOST"))
    port: int = Field(default=8501, ge=1, le=65535, validation_alias=named("STUDIO_PORT"))
    allow_open: bool = Field(default=False, validation_alias=named("STUDIO_ALLOW_OPEN"))
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias=named("STUDIO_LOG_LEVEL")
    )

    time_zone: str = Field(default="UTC", max_length=60, validation_alias=named("STUDIO_TIME_ZONE"))

    # Where things lie
    data: Path = Field(default=ROOT / "data", validation_alias=named("STUDIO_DATA"))
    database_url: str = Field(default="", validation_alias=named("DATABASE_URL"))

    # Who may come in
    access: Literal["none", "oidc", "proxy"] = Field(default="none", validation_alias=named("STUDIO_ACCESS"))
    newcomers: Literal["nobody", "viewer", "maker"] = Field(
        default="viewer", validation_alias=named("STUDIO_NEWCOMERS")
    )
    oidc_metadata_url: str = Field(default="", validation_alias=named("OIDC_METADATA_URL"))
    oidc_client_id: str = Field(default="", validation_alias=named("OIDC_CLIENT_ID"))
    oidc_client_secret: SecretStr | None = Field(default=None, validation_alias=named("OIDC_CLIENT_SECRET"))
    proxy_user_header: str = Field(
        default="X-Forwarded-Email",
        pattern="^[A-Za-z][A-Za-z0-9-]{1,60}$",
        validation_alias=named("STUDIO_USER_HEADER"),
    )

    # How the world reaches this studio, and what signs what it gives out
    public_url: str = Field(default="", validation_alias=named("PUBLIC_URL", "STUDIO_PUBLIC_URL"))
    secret_key: SecretStr | None = Field(default=None, validation_alias=named("STUDIO_SECRET_KEY"))
    secret_store: Literal["file", "keyring"] = Field(default="file", validation_alias=named("STUDIO_SECRET_STORE"))
    secret_key_file: Path = Field(
        default=Path("~/.config/dailies/secret.key"), validation_alias=named("STUDIO_SECRET_KEY_FILE")
    )

    key_reminder_days: int = Field(default=90, ge=1, le=3650, validation_alias=named("STUDIO_KEY_REMINDER_DAYS"))

    # The engine
    engine: Literal["embedded", "distributed", "off"] = Field(
        default="embedded", validation_alias=named("STUDIO_ENGINE")
    )
    engine_threads: int = Field(default=16, ge=1, le=64, validation_alias=named("STUDIO_ENGINE_THREADS"))
    automatic_retries: int = Field(default=2, ge=0, le=10, validation_alias=named("STUDIO_AUTOMATIC_RETRIES"))
    least_check_s: float = Field(default=0, ge=0, le=600, validation_alias=named("STUDIO_LEAST_CHECK_SECONDS"))
    calls_kept_days: int = Field(default=90, ge=2, le=3650, validation_alias=named("STUDIO_CALLS_KEPT_DAYS"))
    timeout_minutes: float = Field(default=30, gt=0, le=24 * 60, validation_alias=named("STUDIO_TIMEOUT_MINUTES"))

    # Providers
    luma_api_key: SecretStr | None = Field(default=None, validation_alias=named("LUMA_API_KEY", "LUMAAI_API_KEY"))
    luma_base_url: str = Field(
        default="https://api.lumalabs.ai/dream-machine/v1", validation_alias=named("LUMA_BASE_URL")
    )
    luma_max_running: int = Field(default=10, ge=1, le=10_000, validation_alias=named("LUMA_MAX_RUNNING"))
    luma_creates_per_minute: int = Field(
        default=20, ge=1, le=1_000_000, validation_alias=named("LUMA_CREATES_PER_MINUTE")
    )
    luma_price_percent: float = Field(default=100, ge=1, le=1000, validation_alias=named("LUMA_PRICE_PERCENT"))
    luma_agents_api_key: SecretStr | None = Field(default=None, validation_alias=named("LUMA_AGENTS_API_KEY"))
    luma_agents_base_url: str = Field(  # its SDK reads LUMA_BASE_URL, which is our name for the other Luma
        default="https://agents.lumalabs.ai/v1", validation_alias=named("LUMA_AGENTS_BASE_URL")
    )
    luma_agents_max_running: int = Field(default=4, ge=1, le=10_000, validation_alias=named("LUMA_AGENTS_MAX_RUNNING"))
    luma_agents_creates_per_minute: int = Field(
        default=10, ge=1, le=1_000_000, validation_alias=named("LUMA_AGENTS_CREATES_PER_MINUTE")
    )
    luma_agents_price_percent: float = Field(
        default=100, ge=1, le=1000, validation_alias=named("LUMA_AGENTS_PRICE_PERCENT")
    )
    runway_api_key: SecretStr | None = Field(
        default=None, validation_alias=named("RUNWAY_API_KEY", "RUNWAYML_API_SECRET")
    )
    runway_base_url: str = Field(default="https://api.dev.runwayml.com", validation_alias=named("RUNWAY_BASE_URL"))
    runway_max_running: int = Field(default=2, ge=1, le=10_000, validation_alias=named("RUNWAY_MAX_RUNNING"))
    runway_creates_per_minute: int = Field(
        default=30, ge=1, le=1_000_000, validation_alias=named("RUNWAY_CREATES_PER_MINUTE")
    )
    runway_price_percent: float = Field(default=100, ge=1, le=1000, validation_alias=named("RUNWAY_PRICE_PERCENT"))
    google_api_key: SecretStr | None = Field(default=None, validation_alias=named("GEMINI_API_KEY", "GOOGLE_API_KEY"))
    google_base_url: str = Field(
        default="https://generativelanguage.googleapis.com", validation_alias=named("GOOGLE_BASE_URL")
    )
    google_max_running: int = Field(default=5, ge=1, le=10_000, validation_alias=named("GOOGLE_MAX_RUNNING"))
    google_creates_per_minute: int = Field(
        default=10, ge=1, le=1_000_000, validation_alias=named("GOOGLE_CREATES_PER_MINUTE")
    )
    google_price_percent: float = Field(default=100, ge=1, le=1000, validation_alias=named("GOOGLE_PRICE_PERCENT"))
    veo_api_key: SecretStr | None = Field(default=None, validation_alias=named("VEO_API_KEY"))
    veo_project: str = Field(default="", validation_alias=named("GOOGLE_CLOUD_PROJECT"))
    veo_location: str = Field(
        default="us-central1", pattern="^[a-z0-9-]{2,40}$", validation_alias=named("GOOGLE_CLOUD_LOCATION")
    )
    veo_base_url: str = Field(
        default="https://{location}-aiplatform.googleapis.com", validation_alias=named("VEO_BASE_URL")
    )
    veo_max_running: int = Field(default=5, ge=1, le=10_000, validation_alias=named("VEO_MAX_RUNNING"))
    veo_creates_per_minute: int = Field(
        default=10, ge=1, le=1_000_000, validation_alias=named("VEO_CREATES_PER_MINUTE")
    )
    veo_price_percent: float = Field(default=100, ge=1, le=1000, validation_alias=named("VEO_PRICE_PERCENT"))
    openai_api_key: SecretStr | None = Field(default=None, validation_alias=named("OPENAI_API_KEY"))
    openai_base_url: str = Field(default="https://api.openai.com/v1", validation_alias=named("OPENAI_BASE_URL"))
    writer: WriterName = Field(default="offline", validation_alias=named("STUDIO_WRITER"))
    writer_model: str = Field(default="", max_length=200, validation_alias=named("STUDIO_WRITER_MODEL"))
    voice_model: Literal["gemini-3.8-flash-tts", "gemini-3.8-flash-lite-tts"] = Field(
        default="gemini-3.8-flash-tts", validation_alias=named("STUDIO_VOICE_MODEL")
    )
    animatic_max_running: int = Field(default=2, ge=1, le=64, validation_alias=named("ANIMATIC_MAX_RUNNING"))

    # What a new brief starts with
    default_model: str = Field(default="animatic:cinematic", validation_alias=named("STUDIO_DEFAULT_MODEL"))
    default_duration_s: float = Field(default=5, gt=0, le=60, validation_alias=named("STUDIO_DEFAULT_SECONDS"))
    default_resolution: str = Field(default="720p", validation_alias=named("STUDIO_DEFAULT_RESOLUTION"))
    default_ratio: str = Field(default="16:9", validation_alias=named("STUDIO_DEFAULT_RATIO"))
    model_defaults: dict[str, ModelDefaults] = Field(default={}, validation_alias=named("STUDIO_MODEL_DEFAULTS"))
    house_style: str = Field(default="", max_length=500, validation_alias=named("STUDIO_HOUSE_STYLE"))
    autosave: bool = Field(default=True, validation_alias=named("STUDIO_AUTOSAVE"))

    @field_validator(
        "luma_base_url", "luma_agents_base_url", "runway_base_url", "google_base_url", "veo_base_url", "openai_base_url"
    )
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        if len(address) > LONGEST_ADDRESS or not address.isprintable() or " " in address:
            raise ValueError(f"an address has at most {LONGEST_ADDRESS:,} letters, and none that one cannot see")
        try:
            parts = urlsplit(address)
            is_good = bool(parts.hostname) and (parts.scheme == "https" or _is_here(parts.scheme, parts.hostname))
        except ValueError:
            is_good = False
        if not is_good:
            raise ValueError("an address begins with https:// (http:// only for this machine)")
        return address.rstrip("/")

    @field_validator("public_url", "oidc_metadata_url")
    @classmethod
    def _is_empty_or_an_address(cls, address: str) -> str:
        return cls._is_an_address(address) if address else ""

    @field_validator("time_zone")
    @classmethod
    def _is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, LookupError):
            raise ValueError("no such time zone is known: it is named like Europe/Berlin or UTC") from None
        return name

    @field_validator("data", "secret_key_file")
    @classmethod
    def _is_absolute(cls, path: Path) -> Path:
        return path.expanduser().resolve()

    @model_validator(mode="after")
    def _can_log_in(self) -> Self:
        wanted = {
            "OIDC_METADATA_URL": self.oidc_metadata_url,
            "OIDC_CLIENT_ID": self.oidc_client_id,
            "OIDC_CLIENT_SECRET": self.oidc_client_secret,
        }
        missing = [name for name, value in wanted.items() if not value]
        if self.access == "oidc" and missing:
            raise ValueError(f"STUDIO_ACCESS=oidc needs {', '.join(missing)} too")
        return self

    def is_ready(self, provider: str) -> bool:
        """Whether it has what it needs to let us in: a key, or a project of ours; one without either setting needs none."""
        wanted = [name for name in (f"{provider}_api_key", f"{provider}_project") if name in Settings.model_fields]
        return not wanted or any(getattr(self, name) for name in wanted)

    @property
    def address(self) -> str:
        """At which a browser finds the studio."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def media(self) -> Path:
        """Every file of the library, and what voices have said."""
        return self.data / "media"

    @property
    def cuts(self) -> Path:
        """What films are put together of, kept from one to the next."""
        return self.data / "cuts"

    @property
    def database(self) -> str:
        """The address of the database: SQLite in the data folder unless told otherwise."""
        return self.database_url or f"sqlite:///{self.data / 'studio.db'}"


def variable_of(field: str) -> str:
    """What a setting is called in the environment: the studio's own name for it."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else field.upper()


def _is_here(scheme: str, host: str | None) -> bool:
    return scheme == "http" and host in THIS_MACHINE


def sentence_about(wrong: ValidationError, *, most: int | None = None) -> str:
    """What is wrong with which setting. It does not repeat the values: they may be secret."""
    errors = wrong.errors(include_input=False)[:most]
    return " ".join(f"{_where(error['loc'])}{error['msg'].removeprefix('Value error, ')}." for error in errors)


def _where(place: tuple[int | str, ...]) -> str:
    """Nowhere, for what several say together."""
    return f"{place[0]}: " if place else ""


@lru_cache
def load() -> Settings:
    """Read once per process. Tests make their own `Settings(...)`. Raises BadSetting."""
    try:
        settings = Settings()
    except ValidationError as wrong:
        raise BadSetting(sentence_about(wrong)) from None
    for value in settings.__dict__.values():
        if isinstance(value, SecretStr):
            redaction.learn(value.get_secret_value())
    return settings
