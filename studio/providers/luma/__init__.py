"""Luma Dream Machine: `words` says a brief in its words and reads its answers, `echo` tells ours in its list, `provider` asks."""

from studio.providers.luma.echo import is_echo
from studio.providers.luma.provider import Luma
from studio.providers.luma.words import as_luma, as_progress

__all__ = ["Luma", "as_luma", "as_progress", "is_echo"]
