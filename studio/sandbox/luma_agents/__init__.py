"""Luma Agents on the wire: `wire` answers, `rules` says what is accepted, `files` takes in what is worked on."""

from studio.sandbox.luma_agents.wire import LumaAgents

__all__ = ["LumaAgents"]
