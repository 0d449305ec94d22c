"""The library: every media file the studio holds. Its files are shown by address, never through a page's memory.

`finding.py` looks for them, `taking_in.py` makes assets of files, `keeping.py` renames and deletes.
"""

from studio.library.finding import (
    MEDIA,
    LibraryEntry,
    LibraryFilter,
    LibraryOrder,
    address,
    count,
    find,
    find_same,
    get,
    get_some,
    models_present,
    of_group,
    siblings,
)
from studio.library.keeping import (
    KEEP_DELETED,
    BadTitle,
    all_names,
    delete,
    names_of,
    purge,
    rename,
    restore,
    take_back,
)
from studio.library.taking_in import (
    LONGEST_TITLE,
    add,
    as_asset,
    asset_of_clip,
    asset_of_picture,
    asset_of_sound,
    title_of_file,
)

__all__ = [
    "KEEP_DELETED",
    "LONGEST_TITLE",
    "MEDIA",
    "BadTitle",
    "LibraryEntry",
    "LibraryFilter",
    "LibraryOrder",
    "add",
    "address",
    "all_names",
    "as_asset",
    "asset_of_clip",
    "asset_of_picture",
    "asset_of_sound",
    "count",
    "delete",
    "find",
    "find_same",
    "get",
    "get_some",
    "models_present",
    "names_of",
    "of_group",
    "purge",
    "rename",
    "restore",
    "siblings",
    "take_back",
    "title_of_file",
]
