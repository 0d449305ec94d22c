"""Runway: `words` says a brief in its words, `uploads` brings there what is too large, `progress` reads its answers, `provider` asks."""

from studio.providers.runway.progress import as_progress
from studio.providers.runway.provider import Runway
from studio.providers.runway.words import as_runway

__all__ = ["Runway", "as_progress", "as_runway"]
