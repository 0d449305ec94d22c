"""What a browser is to keep as a file, under the title of what it is."""

import re
from urllib.parse import quote

LONGEST_PLAIN, LONGEST_FULL = 60, 180  # letters; bytes


def headers(title: str, ending: str, untitled: str) -> dict[str, str]:
    """The plain name is for browsers that cannot read the other. `untitled`: the name of what has no title."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", title)[:LONGEST_PLAIN].strip("-") or untitled
    letters = (title.strip() or untitled).encode("utf-8", "replace")[:LONGEST_FULL].decode("utf-8", "ignore")
    return {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f"attachment; filename=\"{plain}{ending}\"; filename*=UTF-8''{quote(letters, safe='')}{ending}",
    }
