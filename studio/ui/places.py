"""Where the pages lie."""

from pathlib import Path

UI = Path(__file__).resolve().parent
PAGES = UI.parents[1] / "pages"
CREATE, BOARD, MOVIES, LIBRARY, ANALYTICS, SETTINGS = (
    PAGES / f"{name}.py" for name in ("create", "board", "movies", "library", "analytics", "settings")
)
