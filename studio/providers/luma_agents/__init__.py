"""Luma Agents: `words` says a brief in its words and reads its answers, `uploads` brings a clip there, `provider` asks."""

from studio.providers.luma_agents.provider import LumaAgents
from studio.providers.luma_agents.words import FAILURES, as_luma_agents, as_progress

__all__ = ["FAILURES", "LumaAgents", "as_luma_agents", "as_progress"]
