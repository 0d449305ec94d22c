"""What kind of picture some bytes are, told by how they begin."""

from studio.errors import BadMedia

BEGINNINGS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF", "image/webp"))


def kind_of(picture: bytes) -> str:
    """Raises BadMedia."""
    if found := next((kind for begin, kind in BEGINNINGS if picture.startswith(begin)), None):
        return found
    raise BadMedia("A frame for a review is a JPEG, PNG or WebP picture.")
