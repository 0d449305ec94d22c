"""Movies on the Board, and the way from a clip to the movie that shows it."""

from sqlalchemy import Engine as Database

from studio import database, productions
from studio.boards import cards, shelf
from studio.productions import takes
from studio.tables import Asset, CardKind
from tests.pages.conftest import Open
from tests.pages.shown import keys, words
from tests.pages.test_movies import boat, ready

__all__ = ["ready"]


def start_board(studio: Database) -> str:
    with database.writing(studio) as session:
        return shelf.make(session, "Storm").id


def clip_of(studio: Database, movie: str, scene_id: str) -> Asset:
    with database.reading(studio) as session:
        clip = takes.list_all(session, movie)[scene_id][-1].clip
    assert clip
    return clip


def put(studio: Database, board: str, asset_id: str) -> str:
    with database.writing(studio) as session:
        return cards.add_entry(session, board, asset_id).id


def test_a_movie_is_put_on_a_board_and_leads_to_movies(visit: Open, studio: Database):
    board, movie = start_board(studio), boat(studio)
    page = visit("board", board=board).button(key="put_movie").click().run()
    with database.reading(studio) as session:
        [card] = cards.list_on(session, board)
    assert (card.kind, card.production_id) == (CardKind.PRODUCTION, movie)
    assert "The boat" in words(page) and "0 of 3 scenes ready" in words(page)
    page.button(key="open_in_movies").click().run()
    assert page.title[0].value == "The boat"


def test_without_a_movie_the_board_says_where_one_is_started(visit: Open, studio: Database):
    assert "There is no movie yet" in words(visit("board", board=start_board(studio)))


def test_a_clip_offers_its_movie_until_it_is_on_the_board(visit: Open, studio: Database, ready: str):
    board = start_board(studio)
    card = put(studio, board, clip_of(studio, ready, "s2").id)
    page = visit("board", board=board, card=card)
    assert "In the movie The boat, scene 2" in words(page)
    page.button(key="put_its_movie").click().run()
    assert "open_in_movies" in keys(page)
    assert "put_its_movie" not in keys(visit("board", board=board, card=card))


def test_a_card_of_a_deleted_movie_says_what_to_do(visit: Open, studio: Database):
    board, movie = start_board(studio), boat(studio)
    with database.writing(studio) as session:
        card = cards.add_production(session, board, movie).id
        productions.delete(session, movie)
    page = visit("board", board=board, card=card)
    assert "It is deleted" in words(page) and "open_in_movies" not in keys(page) and "remove_card" in keys(page)


def test_the_player_leads_from_a_clip_to_its_scene(visit: Open, studio: Database, ready: str):
    page = visit("library", clip=clip_of(studio, ready, "s2").id)
    page.button(key="open_in_movie").click().run()
    assert page.title[0].value == "The boat" and page.query_params["scene"] == "s2"


def test_the_player_says_that_a_movie_is_deleted(visit: Open, studio: Database, ready: str):
    with database.writing(studio) as session:
        productions.delete(session, ready)
    page = visit("library", clip=clip_of(studio, ready, "s2").id)
    assert "The movie is deleted." in words(page) and "open_in_movie" not in keys(page)
