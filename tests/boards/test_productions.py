"""Productions on boards: a card that says how far one is, and links from the clips that it really shows."""

import xml.etree.ElementTree as ElementTree

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio import charges, generations, library, productions
from studio import database as db
from studio.boards import cards, exchange, family, sheet, snapshot
from studio.boards.snapshot import Shown, Snapshot
from studio.errors import NotFound
from studio.productions import editing, plans, takes, usage
from studio.productions.cut import recipes
from studio.productions.outline import Outline
from studio.tables import Asset, AssetKind, Card, CardKind, Cut, CutState, Generation, new_id
from tests.boards import making
from tests.boards.test_snapshot import links
from tests.productions.stories import story

TWO = story("A paper boat in the rain", "It reaches the sea", model="animatic:cinematic")


def start(session: Session, outline: Outline = TWO) -> str:
    return productions.create(session, outline).id


def queue(session: Session, movie: str, *scene_ids: str) -> list[Generation]:
    outline, made = productions.get(session, movie).outline, takes.list_all(session, movie)
    return list(plans.queue(session, movie, plans.make(session, outline, made, scene_ids)))


def generate(session: Session, movie: str, *scene_ids: str) -> list[Generation]:
    return [making.finish(session, made) for made in queue(session, movie, *scene_ids)]


def edit(session: Session, movie: str, scene_id: str, **values: object) -> None:
    opened = productions.get(session, movie)
    productions.save(session, opened.production, editing.change(opened.outline, scene_id, **values), f"{values}")


def render(session: Session, movie: str) -> Asset:
    """A film of what it shows now."""
    outline, made = productions.get(session, movie).outline, takes.list_all(session, movie)
    film = Asset(
        kind=AssetKind.FILM, title=outline.title, name=f"{new_id()}.mp4", sha256="1", size_bytes=9, width=16, height=9
    )
    film.duration_s, film.poster = 8, "film.webp"
    session.add(film)
    session.flush()
    recipe = recipes.make(outline, made).model_dump(mode="json")
    session.add(Cut(production_id=movie, recipe=recipe, state=CutState.READY, asset_id=film.id))
    session.flush()
    return film


def entry(session: Session, board_id: str, made: Generation) -> Card:
    return cards.add_entry(session, board_id, made.asset_id or "")


def shown(seen: Snapshot, card: Card) -> Shown:
    found = seen.find(card.id)
    assert found
    return found


def test_lines_lead_to_a_movie_from_the_clips_that_it_shows(database: Database):
    with db.writing(database) as session:
        movie, board = start(session), making.board(session)
        [old], [new] = generate(session, movie, "s1"), generate(session, movie, "s1")
        passed_over, taken = (entry(session, board.id, made) for made in (old, new))
        stranger = entry(session, board.id, making.done(session))
        card = cards.add_production(session, board.id, movie)
        assert links(snapshot.of_board(session, board.id)) == {(taken.id, "used in", card.id)}
        edit(session, movie, "s1", chosen_id=old.id)
        assert links(snapshot.of_board(session, board.id)) == {(passed_over.id, "used in", card.id)}
        assert stranger and cards.add_production(session, board.id, movie).id == card.id


def test_what_its_newest_film_is_made_of_is_used_too_and_the_film_came_of_it(database: Database):
    with db.writing(database) as session:
        movie, board = start(session), making.board(session)
        [one] = generate(session, movie, "s1")
        film = render(session, movie)
        [other] = generate(session, movie, "s1")
        clips = [entry(session, board.id, made).id for made in (one, other)]
        card, film_card = cards.add_production(session, board.id, movie), cards.add_entry(session, board.id, film.id)
        seen = snapshot.of_board(session, board.id)
        assert links(seen) == {*((clip, "used in", card.id) for clip in clips), (card.id, "film", film_card.id)}
        assert (shown(seen, film_card).face.badge, shown(seen, film_card).face.title) == ("Film", "The boat")


def test_a_card_says_how_far_its_movie_is(database: Database):
    with db.writing(database) as session:
        movie, board = start(session), making.board(session)
        card = cards.add_production(session, board.id, movie)

        def told() -> tuple[str, str | None]:
            face = shown(snapshot.of_board(session, board.id), card).face
            return face.state, face.poster

        assert told() == ("0 of 2 scenes ready", None)
        queued = queue(session, movie, "s1")
        assert told() == ("2 scenes, being made", None)
        assert snapshot.of_board(session, board.id).moves
        making.finish(session, queued[0])
        assert told() == ("1 of 2 scenes ready", "p.webp")
        generate(session, movie, "s2")
        assert told() == ("2 scenes ready", "p.webp")
        film = render(session, movie)
        assert told() == ("2 scenes, film ready", "film.webp")
        library.delete(session, film.id)
        assert told() == ("2 scenes ready", "p.webp")


