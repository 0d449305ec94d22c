"""Where the pages lie."""

from pathlib import Path

UI = Path(__file__).resolve().parent
PAGES = UI.parents[1] / "pages"
CREATE, MOVIES, LIBRARY, SETTINGS = (PAGES / f"{name}.py" for name in ("create", "movies", "library", "settings"))
