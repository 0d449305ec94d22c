"""A studio whose writers answer from the sandbox."""

import pytest
from pydantic import SecretStr

from studio.engine.tools import Tools
from studio.sandbox.server import Address


@pytest.fixture
def sandbox(sandbox: Address, tools: Tools) -> Address:
    """The writers of the studio's settings."""
    given = {"google_base_url": sandbox.google, "openai_base_url": sandbox.openai}
    keys = {"google_api_key": SecretStr("a-key-of-google"), "openai_api_key": SecretStr("a-key-of-openai")}
    settings = tools.settings().model_copy(update=given | keys)
    tools.settings = lambda: settings
    return sandbox
