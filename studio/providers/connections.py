"""How we reach a provider, whatever its SDK: by connections of our own."""

import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from studio.settings import THIS_MACHINE

MOST = 64  # at once, for each provider


def is_here(address: str) -> bool:
    """Whether it lies on this machine: a sandbox, whose clips do too."""
    return urlsplit(address).hostname in THIS_MACHINE


def own_connections(address: str, **more: Any) -> httpx.Client:
    """They follow no redirect, which would carry the key along; and a proxy of the environment is for the world, not for an
    address on this machine. `more` as httpx takes it."""
    trust_env = not is_here(address)
    limits = httpx.Limits(max_connections=MOST)
    return httpx.Client(
        verify=certificates(trust_env), trust_env=trust_env, limits=limits, follow_redirects=False, **more
    )


@cache
def certificates(trust_env: bool) -> ssl.SSLContext:
    """Read once: it takes 30 ms, and every key of every provider has connections of its own."""
    return httpx.create_ssl_context(trust_env=trust_env)
