"""Asks everything of Google's providers with every logger at DEBUG, for test_google_secrets.py to read what is written.

usage: python -m tests.providers.google_aloud ADDRESS KEY PROMPT CLIP ["as it comes"]
"""

import logging
import sys
import tempfile
from pathlib import Path

from studio.brief import Brief, FoundMaterial, Operation
from studio.errors import StudioError
from studio.providers.google_omni import GoogleOmni
from studio.providers.google_veo import GoogleVeo
from studio.providers.interface import Provider


def ask_all(address: str, key: str, prompt: str, clip: Path) -> None:
    source = FoundMaterial(asset_id="ours", path=clip)
    omni = Brief(prompt=prompt, model="google:gemini-omni-1.2-flash", resolution="360p", duration_s=3)
    still = {"operation": Operation.PICTURE, "model": "google:gemini-3-pro-image", "resolution": "1K"}
    veo = Brief(prompt=prompt, negative_prompt=prompt, model="veo:veo-3.1-fast-generate-001", duration_s=4)
    go_through(
        GoogleOmni(key, address),
        omni,
        omni.model_copy(update={"operation": Operation.MODIFY, "source": source}),
        omni.model_copy(update={"operation": Operation.EXTEND, "source": source}),
        omni.model_copy(update=still),
        omni.model_copy(update={"model": "google:none"}),
    )
    longer = {"operation": Operation.EXTEND, "source": source, "duration_s": 7}
    go_through(GoogleVeo(key, address), veo, veo.model_copy(update=longer))
    for stranger in (GoogleOmni("wrong", address), GoogleVeo("wrong", address)):
        stranger.check_connection()
        stranger.close()


def go_through(provider: Provider, *briefs: Brief) -> None:
    provider.check_connection()
    for brief in briefs:
        try:
            remote_id = provider.submit(brief).remote_id
            with tempfile.TemporaryDirectory() as folder:
                provider.download(provider.check(remote_id), Path(folder))
            provider.cancel(remote_id)
        except StudioError as error:
            logging.getLogger("studio").exception("%s", error)
    provider.close()


def as_it_comes(address: str, key: str, prompt: str) -> None:
    """What the SDK writes where nobody stops it."""
    from google import genai

    client = genai.Client(api_key=key, http_options={"base_url": address})
    client.interactions.create(model="gemini-omni-1.2-flash", input=prompt, background=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(name)s: %(message)s")
    where, secret, words, path, *unguarded = sys.argv[1:]
    if unguarded:
        as_it_comes(where, secret, words)
    else:
        ask_all(where, secret, words, Path(path))
