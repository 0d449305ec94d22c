"""A studio on a folder of its own, as pages have it."""

from tests.pages.conftest import folder, studio

__all__ = ["folder", "studio"]
