"""How often a provider is asked: as it likes it, or less often where a person says so."""

import pytest

from studio.engine.tools import Tools
from studio.providers.catalogue import PACES


@pytest.mark.parametrize(("least_s", "waits_s"), [(0, PACES["luma"].check_every_s), (60, 60)])
def test_the_wait_between_two_checks_is_the_longer_of_both(tools: Tools, least_s: float, waits_s: float):
    said = tools.settings().model_copy(update={"least_check_s": least_s})
    tools.settings = lambda: said
    assert tools.check_every_s("luma") == waits_s
