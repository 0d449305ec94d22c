"""Nobody waits for a provider that lists its camera moves far away, whether it needs a key or not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.providers import camera_moves, registry
from studio.settings import Settings
from tests.providers.example.silent_boats import SilentBoats
from tests.providers.stages import with_example

RAFT = SilentBoats.models[0].id


@pytest.fixture
def guest(tmp_path: Path) -> Iterator[type[SilentBoats]]:
    """It answers at the end of the test, so that no thread is left waiting."""
    SilentBoats.was_asked.clear()
    SilentBoats.may_answer.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(camera_moves, "_asked", {})  # what other tests have asked
        target = f"{SilentBoats.__module__}:SilentBoats"
        with with_example(tmp_path / "site", patch, SilentBoats.name, target):
            yield SilentBoats
            SilentBoats.may_answer.set()


def test_a_provider_on_this_machine_is_asked_at_once(settings: Settings):
    assert "pan left" in camera_moves.listed_here("animatic:neon", settings)
    assert "pan left" in camera_moves.listed("animatic", settings)


@pytest.mark.parametrize("model", ["luma:ray-2", RAFT])
def test_one_far_away_is_not_asked_where_somebody_would_wait(model: str, guest: type[SilentBoats], settings: Settings):
    assert camera_moves.listed_here(model, settings) == []
    assert not guest.was_asked.is_set()


def test_a_guest_is_asked_when_somebody_wants_its_list_and_nobody_waits_for_it(
    guest: type[SilentBoats], settings: Settings
):
    assert not registry.is_on_this_machine(guest.name) and camera_moves.listed(guest.name, settings) == []
    asked = camera_moves.ask(guest.name, settings)
    assert camera_moves.listed(guest.name, settings) == [] and not asked.done()
    guest.may_answer.set()
    assert asked.result(timeout=20) == camera_moves.listed(guest.name, settings) == ["drift", "sway"]
