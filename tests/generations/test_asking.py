"""What is asked for in one go, on both databases."""

from studio import database as db
from studio import generations
from studio.brief import Brief

BOAT = Brief(prompt="A boat", model="luma:ray-2")
TREE = Brief(prompt="A tree", model="animatic:neon", seed=7)


def test_takes_have_seeds_of_their_own_where_the_model_knows_seeds(database):
    with db.writing(database) as session:
        trees = generations.queue_together(session, generations.takes_of(TREE, 3))
        boats = generations.queue_together(session, generations.takes_of(BOAT, 2))
    assert [one.brief.seed for one in trees] == [7, 8, 9]
    assert [one.brief.seed for one in boats] == [None, None]
