"""Settings of this machine: read from the environment, then from .env. What a person saves on the page lies over them.

Keys are `SecretStr`: they do not print. Nothing here is read at import; call `load()`.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


def named(*names: str) -> AliasChoices:
    """The environment's names of a setting, the studio's own first."""
    return AliasChoices(*names)


class Settings(BaseSettings):
    """A bad value stops the start with a sentence that names it."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    # The server
    host: str = Field(default="127.0.0.1", validation_alias=named("STUDIO_HOST"))
    port: int = Field(default=8501, ge=1, le=65535, validation_alias=named("STUDIO_PORT"))
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias=named("STUDIO_LOG_LEVEL")
    )

    # Where things lie
    data: Path = Field(default=ROOT / "data", validation_alias=named("STUDIO_DATA"))
    database_url: str = Field(default="", validation_alias=named("DATABASE_URL"))

    # The engine
    engine: Literal["embedded", "distributed", "off"] = Field(
        default="embedded", validation_alias=named("STUDIO_ENGINE")
    )
    engine_threads: int = Field(default=16, ge=1, le=64, validation_alias=named("STUDIO_ENGINE_THREADS"))
    automatic_retries: int = Field(default=2, ge=0, le=10, validation_alias=named("STUDIO_AUTOMATIC_RETRIES"))
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
    animatic_max_running: int = Field(default=2, ge=1, le=64, validation_alias=named("ANIMATIC_MAX_RUNNING"))

    # What a new brief starts with
    default_model: str = Field(default="animatic:cinematic", validation_alias=named("STUDIO_DEFAULT_MODEL"))
    default_duration_s: float = Field(default=5, gt=0, le=60, validation_alias=named("STUDIO_DEFAULT_SECONDS"))
    default_resolution: str = Field(default="720p", validation_alias=named("STUDIO_DEFAULT_RESOLUTION"))
    default_ratio: str = Field(default="16:9", validation_alias=named("STUDIO_DEFAULT_RATIO"))

    @field_validator("luma_base_url")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        if not address.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
            raise ValueError("an address begins with https:// (http:// only for this machine)")
        return address.rstrip("/")

    @field_validator("data")
    @classmethod
    def _is_absolute(cls, folder: Path) -> Path:
        return folder.expanduser().resolve()

    @property
    def database(self) -> str:
        """The address of the database: SQLite in the data folder unless told otherwise."""
        return self.database_url or f"sqlite:///{self.data / 'studio.db'}"


@lru_cache
def load() -> Settings:
    """Read once per process. Tests make their own `Settings(...)`."""
    return Settings()
