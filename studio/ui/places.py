"""Where the pages lie."""

from pathlib import Path

UI = Path(__file__).resolve().parent
PAGES = UI.parents[1] / "pages"
CREATE, LIBRARY, SETTINGS = PAGES / "create.py", PAGES / "library.py", PAGES / "settings.py"
ANALYTICS = PAGES / "analytics.py"
