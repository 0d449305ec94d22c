"""Every error as a sentence: {"detail": "..."}, with the status that says whose turn it is. Tracebacks go to the log."""

import logging
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from studio import orders
from studio.access import NotAllowed, NotKnown
from studio.api import border
from studio.budgets import OverBudget
from studio.errors import (
    BadBrief,
    BadCut,
    BadMedia,
    KeyMissing,
    KeyTaken,
    NotFound,
    ProviderError,
    StudioError,
    TooLate,
)
from studio.orders import NotAgreed
from studio.productions.editing import BadScene
from studio.productions.movie_file import BadMovieFile
from studio.productions.plans import PriceChanged
from studio.productions.refining.asking import BeingRefined, CannotRefine
from studio.productions.shelf import AlreadyBegun
from studio.productions.versions import EditedElsewhere
from studio.share_links import BadLink
from studio.voices.script import CannotSpeak
from studio.writers.interface import CannotWrite
from studio.writings import QuoteChanged

STATUS: dict[type[StudioError], int] = {
    NotKnown: 401,
    NotAllowed: 403,
    OverBudget: 402,
    NotAgreed: 402,
    NotFound: 404,
    TooLate: 409,
    KeyTaken: 409,
    AlreadyBegun: 409,
    EditedElsewhere: 409,
    PriceChanged: 409,
    QuoteChanged: 409,
    BadCut: 409,
    BeingRefined: 409,
    BadBrief: 422,
    BadLink: 422,
    BadMedia: 422,
    BadMovieFile: 422,
    BadScene: 422,
    CannotRefine: 422,
    CannotSpeak: 422,
    CannotWrite: 422,
    KeyMissing: 422,
    ProviderError: 502,
}
SENTENCES = {
    400: "The body cannot be read: send a JSON object, as UTF-8.",
    404: "There is nothing at this address: /api/v1/docs lists what there is.",
    405: "This address does not take that method: /api/v1/docs lists what there is.",
}
BROKEN = "Something broke on our side: the log of the studio says what. Nothing more was done."

log = logging.getLogger(__name__)


class Detail(BaseModel):
    """What is wrong, and what to do."""

    detail: str


def may_say(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the description of an address: how it may refuse."""
    return {status: {"model": Detail, "description": "A sentence that says what is wrong."} for status in statuses}


def handle(api: FastAPI) -> None:
    api.add_exception_handler(StudioError, _refused)
    api.add_exception_handler(RequestValidationError, _malformed)
    api.add_exception_handler(HTTPException, _turned_away)
    api.add_exception_handler(Exception, _broken)


def _said(status: int, sentence: str, headers: dict[str, str] | None = None) -> JSONResponse:
    readable = sentence.encode("utf-8", "replace").decode()  # half a character cannot be sent
    return JSONResponse({"detail": readable}, status, headers=headers)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)
    return _said(status, str(error))


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return _said(422, orders.in_sentences(error.errors()))


async def _turned_away(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    known = SENTENCES | {413: border.too_much(request)}
    return _said(error.status_code, known.get(error.status_code, str(error.detail)), dict(error.headers or {}))


async def _broken(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s broke", request.method, request.url.path, exc_info=error)
    return _said(500, BROKEN)