def test_a_card_says_what_its_movie_has_cost(database: Database):
    with db.writing(database) as session:
        movie, board = start(session, story("A boat")), making.board(session)
        card = cards.add_production(session, board.id, movie)
        [made] = queue(session, movie, "s1")
        assert shown(snapshot.of_board(session, board.id), card).face.corner == ""

        charges.settle(session, made)
        session.flush()
        assert shown(snapshot.of_board(session, board.id), card).face.corner == "$0.71"


def test_the_card_of_a_deleted_movie_says_so_and_has_no_links(database: Database):
    with db.writing(database) as session:
        movie, board = start(session), making.board(session)
        [made] = generate(session, movie, "s1")
        entry(session, board.id, made)
        card = cards.add_production(session, board.id, movie)
        productions.delete(session, movie)
        seen = snapshot.of_board(session, board.id)
        face = shown(seen, card).face
        assert (face.title, face.state, face.sentence) == ("The boat", "Deleted", "This movie is deleted")
        assert links(seen) == set() and snapshot.face_of(session, card.id) == face
        with pytest.raises(NotFound):
            cards.add_production(session, board.id, movie)


def test_the_family_of_a_film_is_its_movie_with_the_clips_it_was_put_together_of(database: Database):
    with db.writing(database) as session:
        movie = start(session)
        made = generate(session, movie, "s1", "s2")
        passed_over = queue(session, movie, "s1")
        edit(session, movie, "s1", chosen_id=made[0].id)
        film = render(session, movie)
        found = family.of(session, film.id)
        assert set(found.generations) == {one.id for one in made} and found.productions == [movie]
        assert passed_over[0].id not in found.generations
        seen = snapshot.of_family(session, film.id)
        used = {(one.id, "used in", movie) for one in made}
        assert links(seen) >= {*used, (movie, "film", film.id)} and seen.name == "The boat"
        assert all(snapshot.face_of(session, one.id) == one.face for one in seen.cards)
        kept = snapshot.of_board(session, snapshot.keep_family(session, film.id, "local").id)
        assert len(links(kept)) == len(links(seen))


def test_a_movie_that_shows_a_clip_belongs_to_its_family(database: Database):
    with db.writing(database) as session:
        movie = start(session)
        [old], [new] = generate(session, movie, "s1"), generate(session, movie, "s1")
        assert family.of(session, new.id).productions == [movie] and family.of(session, old.id).productions == []


def test_a_movie_is_exported_and_read_in_again_or_left_out(sqlite: Database):
    with db.writing(sqlite) as session:
        movie, board = start(session), making.board(session)
        cards.add_production(session, board.id, movie)
        written = exchange.write(session, board.id)
        taken = exchange.take_in(session, exchange.read(written.encode()), "me")
        [card] = cards.list_on(session, taken.board.id)
        assert (card.kind, card.production_id, taken.left_out) == (CardKind.PRODUCTION, movie, 0)
        elsewhere = exchange.read(written.replace(movie, "elsewhere").encode())
        assert exchange.take_in(session, elsewhere, "me").left_out == 1


def test_a_movie_stands_in_the_picture_of_a_board(sqlite: Database):
    with db.writing(sqlite) as session:
        movie, board = start(session), making.board(session)
        [made] = generate(session, movie, "s1")
        entry(session, board.id, made)
        cards.add_production(session, board.id, movie)
        snapshot.tidy(session, board.id)
        drawn = sheet.draw(snapshot.of_board(session, board.id), "light", lambda _: None)
    said = [element.text for element in ElementTree.fromstring(drawn).iter() if element.text]
    assert {"used in", "The boat", "MOVIE", "1 of 2 scenes ready"} <= set(said)


def test_a_clip_knows_its_movie_and_its_scene(database: Database):
    with db.writing(database) as session:
        movie = start(session)
        [old], [new] = generate(session, movie, "s2"), generate(session, movie, "s2")
        uses = [usage.of(session, None, made) for made in (old, new)]
        assert [(use.number, use.is_shown) for use in uses if use] == [(2, False), (2, True)]
        film = usage.of(session, render(session, movie), None)
        assert film and film.is_film and film.production.id == movie
        opened = productions.get(session, movie)
        productions.save(session, opened.production, editing.remove(opened.outline, "s2"), "Removed it.")
        gone = usage.of(session, None, generations.get(session, new.id))
        assert gone and gone.number is None and usage.of(session, None, making.done(session)) is None
