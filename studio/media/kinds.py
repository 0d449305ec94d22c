"""What a file is, told from its first bytes. Neither its name nor what a server says about it is believed."""

from dataclasses import dataclass

from studio.errors import BadMedia

HEAD_BYTES = 64  # enough for every line of the table below


@dataclass(frozen=True)
class FileKind:
    """`name` is also the suffix we give such a file. `demuxer` is FFmpeg's reader for it, where we let FFmpeg near it."""

    name: str
    label: str
    demuxer: str = ""


MP4 = FileKind("mp4", "an MP4", "mp4")
WEBM = FileKind("webm", "a WebM", "matroska")
JPEG = FileKind("jpg", "a JPEG")
PNG = FileKind("png", "a PNG")
WEBP = FileKind("webp", "a WebP")

CLIP_KINDS = (MP4, WEBM)
PICTURE_KINDS = (JPEG, PNG, WEBP)

AVIF = FileKind("avif", "an AVIF")
HEIC = FileKind("heic", "a HEIC")
GIF = FileKind("gif", "a GIF")
AVI = FileKind("avi", "an AVI")
M4A = FileKind("m4a", "an M4A", "mp4")
MP3 = FileKind("mp3", "an MP3", "mp3")
AAC = FileKind("aac", "an AAC", "aac")
OGG = FileKind("ogg", "an Ogg", "ogg")
FLAC = FileKind("flac", "a FLAC", "flac")
WAV = FileKind("wav", "a WAV", "wav")
SOUND_KINDS = (M4A, MP3, AAC, OGG, FLAC, WAV)

EMPTY = FileKind("empty", "an empty")
WEB_PAGE = FileKind("html", "a web page")
DOCUMENT = FileKind("xml", "a document")
ERROR_MESSAGE = FileKind("json", "an error message")
PLAYLIST = FileKind("playlist", "a playlist")
UNKNOWN = FileKind("unknown", "an unknown")

# Where to look, what stands there, what it is. The first that fits wins.
SIGNATURES: tuple[tuple[int, bytes, FileKind], ...] = (
    (4, b"ftypavi", AVIF),
    (4, b"ftyphe", HEIC),
    (4, b"ftypmif1", HEIC),
    (4, b"ftypM4A", M4A),
    (4, b"ftyp", MP4),
    (0, b"\x1aE\xdf\xa3", WEBM),
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (8, b"WEBP", WEBP),
    (8, b"WAVE", WAV),
    (8, b"AVI ", AVI),
    (0, b"GIF8", GIF),
    (0, b"ID3", MP3),
    (0, b"\xff\xfb", MP3),
    (0, b"\xff\xfa", MP3),
    (0, b"\xff\xf3", MP3),
    (0, b"\xff\xf2", MP3),
    (0, b"\xff\xe3", MP3),
    (0, b"\xff\xf1", AAC),
    (0, b"\xff\xf9", AAC),
    (0, b"OggS", OGG),
    (0, b"fLaC", FLAC),
)

# The same for text, after blanks and in lower case.
OPENINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"<!doctype html", WEB_PAGE),
    (b"<html", WEB_PAGE),
    (b"<head", WEB_PAGE),
    (b"<body", WEB_PAGE),
    (b"<", DOCUMENT),
    (b"{", ERROR_MESSAGE),
    (b"[", ERROR_MESSAGE),
    (b"#extm3u", PLAYLIST),
    (b"ffconcat", PLAYLIST),
)

SENT_INSTEAD = {
    WEB_PAGE: "A web page was sent instead of a {wanted} (the link has probably expired).",
    DOCUMENT: "A document was sent instead of a {wanted}.",
    ERROR_MESSAGE: "An error message was sent instead of a {wanted}.",
    PLAYLIST: "A playlist was sent instead of a {wanted}.",
}
HOW_TO_SAVE = {
    "video": "Save it as MP4 or WebM.",
    "picture": "Save it as JPEG, PNG or WebP.",
    "sound": "Save it as MP3, WAV, M4A, FLAC or Ogg.",
}


def kind_of(head: bytes) -> FileKind:
    """`head` is the file's first `HEAD_BYTES`, or all of it when it is shorter."""
    if not head:
        return EMPTY
    for place, signature, kind in SIGNATURES:
        if head[place : place + len(signature)] == signature:
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for opening, kind in OPENINGS if text.startswith(opening)), UNKNOWN)


def require_kind(head: bytes, wanted: tuple[FileKind, ...]) -> FileKind:
    """The kind, if it is one of those wanted; else BadMedia with a sentence that says what came instead."""
    kind = kind_of(head)
    if kind in wanted:
        return kind
    raise BadMedia(_refusal(kind, _name_of(wanted)))


def _name_of(wanted: tuple[FileKind, ...]) -> str:
    return "picture" if wanted[0] in PICTURE_KINDS else "sound" if wanted[0] in SOUND_KINDS else "video"


def _refusal(kind: FileKind, wanted: str) -> str:
    if kind == EMPTY:
        return "The file is empty."
    if kind in SENT_INSTEAD:
        return SENT_INSTEAD[kind].format(wanted=wanted)
    if kind == UNKNOWN:
        return f"This is not a {wanted} file we know. {HOW_TO_SAVE[wanted]}"
    if kind in SOUND_KINDS and wanted == "video":
        return "There is no picture in this file (sound only)."
    if kind in CLIP_KINDS:
        return f"This is a video, not a {wanted}."
    return f"This is {kind.label} file, not a {wanted}. {HOW_TO_SAVE[wanted]}"
