"""What is asked for: a brief as JSON, and how many takes of it."""

from typing import Any

from pydantic import ConfigDict, Field, JsonValue

from studio import orders
from studio.brief import Brief
from studio.settings import Settings

BOAT: JsonValue = {"prompt": "A paper boat in the rain", "model": "animatic:cinematic", "duration_s": 5}


class Asked(Brief):
    """A brief. What is left out is as the settings say, or what comes nearest to it that the model makes.

    A picture or a clip (`first_frame`, `last_frame`, `references`, `source`) is one of `{"url": "https://..."}`,
    `{"asset_id": "..."}` (of the library) and `{"generation_id": "..."}` (what that generation made).
    """

    model_config = ConfigDict(json_schema_extra={"examples": [BOAT]})

    takes: int = Field(default=1, ge=1, le=orders.MOST_TAKES, description="How many clips of this brief.")

    def brief(self, settings: Settings) -> Brief:
        """Raises BadBrief, and NotFound for a model nobody knows."""
        given: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set if name != "takes"}
        return orders.brief_of(given, settings)
