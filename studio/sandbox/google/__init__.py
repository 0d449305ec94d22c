"""Google on the wire: `wire` makes clips and pictures, `input` says what a call holds and `rules` what is accepted; `files` takes
clips in, `writing` answers writers and voices at once."""

from studio.sandbox.google.wire import Google

__all__ = ["Google"]
