"""Boards: prompt cards, clips, pictures and notes side by side, with links that say what came of what."""
