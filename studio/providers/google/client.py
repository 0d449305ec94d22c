"""The client of Google's SDK, as every provider of Google's makes it."""

import os
from typing import Any

import httpx
from google import genai
from google.genai import errors, types

from studio.providers.connections import certificates, is_here, own_connections


def make_client(base_url: str, api_version: str, timeout_s: float, **who: Any) -> tuple[genai.Client, httpx.Client]:
    """With its connections, which the SDK does not close: keep both, for without its client a call finds them closed.

    All is said here, so that nothing in the environment can send the key elsewhere or write it down. Retries are off: the SDK
    would send a paid POST five times.
    """
    os.environ.pop("GOOGLE_GENAI_DEBUG", None)  # the SDK would log the key
    http = own_connections(base_url, event_hooks={"response": [_bring_it_once]})
    known = certificates(
        not is_here(base_url)
    )  # else the SDK reads them anew, twice, for connections that are never opened
    options = types.HttpOptions(
        base_url=base_url,
        api_version=api_version,
        timeout=int(timeout_s * 1000),
        retry_options=types.HttpRetryOptions(attempts=1),
        httpx_client=http,
        client_args={"verify": known},
        async_client_args={"verify": known, "ssl": known},
    )
    no_replay = genai.client.DebugConfig(client_mode=None, replays_directory=None, replay_id=None)
    return genai.Client(**who, debug_config=no_replay, http_options=options), http


def _bring_it_once(response: httpx.Response) -> None:
    """The SDK sends a piece of a file three times, with sleeps between, where the answer is no: that is the engine's part."""
    is_piece = "x-goog-upload-offset" in response.request.headers
    if is_piece and "x-goog-upload-status" not in response.headers:
        response.read()
        errors.APIError.raise_for_response(response)
        raise httpx.RemoteProtocolError("this is no answer to an upload", request=response.request)
