"""Where the pages lie."""

from pathlib import Path

UI = Path(__file__).resolve().parent
PAGES = UI.parents[1] / "pages"
CREATE, BOARD = PAGES / "create.py", PAGES / "board.py"
LIBRARY = PAGES / "library.py"
ANALYTICS, SETTINGS = PAGES / "analytics.py", PAGES / "settings.py"
