"""The Movies page: the shelf of movies, and one movie with its scenes."""
