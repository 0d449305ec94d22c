"""Luma Dream Machine on the wire: `wire` answers, `rules` says what is accepted for a clip, `work_rules` what for all else."""

from studio.sandbox.luma.wire import Luma

__all__ = ["Luma"]
