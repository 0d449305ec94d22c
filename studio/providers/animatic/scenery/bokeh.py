"""Lights out of focus: for portraits, products, rooms, and all that has no landscape."""

from studio.providers.animatic import sky
from studio.providers.animatic.layers import Item
from studio.providers.animatic.particles import particles
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.subjects import portrait


def build(stage: Stage) -> list[Item]:
    has_portrait = "portrait" in stage.story.topics or stage.story.subject == "person"
    return [
        sky.backdrop(stage, horizon=0.5, glow=0.7, has_disc=False),
        particles(stage, "far bokeh"),
        particles(stage, "bokeh"),
        *([portrait(stage)] if has_portrait else []),
        particles(stage, "dust"),
    ]
