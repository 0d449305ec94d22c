"""Runway on the wire: `wire` answers, `rules` says what is accepted, of the fields in `models`; `shapes` says what is made of it, and
`uploads` takes files in."""

from studio.sandbox.runway.wire import Runway

__all__ = ["Runway"]
