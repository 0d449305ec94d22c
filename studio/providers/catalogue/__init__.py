"""What every model can do and what it costs, as data. The form, the check before money, the estimate, the docs and the API read it.

Add a model: one entry, as `entry.py` has it, in the file of its provider. Sources of the figures stand beside them; `as_of` says when
they were read. `listed.py` finds models, `rules.py` is what speaks against a brief, `sizes.py` and `pixels.py` what the names of sizes
stand for; `guide.py` makes a page of it all.
"""

from studio.providers.catalogue.entry import ITS_OWN, ClipSound, Model, Pace, Rates, Tier
from studio.providers.catalogue.listed import (
    MAKERS,
    MODELS,
    OPERATION_NAMES,
    PACES,
    PROVIDERS,
    SUCCESSORS,
    entries,
    label_of,
    model,
    models,
    usual_operation,
)
from studio.providers.catalogue.rules import (
    check,
    frames_at,
    goes_on_beside_a_picture,
    has_frames,
    makes_shape,
    reasons_against,
)
from studio.providers.catalogue.sizes import nearest as nearest_size

__all__ = [
    "ITS_OWN",
    "MAKERS",
    "MODELS",
    "OPERATION_NAMES",
    "PACES",
    "PROVIDERS",
    "SUCCESSORS",
    "ClipSound",
    "Model",
    "Pace",
    "Rates",
    "Tier",
    "check",
    "entries",
    "frames_at",
    "goes_on_beside_a_picture",
    "has_frames",
    "label_of",
    "makes_shape",
    "model",
    "models",
    "nearest_size",
    "reasons_against",
    "usual_operation",
]
