"""Movies, books and explainers: from an outline, scene by scene, to takes."""

from studio.productions.shelf import (
    Draft,
    create,
    delete,
    get,
    list_all,
    list_versions,
    outline_of,
    redo,
    restore,
    save,
    undo,
)

__all__ = [
    "Draft",
    "create",
    "delete",
    "get",
    "list_all",
    "list_versions",
    "outline_of",
    "redo",
    "restore",
    "save",
    "undo",
]
