"""A studio whose secrets are known, and a pile of all that comes out of it, which is searched for them."""

import base64
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from playwright.sync_api import Browser, Page

from tests import forks, loopback
from tests.e2e import steps, studio


def forms_of(secret: str) -> dict[str, bytes]:
    """How it may be written down."""
    forms = {"plain": secret, "quoted": quote(secret, safe=""), "in JSON": json.dumps(secret)[1:-1].replace("/", r"\/")}
    for ahead in range(3):  # base64 looks different by what stands before it; its ends depend on the neighbours
        whole = base64.b64encode(b"x" * ahead + secret.encode()).decode()
        forms[f"base64 {ahead}"] = whole[4 if ahead else 0 : -4]
    return {name: form.encode() for name, form in forms.items()}


@dataclass
class Pile:
    """All that came out of the studio, each with where it was."""

    found: list[tuple[str, bytes]] = field(default_factory=list)

    def add(self, where: str, what: str | bytes) -> None:
        self.found.append((where, what.encode() if isinstance(what, str) else what))

    def add_zip(self, where: str, archive: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            for name in opened.namelist():
                self.add(f"{where}: {name}", opened.read(name))

    def search(self, secret: str) -> list[str]:
        forms = forms_of(secret)
        return [f"{name} in {where}" for where, what in self.found for name, form in forms.items() if form in what]


@dataclass
class Planted:
    """A studio with secrets in it, and what has been taken from it so far."""

    address: str
    sandbox: str
    environment: dict[str, str]
    log: Path
    browser: Browser
    receiver: loopback.Loopback
    pile: Pile = field(default_factory=Pile)
    token: str = ""
    client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=30))

    @property
    def data(self) -> Path:
        return Path(self.environment["STUDIO_DATA"])

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Over REST, with the token unless told otherwise."""
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        url = f"{self.address}/api/v1{path}"
        answer = self.client.request(method, url, headers=headers, **more)
        self.pile.add(f"REST {method} {path}", answer.content)
        self.pile.add(f"REST headers {method} {path}", str(answer.headers.raw))
        return answer

    def state(self, job: str) -> str:
        return self.ask("GET", f"/videos/jobs/{job}/status").json()["state"]

    def fault(self, **fields: Any) -> None:
        self.client.post(f"{self.sandbox}/sandbox/faults", json=fields).raise_for_status()

    def look(self, path: str, act: Callable[[Page], None] = lambda page: None) -> None:
        """A page, once it has settled and once more after what was done there, and all that was sent to it."""
        context = self.browser.new_context()
        page = context.new_page()
        sent = steps.listen(page)
        page.goto(f"{self.address}/{path}")
        studio.settle(page)
        self._take_html(path, page)
        act(page)
        studio.settle(page)
        self._take_html(path, page)
        self.pile.add(f"storage {path}", json.dumps(context.storage_state()))
        context.close()
        self.pile.add(f"frames {path}", b"\n".join(sent))

    def _take_html(self, path: str, page: Page) -> None:
        typed = page.evaluate("[...document.querySelectorAll('input, textarea')].map(one => one.value).join()")
        self.pile.add(f"html {path}", page.content() + typed)

    def run(self, *order: str) -> None:
        done = forks.run(["-m", "studio", *order], self.environment)
        self.pile.add(f"command {order[0]}", done.out + done.err)

    def take_what_is_kept(self) -> None:
        """The log, every file of the data folder, and every table as text."""
        self.pile.add("log", self.log.read_bytes())
        for path in self.data.rglob("*"):
            if path.is_file():
                self.pile.add(f"file {path.relative_to(self.data)}", path.read_bytes())
        with sqlite3.connect(self.data / "studio.db") as database:
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
                self.pile.add(f"table {table}", "\n".join(str(cell) for row in rows for cell in row))
        database.close()
