"""Movies, books and explainers: what one is to be, what was made for it, and the films of it.

What it is to be
    outline.py       all of it, as one value; `editing.py` its edits, each from one outline to another
    shelf.py         productions as they are kept; `versions.py` every version of the outline, with undo and redo
    from_writer.py   what a writer planned becomes an outline; `starting.py` begins with it where nobody looks, `unfinished.py`
                     and `beginning.py` tell what was begun with the same before, `again.py` lays one beside another
    sample.py        a movie that makes itself

What is made for it
    briefs.py        what a scene asks for
    plans.py         what would be generated, with its price; `ordering.py` asks for it, once and as it was agreed to
    bringing.py      a scene of a clip that was made elsewhere
    reviewing.py     a take is shown to the writer; `enhancing.py` a prompt is; `assignments.py` asks it once, for a door that waits
    refining/        a scene is generated and reviewed until a take is good enough

How it stands
    takes.py         which takes there are, and which is shown; `unseen_takes.py` those still made though nobody sees them
    staleness.py     what is out of date, and why; `standing.py` how each scene stands
    joints.py        how neighbouring takes go together
    spending.py      what it has cost
    glimpse.py       what many of them show at once; `usage.py` where a clip is used

What comes of it
    cut/             a film
    movie_file/      all of it in one file, for another studio
"""

from studio.productions.shelf import OpenProduction, create, delete, get, list_all, require, restore
from studio.productions.versions import bring_back, list_versions, outline_at, outline_of, redo, save, undo

__all__ = [
    "OpenProduction",
    "bring_back",
    "create",
    "delete",
    "get",
    "list_all",
    "list_versions",
    "outline_at",
    "outline_of",
    "redo",
    "require",
    "restore",
    "save",
    "undo",
]
