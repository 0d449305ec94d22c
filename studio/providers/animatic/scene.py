"""A scene: things at their depths, drawn from back to front through one camera."""

import math

from studio.providers.animatic.frame import Frame
from studio.providers.animatic.layers import Item
from studio.providers.animatic.scenery import SCENERY
from studio.providers.animatic.stage import Stage


class DrawnScene:
    def __init__(self, stage: Stage):
        self._stage = stage
        self._items: list[Item] = SCENERY[stage.story.place](stage)

    def frame(self, index: int) -> Frame:
        stage = self._stage
        frame = Frame.blank(stage.width, stage.height)
        for item, bottom in zip(self._items, self._bottoms(index), strict=True):
            item.draw(frame, index, bottom)
        camera = stage.camera
        return frame.rolled(float(camera.roll[index]), camera.overscan) if camera.overscan > 1 else frame

    def _bottoms(self, index: int) -> list[int]:
        """The row, for each thing, from which on nearer things hide it: what is hidden is never drawn."""
        height, bottoms, hidden_from = self._stage.height, list[int](), math.inf
        for item in reversed(self._items):
            bottoms.append(int(max(0, min(height, hidden_from))))
            hidden_from = min(hidden_from, item.solid_row(index, height))
        return bottoms[::-1]
