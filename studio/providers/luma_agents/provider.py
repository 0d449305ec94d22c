"""Luma Agents, Luma's newer service, through its SDK `luma_agents`."""

from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

import httpx
import luma_agents

from studio.brief import Brief, FoundMaterial
from studio.errors import FailureKind, ProviderError, Refused
from studio.providers import plain_download
from studio.providers.connections import is_here, own_connections
from studio.providers.in_time import in_time
from studio.providers.interface import Connection, Downloaded, Progress, Provider, Submitted
from studio.providers.luma_agents.uploads import UNFIT, Uploads
from studio.providers.luma_agents.words import UNREADABLE, as_luma_agents, as_progress
from studio.providers.refusals import without_key
from studio.providers.stainless import before_paying, good_id, reading, submitting

TIMEOUT_S = 30.0  # a picture goes out inside the request


class _Client(luma_agents.Luma):
    """The SDK's, without the headers that a variable of the environment (LUMA_CUSTOM_HEADERS) would add to each request."""

    def __init__(self, **options: Any):
        super().__init__(**options)
        self._custom_headers = {}


class LumaAgents(Provider):
    """It lists nothing, stops nothing and tells no balance: a lost reply is for a person."""

    name: ClassVar[str] = "luma_agents"
    label: ClassVar[str] = "Luma"
    key_names: ClassVar[tuple[str, ...]] = ("LUMA_AGENTS_API_KEY",)

    def __init__(self, key: str, base_url: str, timeout_s: float = TIMEOUT_S):
        self._key, self._base_url, self._timeout_s = key, base_url, timeout_s
        self._is_here = is_here(base_url)
        self._made: _Client | None = None
        self._http = self._connections()
        self._lock = Lock()

    @property
    def _client(self) -> _Client:
        """Retries are off for every call: the SDK would send a paid POST three times."""
        if not self._key:
            raise without_key("Luma needs a key for this model", "LUMA_AGENTS_API_KEY")
        with self._lock:
            if self._made is None:
                self._made = _Client(
                    auth_token=self._key,
                    base_url=self._base_url,
                    max_retries=0,
                    timeout=self._timeout_s,
                    http_client=self._http,
                )
            return self._made

    def _connections(self) -> httpx.Client:
        """The SDK puts the key on its own requests only, so uploads may go through them too."""
        return own_connections(self._base_url, timeout=self._timeout_s)

    def submit(self, brief: Brief) -> Submitted:
        """A clip that is worked on and lies here is brought there first, in a turn of its own: the paid call is never late."""
        client = self._client
        with in_time(self.label):
            words = as_luma_agents(brief, self._bring(client, brief))
        with submitting(luma_agents, self.label):
            reply = client.generations.create(**words)
        remote_id = good_id(getattr(reply, "id", None), self.label)
        return Submitted(remote_id)

    def _bring(self, client: _Client, brief: Brief) -> str | None:
        """The id there of the clip that is worked on, where that is a file of ours. Raises NotSent until it is ready."""
        source = brief.source
        if not (isinstance(source, FoundMaterial) and source.path) or source.url or source.remote_id:
            return None
        if not source.path.is_file():
            raise Refused("The clip of this brief cannot be read: choose another.", kind=FailureKind.MEDIA)
        with before_paying(luma_agents, self.label, UNFIT):
            return Uploads(client, self._http, allow_private=self._is_here).ready_id(source.path)

    def check(self, remote_id: str) -> Progress:
        """Each answer names the clip by an address that lives for an hour from then on."""
        with reading(luma_agents, self.label):
            reply = self._client.generations.get(remote_id)
        return as_progress(reply)

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        return plain_download.download(progress, folder, allow_private=self._is_here)

    def check_connection(self) -> Connection:
        """The list of uploaded files is the one thing that can be asked for nothing."""
        try:
            with reading(luma_agents, self.label):
                page = self._client.files.list(limit=1)
        except ProviderError as error:
            return Connection(False, str(error))
        if not isinstance(getattr(page, "data", None), list):
            return Connection(False, UNREADABLE)
        return Connection(True, "Luma accepts the key.")

    def close(self) -> None:
        self._http.close()
