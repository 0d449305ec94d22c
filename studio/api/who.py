"""Who asks over REST: everybody may who has a login or a token; what costs money or changes something takes a maker."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from studio import visitors
from studio.access import Visitor
from studio.settings import load
from studio.tables import Access


def visitor_of(request: Request) -> Visitor:
    """Raises NotKnown, NotAllowed."""
    return visitors.of_request(request.headers, request.cookies, load())


Viewer = Annotated[Visitor, Depends(visitor_of)]


def _maker(visitor: Viewer) -> Visitor:
    visitor.require(Access.MAKER)
    return visitor


Maker = Annotated[Visitor, Depends(_maker)]
