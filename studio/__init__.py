"""Dailies: a studio for AI video. Start with README.md in this folder: the parts, and who may import whom."""

__version__ = "0.1.0"
