"""Boards and what stands on them, made through the doors that pages use."""

from sqlmodel import Session

from studio import generations
from studio.boards import cards, shelf
from studio.brief import Brief, State
from studio.tables import Asset, Board, Card, Generation, new_id

BOAT = Brief(prompt="A paper boat in the rain", model="animatic:cinematic", duration_s=2)


def board(session: Session) -> Board:
    return shelf.make(session, "Storm")


def prompt(session: Session, on: Board, brief: Brief = BOAT, takes: int = 1) -> Card:
    return cards.add_prompt(session, on.id, brief, takes=takes)


def done(session: Session, brief: Brief = BOAT) -> Generation:
    """Made, with a clip."""
    return finish(session, generations.queue(session, brief))


def finish(session: Session, made: Generation) -> Generation:
    asset = Asset(name=f"{new_id()}.mp4", sha256="0" * 64, size_bytes=9, width=16, height=9, duration_s=2)
    asset.generation_id, asset.poster, asset.last_frame = made.id, "p.webp", "l.png"
    session.add(asset)
    session.flush()
    made.state, made.asset_id = State.SUCCEEDED, asset.id
    session.add(made)
    session.flush()
    return made


def after(made: Generation) -> Brief:
    """A clip that goes on from it."""
    return BOAT.model_copy(update={"prompt": "And then it sinks", "continues_id": made.id})
