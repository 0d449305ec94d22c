"""What a production begins with: an outline; or an idea or a text, with what its writer is told. The same has the same mark."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from studio.productions.outline import Outline
from studio.writers.outline import Wish


@dataclass(frozen=True)
class Beginning:
    """`outline`: where a writer is asked, what there is before it has answered. `wish`: None where none is asked. `writer`: one that
    was named, in place of that in use."""

    outline: Outline
    wish: Wish | None = None
    is_idea: bool = False
    writer: str | None = None

    @property
    def is_written(self) -> bool:
        return self.wish is not None

    @property
    def mark(self) -> str:
        wish = self.wish.model_dump(mode="json", exclude_defaults=True) if self.wish else None
        told = {"outline": without_ids(self.outline), "wish": wish, "is_idea": self.is_idea, "writer": self.writer}
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def without_ids(outline: Outline) -> dict[str, Any]:
    """Scenes get theirs when they come, so the same outline sent twice has others."""
    no_id = {"__all__": {"id": True, "scenes": {"__all__": {"id"}}}}
    return outline.model_dump(mode="json", exclude={"chapters": no_id}, exclude_none=True)
