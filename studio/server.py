"""What lives as long as the server: the engine, the routes for media and REST, a warm-up, and an end that does not hang."""

import gc
import logging
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from studio import library, logs, share_links, signed_addresses, visitors
from studio.access import NotAllowed, NotKnown, Visitor
from studio.api import api, events
from studio.api.boards import board_response, card_response
from studio.api.films import film_response
from studio.api.media import file_response
from studio.api.productions.movie_files import movie_response
from studio.api.watching import part_response, watch_response
from studio.boards import sheet, svg
from studio.errors import BadCut, BadMedia, NotFound, StudioError
from studio.headers import SafeHeaders
from studio.productions.cut import exporting
from studio.productions.movie_file import BadMovieFile, saving
from studio.settings import THIS_MACHINE, BadSetting, Settings, load
from studio.workshop import Workshop

SHUTDOWN_S = 5.0  # open downloads and the engine may take this long; then the process ends
WARM = ("pandas", "altair", "lumaai", "studio.providers.luma")

log = logging.getLogger(__name__)
workshop = Workshop()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Runs once per process, before the first visitor."""
    settings = load()
    logs.start(settings)
    events.stopping.clear()
    workshop.open(settings)
    if threading.current_thread() is threading.main_thread():
        bound_shutdown(close)
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    log.info("The studio is open; its data lies in %s", settings.data)  # Streamlit itself says at which address
    try:
        yield
    finally:
        close()


def close() -> None:
    events.stopping.set()
    workshop.close()


def routes() -> list[BaseRoute]:
    return [
        Mount("/api/v1", app=api),
        Route(library.MEDIA + "/{name:path}", media),
        Route(svg.ADDRESS + "/{scheme}/{card}/{digest}.svg", card),
        Route(sheet.ADDRESS + "/{name}.{kind}", board),
        Route(exporting.ADDRESS + "/{cut}.{kind}", film),
        Route(saving.ADDRESS + "/{name}", movie),
        Route(signed_addresses.SHARED + "/{signature}/{name}", shared),
        Route(share_links.WATCH + "/{signed}", watch),
        Route(share_links.WATCH + "/{signed}/{part}", watched),
    ]


def middleware(settings: Settings) -> list[Middleware]:
    """Only names of this machine: a foreign page must not reach a server on loopback by a name of its own."""
    hosts = ["127.0.0.1", "localhost", "[::1]", "testserver"]
    if public_host := urlsplit(settings.public_url).hostname:
        hosts.append(public_host)
    is_open = settings.host not in hosts and not settings.public_url
    return [
        Middleware(TrustedHostMiddleware, allowed_hosts=["*"] if is_open else [*hosts, settings.host]),
        Middleware(SafeHeaders),
    ]


def secrets(settings: Settings) -> dict[str, Any] | None:
    """What Streamlit's login works with; None where nobody logs in."""
    if settings.access != "oidc" or not settings.oidc_client_secret:
        return None
    return {
        "auth": {
            "redirect_uri": f"{settings.address}/oauth2callback",
            "cookie_secret": visitors.cookie_secret(settings),
            "client_id": settings.oidc_client_id,
            "client_secret": settings.oidc_client_secret.get_secret_value(),
            "server_metadata_url": settings.oidc_metadata_url,
        }
    }


def require_login_beyond(settings: Settings, address: str) -> None:
    """Who listens to others than this machine asks who they are. Raises BadSetting."""
    if settings.access == "none" and address not in THIS_MACHINE and not settings.allow_open:
        raise BadSetting(
            f"The studio would listen on {address or 'every address'}, where others can reach it, and asks nobody who they are: "
            "set STUDIO_ACCESS to oidc or proxy, listen on 127.0.0.1, or set STUDIO_ALLOW_OPEN=1 if you mean it."
        )


def media(request: Request) -> Response:
    """For whoever may look at the pages. `?download=1` makes the browser keep it."""
    return _for_visitors(request, lambda asked, _who: _file(asked))


def card(request: Request) -> Response:
    """A card of a board as a picture, for whoever may look at the pages."""
    return _for_visitors(
        request, lambda asked, _who: card_response(*map(asked.path_params.__getitem__, ("scheme", "card", "digest")))
    )


def board(request: Request) -> Response:
    """A board as SVG (`?scheme=dark`) or JSON, for whoever may look at the pages."""
    scheme = request.query_params.get("scheme", "")
    return _for_visitors(
        request, lambda asked, _who: board_response(asked.path_params["name"], asked.path_params["kind"], scheme)
    )


def film(request: Request) -> Response:
    """What belongs to a film: srt, vtt, otio, its sounds, its strip, or a zip of all of it. For whoever may look at the pages."""
    return _for_visitors(
        request, lambda asked, who: film_response(asked.path_params["cut"], asked.path_params["kind"], who)
    )


def movie(request: Request) -> Response:
    """A whole movie in one file (`?takes=all`), for whoever may look at the pages."""
    return _for_visitors(request, lambda asked, who: movie_response(asked.path_params["name"], asked.query_params, who))


def _for_visitors(request: Request, answer: Callable[[Request, Visitor], Response]) -> Response:
    try:
        return answer(request, visitors.of_request(request.headers, request.cookies, load()))
    except (NotKnown, NotAllowed) as reason:
        return PlainTextResponse(str(reason), 401 if isinstance(reason, NotKnown) else 403)
    except NotFound as gone:
        return PlainTextResponse(str(gone), 404)
    except (BadCut, BadMedia, BadMovieFile) as reason:
        return PlainTextResponse(str(reason), 409)


def _file(request: Request) -> Response:
    """By its name, with Range. Raises NotFound."""
    return file_response(request.path_params["name"], as_file=bool(request.query_params.get("download")))


def shared(request: Request) -> Response:
    """A file for a provider that fetches it from us, by an address that we have signed."""
    try:
        signed_addresses.require_signed(request.path_params["name"], request.path_params["signature"], load())
        return _file(request)
    except StudioError as reason:
        return PlainTextResponse(str(reason), 404)


def watch(request: Request) -> Response:
    """The page of a share link, for anybody who has its address."""
    return watch_response(request)


def watched(request: Request) -> Response:
    """What that page plays and shows, under the link's own address: it ends with the link."""
    return part_response(request.path_params["signed"], request.path_params["part"])


def warm_up() -> None:
    """Import what is heavy before somebody needs it, then freeze it: Streamlit collects garbage after every rerun, which
    costs 115-150 ms with the SDKs loaded and nothing once they are frozen."""
    for name in WARM:
        try:
            __import__(name)
        except ImportError as missing:
            log.warning("warm-up: %s", missing)
    gc.collect()
    gc.freeze()


def bound_shutdown(stop: Callable[[], None]) -> None:
    """The web server waits for open responses without a limit, and an engine for the clips it is fetching. Give them some
    seconds, then leave: the next start takes up what was under way."""
    stopping = threading.Event()

    def leave() -> None:
        threading.Thread(target=stop, name="stop", daemon=True).start()
        time.sleep(SHUTDOWN_S)
        os._exit(0)

    def answer(before: Any) -> Callable[[int, FrameType | None], None]:
        def on_signal(number: int, frame: FrameType | None) -> None:
            if not stopping.is_set():
                stopping.set()
                threading.Thread(target=leave, name="leave", daemon=True).start()
            if callable(before):
                before(number, frame)

        return on_signal

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, answer(signal.getsignal(number)))
