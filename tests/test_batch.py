"""A batch of briefs: what people and spreadsheets write is read, each fault is a sentence with its row, and all is queued or nothing."""

import json

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import batch, database, generations, orders
from studio.batch import BadBatch
from studio.errors import StudioError
from studio.settings import Settings
from studio.tables import Asset, AssetKind, Generation

HEADER = "prompt,model,seconds\n"
ID = "0192aaaa-bbbb-7ccc-8ddd-eeeeffff0000"


@pytest.fixture
def check(sqlite: Database, settings: Settings):
    def check(file: str | bytes) -> list[batch.Row]:
        with database.reading(sqlite) as session:
            return batch.check(session, file.encode() if isinstance(file, str) else file, settings)

    return check


def test_the_example_is_good_and_free(check):
    rows = check(batch.EXAMPLE)
    assert [row.reasons for row in rows] == [()] * 3 and [row.number for row in rows] == [2, 3, 4]
    assert (orders.total(batch.good(rows)).takes, orders.total(batch.good(rows)).words) == (4, "free")
    assert rows[0].order.brief.prompt == "A paper boat in the rain, slow push in" and rows[0].order.brief.seed == 7


BOTH = (("A boat", 5), ("A kite", 9))
SPREADSHEETS = {
    "commas": HEADER + "A boat,luma:ray-2,5\nA kite,luma:ray-2,9\n",
    "semicolons and decimal commas": "Prompt;Model;Duration S\r\nA boat;luma:ray-2;5,0\r\nA kite;luma:ray-2;9\r\n",
    "tabs": "prompt\tmodel\tlength\nA boat\tluma:ray-2\t5 s\nA kite\tluma:ray-2\t9s",
    "a byte order mark": "\ufeff" + HEADER + "A boat,luma:ray-2,5\nA kite,luma:ray-2,9",
    "empty rows and columns": "prompt,model,seconds,,\n,,,,\nA boat,luma:ray-2,5,,\n\nA kite,luma:ray-2,9,,\n,,",
    "quotation marks": '"prompt";"model";"seconds"\n"A boat";"luma:ray-2";"5"\n"A kite";"luma:ray-2";"9"',
    "a list": json.dumps([{"prompt": p, "model": "luma:ray-2", "duration_s": s, "seed": None} for p, s in BOTH]),
    "an object": json.dumps({"briefs": [{"prompt": p, "model": "luma:ray-2", "seconds": s} for p, s in BOTH]}),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("file", SPREADSHEETS.values(), ids=SPREADSHEETS.keys())
def test_what_spreadsheets_and_programs_write_is_read(check, file: str, encoding: str):
    rows = check(file.encode(encoding))
    assert [(row.prompt, row.order.brief.duration_s, row.reasons) for row in rows] == [
        ("A boat", 5, ()),
        ("A kite", 9, ()),
    ]
    assert orders.total(batch.good(rows)).words == "$1.98"


BAD_FILES = {
    "": "There are no rows",
    HEADER: "There are no rows",
    "prompt,colour\nA boat,red": "Row 1: There is no column 'colour'. Choose from: ",
    "prompt,seconds,length\nA,5,5": "Row 1: there are two columns 'duration_s'",
    'prompt\n"A boat': "The CSV cannot be read: unexpected end of data. Is a quotation mark open?",
    "prompt\n" + "A boat\n" * 501: "There are 501 rows: a batch has at most 500.",
    "[" * 100_000: "The JSON cannot be read",
    '[{"prompt": "A",}]': "The JSON cannot be read in line 1",
    '[{"seed": NaN}]': "The JSON cannot be read",
    '{"prompt": "A boat"}': "The JSON is to be a list of briefs",
    "prompt\n" + "A" * 140_000: "The CSV cannot be read: field larger than field limit",
}


@pytest.mark.parametrize(("file", "sentence"), BAD_FILES.items(), ids=range(len(BAD_FILES)))
def test_a_file_that_is_no_batch_is_a_sentence(check, file: str, sentence: str):
    with pytest.raises(BadBatch) as refused:
        check(file)
    assert str(refused.value).startswith(sentence)


def test_other_letters_and_too_much_are_a_sentence(check):
    with pytest.raises(BadBatch, match="Row 3 holds letters that are not UTF-8: save"):
        check("prompt\nA boat\nCafé\n".encode("latin-1"))
    with pytest.raises(BadBatch, match="UTF-8"):
        check(b"\xff\xfe\x00")
    with pytest.raises(BadBatch, match="at most 2 MB"):
        check(b" " * 2_000_001)


BAD_ROWS = {
    "A boat,luma:ray-2,7": "Row 2: Ray 2 makes clips of 5 or 9 s, not 7 s.",
    "A boat,luma:ray-2,soon": "Row 2: duration_s: Input should be a valid number, unable to parse string as a number.",
    "A boat,luma:ray-3,5": "Row 2: 'luma:ray-3' is an old name of a model: choose luma_agents:ray-3.2, its successor.",
    "A boat, with sails,luma:ray-2,5": "Row 2: It has more cells than there are columns",
    "A \x07 boat,luma:ray-2,5": "Row 2: It holds characters that nobody can read",
    ",luma:ray-2,5": "Row 2: Write a prompt",
}


@pytest.mark.parametrize(("row", "sentence"), BAD_ROWS.items())
def test_what_is_wrong_with_a_row_is_said_and_the_others_stay_good(check, row: str, sentence: str):
    bad, fine = check(HEADER + row + "\nA kite,luma:ray-2,5\n")
    assert bad.words.startswith(sentence) and fine.reasons == ()


@pytest.mark.parametrize(
    "values",
    [
        {"takes": 0}, {"takes": 9}, {"takes": "two"}, {"takes": True}, {"takes": 1.5}, {"takes": []}, {"first_frame": "/etc/passwd"},
        {"first_frame": ID}, {"first_frame": "a\x00b"}, {"source": {"path": "/etc/passwd"}}, {"references": "style=x"}, {"prompt": ["A"]},
        {"prompt": "\ud800"}, {"model": 7}, {"model": {}}, {"colour": "red"}, {"version": 2}, {"seed": 10**400}, {"loop": "perhaps"},
        7, None,
        {"first_frame": "http://127.0.0.1/a.png"}, {"continues_id": ID}, {"duration_s": -5}, {"operation": "sing"}, {"source": [1]},
    ],
)  # fmt: skip
def test_a_bad_value_is_a_sentence_with_its_row(check, values):
    row = {"prompt": "A boat"} | values if isinstance(values, dict) else values
    fine, bad = check(json.dumps([{"prompt": "A boat"}, row]))
    assert bad.words.startswith("Row 2: ") and bad.words[-1] in ".?" and fine.reasons == ()


def test_pictures_are_named_by_address_or_id(check, sqlite: Database):
    with database.writing(sqlite) as session:
        session.add(Asset(id=ID, kind=AssetKind.PICTURE, name="a", sha256="0", size_bytes=1, width=1, height=1))
    columns = "prompt,model,first_frame,camera_moves,loop\n"
    rows = check(
        f"{columns}A,animatic:neon,{ID},pan_left | push in,yes\nA kite,luma:ray-2,https://example.org/a.png,,no\n"
    )
    first, second = (row.order.brief for row in rows)
    assert (first.first_frame.asset_id, first.camera_moves, first.loop) == (ID, ("pan_left", "push in"), True)
    assert (second.first_frame.url, second.loop, rows[1].reasons) == ("https://example.org/a.png", False, ())


def test_an_unknown_price_is_not_nothing(check):
    rows = check("prompt,model,resolution\nA,luma_agents:ray-3.2,360p\nA kite,luma:ray-2,720p\n")
    assert orders.total(batch.good(rows)).words == "$0.71 and 1 of unknown price"


def test_a_batch_is_queued_whole_and_the_takes_of_a_row_belong_together(check, sqlite: Database):
    rows = check(batch.EXAMPLE)
    with database.writing(sqlite) as session:
        made = batch.queue(session, batch.good(rows))
    assert len({one.group_id for one in made if one.group_id}) == 1 and len(made) == 4


def test_where_one_row_is_refused_after_all_none_is_queued(check, sqlite: Database):
    with database.writing(sqlite) as session:
        earlier = generations.queue(session, batch.good(check(batch.EXAMPLE))[0].brief)
    wanted = batch.good(check(f"prompt,continues_id\nA,\nB,{earlier.id}\n"))
    gone = wanted[1].brief.model_copy(update={"continues_id": ID})
    with pytest.raises(StudioError), database.writing(sqlite) as session:
        batch.queue(session, [wanted[0], orders.Order(gone, 1, (), wanted[1].estimate)])
    with database.reading(sqlite) as session:
        assert [one.id for one in session.exec(select(Generation)).all()] == [earlier.id]
