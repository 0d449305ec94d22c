"""Veo on the wire: `wire` answers, `rules` says what is accepted."""

from studio.sandbox.veo.wire import Veo

__all__ = ["Veo"]
