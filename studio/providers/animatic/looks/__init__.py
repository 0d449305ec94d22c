"""What is made of the pictures: a film with its caption, a page of a storyboard, a neon grid."""

from typing import Protocol

from studio.providers.animatic.frame import Frame


class AnimaticLook(Protocol):
    def finish(self, frame: Frame, index: int) -> Frame:
        """The frame as it is in the clip, from the clean one."""
        ...
