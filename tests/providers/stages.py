"""What the contract suite needs of each provider: how to build it, the least brief it makes, and what it talks to."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from studio.brief import Brief
from studio.providers import guests, registry
from studio.providers.interface import Provider
from studio.sandbox.server import Address
from studio.settings import Settings

EXAMPLE = Path(__file__).parent / "example"
KEY = "a-good-key"


@dataclass(frozen=True)
class Stage:
    """`at`: the provider's address in the sandbox; None for one that works on this machine."""

    name: str
    brief: Brief
    at: Callable[[Address], str] | None = None

    def settings(self, folder: Path, sandbox: Address, *, key: str = KEY, address: str | None = None) -> Settings:
        given: dict[str, Any] = {"data": folder}
        if self.at:
            given |= {f"{self.name}_api_key": SecretStr(key) if key else None}
            given |= {f"{self.name}_base_url": address or self.at(sandbox)}
        return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]

    def make(self, folder: Path, sandbox: Address, **other: Any) -> Provider:
        return registry.make(self.name, self.settings(folder, sandbox, **other))


def _boat(model: str, duration_s: float, resolution: str) -> Brief:
    return Brief(prompt="A paper boat in the rain", model=model, duration_s=duration_s, resolution=resolution)


STAGES = (
    Stage("animatic", _boat("animatic:neon", 1, "540p")),
    Stage("luma", _boat("luma:ray-flash-2", 5, "540p"), lambda sandbox: sandbox.luma),
    Stage("luma_agents", _boat("luma_agents:ray-3.2", 5, "540p"), lambda sandbox: sandbox.luma_agents),
    Stage("runway", _boat("runway:gen4.5", 2, "720p"), lambda sandbox: sandbox.runway),
    Stage("google", _boat("google:gemini-omni-1.2-flash", 3, "360p"), lambda sandbox: sandbox.google),
    Stage("veo", _boat("veo:veo-3.1-fast-generate-001", 4, "720p"), lambda sandbox: sandbox.veo),
    Stage("paperboats", _boat("paperboats:origami", 1, "540p")),
)
KEYED = tuple(stage for stage in STAGES if stage.at)


@contextmanager
def with_example(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str = "paperboats", target: str = "paper_boats:PaperBoats"
) -> Iterator[None]:
    """As if the example had been installed: found by its entry point, gone afterwards."""
    made = folder / f"{name}-1.0.dist-info"
    made.mkdir(parents=True)
    (made / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (made / "entry_points.txt").write_text(f"[{guests.GROUP}]\n{name} = {target}\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.setenv("PAPER_BOATS_KEY", KEY)
    guests.guests.cache_clear()
    try:
        yield
    finally:
        monkeypatch.undo()
        sys.modules.pop("paper_boats", None)
        guests.guests.cache_clear()
