"""A movie file: a whole production in one file, that another studio opens.

`written.py` is what stands in it, `saving.py` makes one, `checking.py` looks through one that somebody brings, `opening.py` makes
a production of it, with its `media.py` and as `rows.py`.
"""

from studio.productions.movie_file.media import SPARE_BYTES
from studio.productions.movie_file.opening import OpenedMovie, open_file
from studio.productions.movie_file.saving import MovieFile, address, entries, look, size_of
from studio.productions.movie_file.written import SUFFIX, BadMovieFile

__all__ = [
    "SPARE_BYTES",
    "SUFFIX",
    "BadMovieFile",
    "MovieFile",
    "OpenedMovie",
    "address",
    "entries",
    "look",
    "open_file",
    "size_of",
]
