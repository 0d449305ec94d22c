"""Who may call: never a web page from elsewhere; and this machine alone, where nobody is asked who they are."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from studio.settings import THIS_MACHINE, Settings, load

MOST_BODY_BYTES = 2_000_000  # five hundred briefs with long prompts
MOST_MOVIE_BYTES = 50_000_000_000  # of a movie file: it goes to the disk as it comes
MOVIES = "/productions"
TOO_MUCH = f"That is too much at once: send at most {MOST_BODY_BYTES // 1_000_000} MB."
TOO_LARGE = f"A movie file has at most {MOST_MOVIE_BYTES // 1_000_000_000} GB."
READS = ("GET", "HEAD", "OPTIONS")
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
FOREIGN = "A web page from elsewhere asks: the studio answers its own pages and programs of this machine only."
OPEN = (
    "Others than this machine can reach the studio, and it does not yet ask who they are: it takes no orders that may cost "
    "money. Let it listen on 127.0.0.1, or set STUDIO_ALLOW_OPEN=1 where something else keeps strangers out."
)


class Border:
    """Refuses before a body is read. A page on another site could otherwise spend money through a visitor's browser."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope) if scope["type"] == "http" else None
        if request and (reason := why_refused(request, load())):
            await JSONResponse({"detail": reason}, 403)(scope, receive, send)
        elif request and _announces_too_much(request):
            await JSONResponse({"detail": too_much(request)}, 413)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _announces_too_much(request: Request) -> bool:
    length = request.headers.get("content-length", "")
    most = MOST_MOVIE_BYTES if _is_movie_file(request) else MOST_BODY_BYTES
    return length.isdecimal() and (len(length) > 12 or int(length) > most)


def too_much(request: Request) -> str:
    return TOO_LARGE if _is_movie_file(request) else TOO_MUCH


def _is_movie_file(request: Request) -> bool:
    return request.url.path.endswith(MOVIES)


def why_refused(request: Request, settings: Settings) -> str | None:
    if any(not _is_own(origin, request, settings) for origin in request.headers.getlist("origin")):
        return FOREIGN
    if request.method in READS:
        return None
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return FOREIGN
    asks_nobody = settings.access == "none" and not settings.allow_open
    return OPEN if asks_nobody and any(_signs_of_others(request, settings)) else None


def _is_own(origin: str, request: Request, settings: Settings) -> bool:
    """Our own pages', on this machine or where the world reaches us. "null" is a page that hides where it comes from."""
    try:
        parts = urlsplit(origin.lower())
        public = urlsplit(settings.public_url.lower())
    except ValueError:
        return False
    own_host = parts.scheme in ("http", "https") and parts.netloc == request.headers.get("host", "").lower()
    return own_host or bool(public.netloc and (parts.scheme, parts.netloc) == (public.scheme, public.netloc))


def _signs_of_others(request: Request, settings: Settings) -> Iterator[bool]:
    """What shows that it listens, or was reached, beyond this machine; a proxy in front of it counts too."""
    yield settings.host not in THIS_MACHINE
    yield any(name in request.headers for name in FORWARDED)
    yield bool(settings.public_url) and request.url.hostname == urlsplit(settings.public_url).hostname
    for end in (request.scope.get("server"), request.scope.get("client")):
        yield end is not None and _is_elsewhere(end[0])


def _is_elsewhere(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:  # a name, or the path of a socket
        return False
    return not (getattr(address, "ipv4_mapped", None) or address).is_loopback
