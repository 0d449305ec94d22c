"""A media file as a response: whole or in parts (Range), to be kept for ever."""

from starlette.responses import FileResponse

from studio.errors import NotFound
from studio.files import Files
from studio.settings import load

FOR_EVER = "private, max-age=31536000, immutable"  # a media name holds the hash of what is in it

SOUNDS = {
    ".mp3": "audio/mpeg", ".wav": "audio/wav", ".m4a": "audio/mp4", ".aac": "audio/aac", ".ogg": "audio/ogg",
    ".flac": "audio/flac",
}  # fmt: skip


def file_response(name: str, *, as_file: bool = False) -> FileResponse:
    """`as_file` makes the browser keep it. Raises NotFound."""
    path = Files(load().media).path_of(name)
    if not path.is_file():
        raise NotFound("There is no file of that name.")
    headers = {"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"}
    kind = "attachment" if as_file else "inline"
    sort = SOUNDS.get(path.suffix)  # not every machine knows them; what else there is, it does
    return FileResponse(path, headers=headers, media_type=sort, filename=name, content_disposition_type=kind)
