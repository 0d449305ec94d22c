"""Movies, books and explainers: from an outline, scene by scene, to takes."""

from studio.productions.shelf import (
    Draft,
    bring_back,
    create,
    delete,
    get,
    list_all,
    list_versions,
    outline_at,
    outline_of,
    redo,
    restore,
    save,
    undo,
)

__all__ = [
    "Draft",
    "bring_back",
    "create",
    "delete",
    "get",
    "list_all",
    "list_versions",
    "outline_at",
    "outline_of",
    "redo",
    "restore",
    "save",
    "undo",
]
