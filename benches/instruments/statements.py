"""How many SQL statements a page sends, and how long they take: `python -m benches.instruments.statements PAGE ...`, as JSON.

The page runs in this process on the studio that STUDIO_DATA names; the second run is counted. `--each` names the statements.
"""

import json
import sys
import time
from typing import Any

from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from studio import database
from studio.settings import ROOT

MAIN = ROOT / "studio" / "ui" / "main.py"


def main() -> None:
    pages = [page for page in sys.argv[1:] if not page.startswith("--")]
    counted = {page: statements_of(page) for page in pages}
    if "--each" in sys.argv:
        for page, sent in counted.items():
            for milliseconds, statement in sent:
                print(f"{page} {milliseconds:.1f} ms: {' '.join(statement.split())}", file=sys.stderr)
    print(json.dumps({page: [len(sent), sum(ms for ms, _ in sent)] for page, sent in counted.items()}))


def statements_of(name: str) -> list[tuple[float, str]]:
    page = AppTest.from_file(str(MAIN), default_timeout=60).run()
    if name != "create":
        page.switch_page(str(ROOT / "pages" / f"{name}.py")).run()
    with Listening() as listening:
        page.run()
    return listening.sent


class Listening:
    """While it lasts, every statement with its milliseconds, until the cursor has been executed."""

    def __init__(self) -> None:
        self.sent: list[tuple[float, str]] = []
        self._began = 0.0

    def __enter__(self) -> "Listening":
        event.listen(database.default(), "before_cursor_execute", self._before)
        event.listen(database.default(), "after_cursor_execute", self._after)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(database.default(), "before_cursor_execute", self._before)
        event.remove(database.default(), "after_cursor_execute", self._after)

    def _before(self, *_: Any) -> None:
        self._began = time.perf_counter()

    def _after(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.sent.append(((time.perf_counter() - self._began) * 1000, statement))


if __name__ == "__main__":
    main()
