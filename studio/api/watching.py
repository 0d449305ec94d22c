"""The page of a share link, and what it plays: for anybody who has the address, and nothing else of the studio."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from html import escape

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from studio import saved_settings, share_links
from studio.database import reading, writing
from studio.errors import NotFound
from studio.files import Files
from studio.settings import load
from studio.share_links import WATCH, Ended
from studio.tables import Asset, AssetKind, ShareLink, now

LOOK = """
:root { color-scheme: light dark; --ground: #ffffff; --ink: #1d1d2b; --quiet: #666678; --line: #e4e4ee; --mark: #5b4bec }
@media (prefers-color-scheme: dark) { :root { --ground: #14141c; --ink: #ececf4; --quiet: #a3a3b5; --line: #33333f; --mark: #a79dff } }
* { box-sizing: border-box } body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 Inter, system-ui, sans-serif; overflow-wrap: anywhere }
main { max-width: 64rem; margin: 0 auto; padding: clamp(.75rem, 3vw, 2.5rem) clamp(.75rem, 3vw, 1.5rem) }
video { display: block; margin: 0 auto; width: auto; height: auto; max-width: 100%; max-height: 82svh;
  border-radius: 12px; background: #000 }
video.wide { width: 100% } h1 { font-size: clamp(1.25rem, 4.5vw, 1.75rem); line-height: 1.25; margin: 1rem 0 .25rem }
p { margin: .5rem 0; white-space: pre-wrap } .quiet { color: var(--quiet); font-size: .875rem }
ol { list-style: none; margin: 1rem 0; padding: 0; border-top: 1px solid var(--line) } li { border-bottom: 1px solid var(--line) }
button { all: unset; box-sizing: border-box; display: flex; gap: .9rem; width: 100%; min-height: 2.75rem; padding: .5rem .25rem;
  align-items: center; cursor: pointer } button:hover, button:focus-visible { color: var(--mark) }
button:focus-visible { outline: 2px solid var(--mark); border-radius: 6px }
time { color: var(--quiet); font-variant-numeric: tabular-nums; min-width: 3rem }
.gone { text-align: center; padding-top: 20svh }
"""
SCRIPT = """
const film = document.querySelector("video");
for (const mark of document.querySelectorAll("button[data-at]"))
  mark.addEventListener("click", () => {
    film.currentTime = Number(mark.dataset.at);
    film.play();
    film.scrollIntoView({ block: "center" });
  });
"""
FILM, POSTER, SUBTITLES = "film", "poster", "subtitles.vtt"
VTT = "text/vtt"


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; media-src 'self'; img-src 'self'; style-src {_digest(LOOK)}; script-src {_digest(SCRIPT)}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
OF_PARTS = {name: HEADERS[name] for name in ("X-Robots-Tag", "Referrer-Policy", "X-Content-Type-Options")} | {
    "Cache-Control": "private, no-cache"  # it is asked for anew each time, so that it ends with the link
}


def watch_response(request: Request) -> Response:
    """Counts a view. 404 for what we have not signed, 410 for a link that has ended."""
    try:
        link, asset = _opened(request.path_params["signed"])
    except (NotFound, Ended) as reason:
        return HTMLResponse("".join(_gone(str(reason))), _status(reason), HEADERS)
    if request.method == "GET" and share_links.is_view_due(link, now()):
        with writing() as session:
            share_links.count_view(session, link.id, now())
    where = f"{_base(request)}{WATCH}/{request.path_params['signed']}"
    return HTMLResponse("".join(_page(link, asset, where)), headers=HEADERS)


def part_response(signed: str, part: str) -> Response:
    """The film itself with Range, its poster, or its subtitles; under no name of the library's."""
    try:
        link, asset = _opened(signed)
        if part not in PARTS:
            raise NotFound(share_links.NOT_OURS)
        return PARTS[part](link, asset)
    except (NotFound, Ended) as reason:
        return PlainTextResponse(str(reason), _status(reason), OF_PARTS)


def _opened(signed: str) -> tuple[ShareLink, Asset]:
    """Raises NotFound before the database is asked, Ended."""
    link_id = share_links.id_in(signed, load())
    with reading() as session:
        return share_links.open_link(session, link_id)


def _status(reason: Exception) -> int:
    return 410 if isinstance(reason, Ended) else 404


def _base(request: Request) -> str:
    with reading() as session:
        public = saved_settings.current(session).public_url
    return public or f"{request.url.scheme}://{request.url.netloc}"


# -- what it plays and shows ------------------------------------------------------------------------------


def _file(name: str | None) -> FileResponse:
    path = Files(load().media).path_of(name or "")
    if not path.is_file():
        raise NotFound("What this link showed is not there any more.")
    return FileResponse(path, headers=OF_PARTS)


def _film(_link: ShareLink, asset: Asset) -> Response:
    return _file(asset.name)


def _poster(_link: ShareLink, asset: Asset) -> Response:
    return _file(asset.poster)


def _subtitles(link: ShareLink, _asset: Asset) -> Response:
    if not link.subtitles:
        raise NotFound("Nothing is said in this film.")
    return Response(link.subtitles.encode("utf-8", "replace"), media_type=VTT, headers=OF_PARTS)


PARTS: Mapping[str, Callable[[ShareLink, Asset], Response]] = {FILM: _film, POSTER: _poster, SUBTITLES: _subtitles}


# -- the page ---------------------------------------------------------------------------------------------


def _page(link: ShareLink, asset: Asset, where: str) -> Iterator[str]:
    title = link.title or ("A film" if asset.kind == AssetKind.FILM else "A clip")
    yield from _head(title)
    yield from _card(title, asset, where)
    yield "<main>"
    yield from _player(link, asset, where)
    yield f"<h1>{escape(title)}</h1>"
    if link.prompt:
        yield f"<p>{escape(link.prompt)}</p>"
    yield from _chapters(link)
    yield f'<p class="quiet">Shared from a Dailies studio, until {link.ends_at.day} {link.ends_at:%B %Y}.</p></main>'
    yield f"<script>{SCRIPT}</script></html>"


def _head(title: str) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex, nofollow">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
    yield f"<title>{escape(title)}</title><style>{LOOK}</style>"


def _card(title: str, asset: Asset, where: str) -> Iterator[str]:
    """How a chat shows the address: Open Graph wants whole addresses."""
    facts = {
        "title": title, "type": "video.other", "url": where, "site_name": "Dailies", "video": f"{where}/{FILM}",
        "video:width": asset.width, "video:height": asset.height, "image": f"{where}/{POSTER}" if asset.poster else "",
    }  # fmt: skip
    yield from (f'<meta property="og:{name}" content="{escape(str(fact))}">' for name, fact in facts.items() if fact)
    yield '<meta name="twitter:card" content="summary_large_image">'


def _player(link: ShareLink, asset: Asset, where: str) -> Iterator[str]:
    own = escape(where.rpartition("/")[2])  # beside the page, whatever name it was reached by
    shape = "wide" if asset.width >= asset.height else "tall"
    poster = f' poster="{own}/{POSTER}"' if asset.poster else ""
    size = f'width="{asset.width}" height="{asset.height}"'
    yield f'<video class="{shape}" src="{own}/{FILM}" {size}{poster} controls playsinline preload="metadata" controlslist="nodownload">'
    if link.subtitles:
        yield f'<track kind="subtitles" src="{own}/{SUBTITLES}" srclang="{escape(link.language)}" label="Subtitles">'
    yield "</video>"


def _chapters(link: ShareLink) -> Iterator[str]:
    if len(link.chapters) > 1:
        yield "<ol>"
        for mark in link.chapters:
            at_s = float(mark["start_s"])
            yield f'<li><button data-at="{at_s:g}"><time>{_at(at_s)}</time>{escape(mark["name"])}</button>'
        yield "</ol>"


def _at(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def _gone(sentence: str) -> Iterator[str]:
    yield from _head("Nothing to watch here")
    yield f'<main class="gone"><h1>Nothing to watch here</h1><p class="quiet">{escape(sentence)}</p></main></html>'
