"""A movie goes from one studio to another in a file, and is there what it was here; a file that means ill leaves nothing."""

import hashlib
import json
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from sqlalchemy import event
from sqlmodel import select

from studio import archive, generations, ledger, library, productions, speeches, tallies
from studio import database as db
from studio.access import NotAllowed, Visitor
from studio.brief import Brief, Keyframe, State
from studio.engine.cutting import render_due
from studio.engine.tools import Tools
from studio.productions import editing, movie_file
from studio.productions.cut import cuts, recipes, voicing
from studio.productions.movie_file import BadMovieFile, checking, written
from studio.productions.outline import Outline
from studio.providers import catalogue
from studio.reach import Way, way
from studio.settings import Settings
from studio.tables import Access, AssetKind, Generation, LedgerLine, Tally, now
from studio.voices import samples
from studio.voices.script import Script
from tests.productions.two_studios import Spoiled, Studio, generate, make_movie


@pytest.fixture(scope="module")
def made(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Studio, str, Path]:
    """A studio, a movie of it, and that as a file. To be copied: what a test changes is its own."""
    folder = tmp_path_factory.mktemp("made")
    studio = Studio.at(folder / "studio", empty_sqlite)
    movie = make_movie(studio, folder)
    studio.save(movie, folder / "boat.dailies")
    studio.database.dispose()
    return studio, movie, folder / "boat.dailies"


@pytest.fixture
def here(made: tuple[Studio, str, Path], tmp_path: Path) -> Studio:
    return made[0].copied(tmp_path / "here")


@pytest.fixture
def there(empty_sqlite: Path, tmp_path: Path) -> Studio:
    return Studio.at(tmp_path / "there", empty_sqlite)


@pytest.fixture
def movie(made: tuple[Studio, str, Path]) -> str:
    return made[1]


@pytest.fixture
def file(made: tuple[Studio, str, Path]) -> Path:
    return made[2]


def without_assets(outline: Outline) -> str:
    """Those have other ids there."""
    told = json.loads(outline.model_dump_json())
    told["finish"].pop("music_id")
    told["chapters"][0]["scenes"][2].pop("last_frame")
    return json.dumps(told)


# -- there and back ---------------------------------------------------------------------------------------


def test_a_movie_is_there_what_it_was_here(here: Studio, there: Studio, movie: str, file: Path):
    opened = there.open(file)
    assert (opened.id, opened.title) == (movie, "The boat")
    assert without_assets(there.outline(movie)) == without_assets(here.outline(movie))
    assert there.chosen(movie) == here.chosen(movie) and len(there.chosen(movie)) == 3
    assert here.stale(movie) == there.stale(movie) == set()
    music = there.read(lambda session: library.get(session, there.outline(movie).finish.music_id or "").asset)
    assert (music.kind, music.title) == (AssetKind.SOUND, "Rain") and there.files.has(music.name)


def test_one_that_was_saved_before_there_were_borders_still_opens(there: Studio, file: Path, tmp_path: Path):
    old = Spoiled.of(file)
    old.written["outline"]["finish"] |= {"language": "english"}
    old.written["outline"]["chapters"][0]["scenes"][0] |= {"start_s": 4.0, "end_s": 3.0}
    outline = there.outline(there.open(old.write(tmp_path / "old.dailies")).id)
    assert (outline.finish.language, next(outline.scenes()).start_s, next(outline.scenes()).end_s) == ("eng", 4, None)


def test_either_database_takes_it_once_and_again(database: Database, file: Path, tmp_path: Path):
    studio = Studio(database, tmp_path / "other")
    first, second = studio.open(file), studio.open(file)
    assert studio.chosen(first.id) == studio.chosen(second.id) and len(studio.chosen(first.id)) == 3


def test_a_film_is_cut_from_it_there(there: Studio, file: Path):
    movie = there.open(file).id
    with db.writing(there.database) as session:
        recipe = recipes.make(there.outline(movie), there.takes(movie), is_preview=True)
        cut = cuts.queue(session, movie, recipe, is_preview=True).id
    settings = Settings(_env_file=None, data=there.folder)  # pyright: ignore[reportCallIssue]
    assert render_due(Tools(there.database, there.files, NotImplemented, lambda: settings), "an engine")
    film = there.read(lambda session: cuts.film_of(session, cuts.get(session, cut)))
    assert film and film.duration_s == pytest.approx(3, abs=0.2)


def test_takes_that_are_not_shown_come_along_where_that_is_asked_for(
    here: Studio, there: Studio, movie: str, tmp_path: Path
):
    few, all_of_them = (
        here.save(movie, tmp_path / f"{all_takes}.dailies", all_takes=all_takes) for all_takes in (False, True)
    )
    assert (len(few.written.generations), len(all_of_them.written.generations)) == (3, 4)
    movie = there.open(tmp_path / "True.dailies").id
    assert [take.id for take in there.takes(movie)["s1"]] == [take.id for take in here.takes(movie)["s1"]]
    assert there.chosen(movie) == here.chosen(movie)


def test_what_was_out_of_date_is_so_there_and_a_change_there_is_seen(
    here: Studio, there: Studio, movie: str, tmp_path: Path
):
    here.edit(movie, lambda outline: editing.change(outline, "s3", prompt="It burns"))
    here.save(movie, tmp_path / "stale.dailies")
    there.open(tmp_path / "stale.dailies")
    assert there.stale(movie) == {"s3"}
    there.edit(movie, lambda outline: editing.change(outline, "s1", prompt="It sinks"))
    assert there.stale(movie) == {"s1", "s2", "s3"}  # the second goes on from the first


def test_edits_made_before_go_along_where_that_is_asked_for(here: Studio, there: Studio, movie: str, tmp_path: Path):
    assert here.save(movie, tmp_path / "boat.dailies").written.earlier == ()
    assert here.save(movie, tmp_path / "boat.dailies", earlier=True).written.earlier
    opened = there.open(tmp_path / "boat.dailies")
    with db.writing(there.database) as session:
        assert productions.undo(session, productions.get(session, opened.id).production) == "Chose take 1 of scene 1."
        assert productions.get(session, opened.id).outline.scene("s1").chosen_id is None  # pyright: ignore[reportOptionalMemberAccess]


def test_nothing_of_the_studio_it_comes_from_stands_in_it(here: Studio, movie: str, tmp_path: Path):
    by = Visitor("ada@example.org", Access.MAKER)
    with db.writing(here.database) as session:
        opened = productions.get(session, movie)
        productions.save(session, opened.production, editing.rename(opened.outline, "Ours"), "Renamed.", asked_by=by)
    here.save(movie, tmp_path / "boat.dailies", all_takes=True)
    with ZipFile(tmp_path / "boat.dailies") as archive:
        told = archive.read("movie.json").decode()
    assert not [secret for secret in (by.name, str(here.folder), "remote-", "local", "usd") if secret in told]


# -- money, counting, disk --------------------------------------------------------------------------------


def test_what_was_made_elsewhere_costs_nothing_and_is_counted_nowhere(there: Studio, file: Path):
    movie = there.open(file).id
    tallies.count_ended(there.database)
    list(tallies.recount(there.database))
    assert there.read(lambda session: (session.exec(select(LedgerLine)).all(), session.exec(select(Tally)).all())) == (
        [],
        [],
    )
    made = there.takes(movie)["s1"][0].generation
    assert (made.state, made.was_made_elsewhere, made.estimate_micro_usd) == (State.SUCCEEDED, True, 0)
    assert there.read(lambda session: ledger.charged(session, made)) == 0
    told = there.read(lambda session: generations.history(session, made.id))
    assert [event.sentence for event in told] == ["Made elsewhere: it came with a movie file."]


def test_the_same_file_twice_is_two_movies_and_one_set_of_media(there: Studio, file: Path):
    first = there.open(file)
    media = there.media()
    second = there.open(file)
    assert first.id != second.id and there.media() == media
    assert there.chosen(first.id) == there.chosen(second.id) and there.stale(second.id) == set()
    ids = [{take.id for its in there.takes(movie.id).values() for take in its} for movie in (first, second)]
    assert len(ids[0] | ids[1]) == 6


def test_it_can_be_opened_where_it_comes_from(here: Studio, movie: str, file: Path):
    media, copy = here.media(), here.open(file)
    assert copy.id != movie and here.media() == media and here.chosen(copy.id) == here.chosen(movie)
    generate(here, copy.id, ["s2"], [])
    assert here.takes(copy.id)["s2"][-1].generation.waits_for_id is None  # what it goes on from is there


def test_its_provider_does_not_know_what_another_studio_made():
    """So it goes on from the last frame, not from an id of another account."""
    model = catalogue.model("luma:ray-2")
    brief = Brief(model=model.id, prompt="A boat")
    theirs = Generation(brief=brief, provider="luma", model=model.id, prompt="", duration_s=5, state=State.SUCCEEDED)
    ours = theirs.model_copy(update={"remote_id": "r"})
    goes_on = Keyframe(generation_id="g")
    assert way(goes_on, ours, model, is_public=True) == Way.ID
    assert way(goes_on, theirs, model, is_public=True) == Way.ADDRESS


# -- paid narration ---------------------------------------------------------------------------------------


def speak(studio: Studio, movie: str) -> None:
    """All of it, a second each."""
    studio.edit(movie, lambda outline: editing.change_finish(outline, voice="gemini:Kore", direction="calm"))
    for script in voicing.scripts(studio.outline(movie)).values():
        sound = studio.folder / "said.wav"
        samples.write(samples.Samples(bytes(48_000), 24_000), sound)
        sha256 = hashlib.sha256(sound.read_bytes()).hexdigest()
        name = studio.files.keep(sound, f"speech-{script.id}", sha256, "wav")
        with db.writing(studio.database) as session:
            assert speeches.take_in(session, studio.files, script, name, 1.0)


def spoken(studio: Studio, movie: str) -> list[int]:
    return [
        part.number
        for part in studio.read(lambda session: voicing.look(session, studio.files, studio.outline(movie))).ready
    ]


@pytest.fixture
def told(here: Studio, movie: str, tmp_path: Path) -> Path:
    """The same movie with its narration spoken, as a file."""
    speak(here, movie)
    here.save(movie, tmp_path / "told.dailies")
    return tmp_path / "told.dailies"


def test_narration_that_was_paid_is_spoken_there_too_and_kept(there: Studio, told: Path):
    movie = there.open(told).id
    assert (
        spoken(there, movie) == [1, 2, 3] and there.read(lambda session: session.exec(select(LedgerLine)).all()) == []
    )
    with db.writing(there.database) as session:
        assert speeches.forget_free(session, now() + timedelta(days=9)) == []
    media = there.media()
    assert spoken(there, there.open(told).id) == [1, 2, 3] and there.media() == media


def test_narration_that_waits_there_is_not_paid_any_more(there: Studio, told: Path):
    keyed = Settings(_env_file=None, data=there.folder, google_api_key=SecretStr("a-key-of-google-1234"))  # pyright: ignore[reportCallIssue]
    scripts = list(voicing.scripts(Outline.model_validate(Spoiled.of(told).written["outline"])).values())
    with db.writing(there.database) as session:
        speeches.queue(session, scripts, keyed)
    assert spoken(there, there.open(told).id) == [1, 2, 3]
    assert there.read(lambda session: sum(line.micro_usd for line in session.exec(select(LedgerLine)))) == 0


def test_a_sound_that_is_gone_there_comes_back_with_the_file(there: Studio, told: Path):
    movie = there.open(told).id
    script = next(iter(voicing.scripts(there.outline(movie)).values()))
    name = there.read(lambda session: speeches.get(session, script.id).name)
    there.files.remove(name or "")
    assert spoken(there, movie) == [2, 3]
    there.open(told)
    assert spoken(there, movie) == [1, 2, 3] and there.files.has(name or "")


def other_words(spoiled: Spoiled) -> None:
    """The sound of one narration under the id of words that no scene says."""
    spoiled.written["media"][-1]["id"] = Script("Buy this.", "gemini:Kore", "gemini-3.8-flash-tts").id


def no_speech(spoiled: Spoiled) -> None:
    page, last = b"<html>" + b"x" * 500, spoiled.written["media"][-1]
    spoiled.media[last["name"]] = page
    last |= {"size_bytes": len(page), "sha256": hashlib.sha256(page).hexdigest()}


@pytest.mark.parametrize(
    ("spoil", "sentence"), [(other_words, "words that no scene says"), (no_speech, "it is no narration")]
)
def test_narration_that_lies_is_refused(
    there: Studio, told: Path, tmp_path: Path, spoil: Callable[[Spoiled], None], sentence: str
):
    spoiled = Spoiled.of(told)
    spoil(spoiled)
    untouched(there, lambda: there.open(spoiled.write(tmp_path / "x.dailies")), sentence)


# -- files that mean ill ----------------------------------------------------------------------------------


def untouched(studio: Studio, deed: Callable[[], object], sentence: str) -> None:
    before = studio.rows(), studio.media()
    with pytest.raises(BadMovieFile, match=sentence) as refused:
        deed()
    assert str(refused.value)[-1] == "."
    assert (studio.rows(), studio.media()) == before and list((studio.folder / "media" / ".work").iterdir()) == []


END = b"PK\x05\x06" + b"\xff" * 16 + bytes(2)
CHANGED, NOT_OURS = "was changed since it was saved", "This is no movie file"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", NOT_OURS), (b"PK\x05\x06" + bytes(18), NOT_OURS), (b"\x00" * 5000, NOT_OURS), (END, "holds too much")],
)  # fmt: skip
def test_what_is_no_zip_is_refused(there: Studio, tmp_path: Path, content: bytes, sentence: str):
    (tmp_path / "x.dailies").write_bytes(content)
    untouched(there, lambda: there.open(tmp_path / "x.dailies"), sentence)


def test_a_zip_of_something_else_and_one_that_was_cut_off_are_refused(there: Studio, file: Path, tmp_path: Path):
    with ZipFile(tmp_path / "x.dailies", "w") as other:
        other.writestr("notes.txt", "hello")
    untouched(there, lambda: there.open(tmp_path / "x.dailies"), NOT_OURS)
    (tmp_path / "y.dailies").write_bytes(file.read_bytes()[:-2000])
    untouched(there, lambda: there.open(tmp_path / "y.dailies"), NOT_OURS)


LINK = ZipInfo("media/0009.mp4")
LINK.external_attr = 0o120777 << 16
MORE = {
    "a path that leads out": ("../../evil.mp4", b"x"),
    "an absolute path": ("/etc/evil.mp4", b"x"),
    "a path of Windows": ("C:\\evil.mp4", b"x"),
    "a folder": ("media/", b""),
    "a link": (LINK, b"/etc/passwd"),
    "a file that nobody listed": ("media/0099.mp4", b"x"),
    "the same name twice": ("media/0001.mp4", b"x"),
}


@pytest.mark.parametrize("more", MORE.values(), ids=MORE.keys())
def test_what_it_does_not_list_is_not_taken(
    there: Studio, file: Path, tmp_path: Path, more: tuple[str | ZipInfo, bytes]
):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile itself warns of the same name
        spoiled = Spoiled.of(file).write(tmp_path / "x.dailies", more=[more])
    untouched(there, lambda: there.open(spoiled), CHANGED)


def test_a_bomb_and_a_crowd_are_refused_before_anything_is_unpacked(there: Studio, file: Path, tmp_path: Path):
    bomb = Spoiled.of(file)
    bomb.media["media/0001.mp4"] = bytes(50_000_000)
    untouched(there, lambda: there.open(bomb.write(tmp_path / "x.dailies", packed=True)), CHANGED)
    crowd: list[tuple[str | ZipInfo, bytes]] = [(f"media/{number}.mp4", b"x") for number in range(10_000)]
    untouched(there, lambda: there.open(Spoiled.of(file).write(tmp_path / "y.dailies", more=crowd)), "holds too much")


def test_a_long_list_of_names_cannot_be_hidden_behind_a_second_end(file: Path, tmp_path: Path):
    """Its own end record has the mark of one in it, where its length would then be read from what follows."""
    crowd: list[tuple[str | ZipInfo, bytes]] = [(f"media/{number:080}.mp4", b"") for number in range(6_000)]
    spoiled = Spoiled.of(file).write(tmp_path / "x.dailies", more=crowd)
    with spoiled.open("rb+") as end:
        end.seek(-18, 2)
        end.write(b"PK\x05\x06")
        end.seek(-6, 2)
        end.write(bytes(4))
    with spoiled.open("rb") as given, pytest.raises(BadMovieFile, match="holds too much"):
        checking._require_short_list(given)  # pyright: ignore[reportPrivateUsage]


def test_an_end_elsewhere_than_at_the_end_is_not_ours(there: Studio, file: Path, tmp_path: Path):
    whole = file.read_bytes()
    (tmp_path / "x.dailies").write_bytes(whole[:-2] + b"\x01\x00!")  # a comment
    untouched(there, lambda: there.open(tmp_path / "x.dailies"), NOT_OURS)
    elsewhere = b"PK\x06\x07" + bytes(4) + (12).to_bytes(8, "little") + (1).to_bytes(4, "little")
    (tmp_path / "y.dailies").write_bytes(whole[:-22] + elsewhere + whole[-22:])
    untouched(there, lambda: there.open(tmp_path / "y.dailies"), NOT_OURS)


def test_a_file_of_many_clips_has_a_second_end_and_is_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As zipfile writes it beyond 4 GB."""
    monkeypatch.setattr("zipfile.ZIP64_LIMIT", 10)
    (tmp_path / "x.dailies").write_bytes(b"".join(archive.stream([("notes.txt", "hello")])))
    assert b"PK\x06\x06" in (tmp_path / "x.dailies").read_bytes()
    monkeypatch.undo()
    with pytest.raises(BadMovieFile, match=NOT_OURS), checking.opened(tmp_path / "x.dailies"):
        pass
    with (tmp_path / "x.dailies").open("rb") as given:
        checking._require_short_list(given)  # pyright: ignore[reportPrivateUsage]


def test_no_model_takes_a_longer_prompt_than_a_movie_file():
    assert max(model.prompt_chars[1] for model in catalogue.models()) <= written.LONGEST_PROMPT


def wrong_bytes(spoiled: Spoiled) -> None:
    name = spoiled.written["media"][-1]["name"]
    spoiled.media[name] = bytes(len(spoiled.media[name]))


def missing(spoiled: Spoiled) -> None:
    del spoiled.media["media/0002.mp4"]


def another_length(spoiled: Spoiled) -> None:
    spoiled.written["media"][0]["size_bytes"] += 1


def no_video(spoiled: Spoiled) -> None:
    """With the right hash: it says it is a clip, and is a page."""
    page = b"<html>" + b"x" * 500
    last = spoiled.written["media"][2]
    spoiled.media[last["name"]] = page
    last |= {"size_bytes": len(page), "sha256": hashlib.sha256(page).hexdigest()}


def newer(spoiled: Spoiled) -> None:
    spoiled.written["version"] = 2


def a_name_of_its_own(spoiled: Spoiled) -> None:
    spoiled.written["media"][0]["name"] = "media/../../evil.mp4"


def no_such_scene(spoiled: Spoiled) -> None:
    spoiled.written["generations"][0]["scene_id"] = "s9"


def no_such_clip(spoiled: Spoiled) -> None:
    spoiled.written["generations"][0]["media_id"] = "nothing"


def unknown_field(spoiled: Spoiled) -> None:
    spoiled.written["generations"][0]["brief"]["path"] = "/etc/passwd"


def many_generations(spoiled: Spoiled) -> None:
    first = spoiled.written["generations"][0] | {"scene_id": None}
    spoiled.written["generations"] = [first | {"id": f"g{number}"} for number in range(2_001)]


def many_chapters(spoiled: Spoiled) -> None:
    spoiled.written["outline"]["chapters"] += [{}] * 200


def many_moves(spoiled: Spoiled) -> None:
    spoiled.written["outline"]["chapters"][0]["scenes"][0]["camera_moves"] = ["pan"] * 51


def long_prompt(spoiled: Spoiled) -> None:
    spoiled.written["generations"][0]["brief"]["prompt"] = "p" * 3_000_000


def long_model(spoiled: Spoiled) -> None:
    spoiled.written["generations"][0]["brief"]["model"] = "a:" + "b" * 200


def long_address(spoiled: Spoiled) -> None:
    spoiled.written["outline"]["chapters"][0]["scenes"][0]["references"] = [{"url": "https://x/" + "x" * 10_000}]


def long_list(spoiled: Spoiled) -> None:
    spoiled.written["outline"]["idea"] = "x" * 8_000_000


def many_values(spoiled: Spoiled) -> None:
    versions = {"edit": "", "outline": {"chapters": [{"scenes": [{"id": "s1", "references": [{"url": ""}] * 2_500}]}]}}
    spoiled.written["earlier"] = [versions] * 45


def one_id_for_two(spoiled: Spoiled) -> None:
    first = spoiled.written["generations"][0]
    spoiled.written["media"] = [
        one | {"id": first["id"]} if one["id"] == first["media_id"] else one for one in spoiled.written["media"]
    ]
    first["media_id"] = first["id"]


def evil_id(spoiled: Spoiled) -> None:
    spoiled.written["production_id"] = "../x"


WRONG = {
    wrong_bytes: "is damaged",
    missing: "media/0002.mp4 is missing",
    another_length: CHANGED,
    no_video: "cannot be taken: A web page was sent instead",
    newer: "by a newer version of the studio",
    a_name_of_its_own: "cannot be read",
    no_such_scene: "not in the outline",
    no_such_clip: "not in the file",
    unknown_field: "cannot be read",
    evil_id: "cannot be read",
    many_generations: "at most 2000 items",
    many_chapters: "at most 200 items",
    many_moves: "at most 50 items",
    long_prompt: "a prompt has at most 40,000 letters",
    long_model: "has at most 100 letters",
    long_address: "an address has at most 10,000 letters",
    long_list: "at most 8 MB",
    many_values: "holds too much",
    one_id_for_two: "have the same id",
}


@pytest.mark.parametrize(("spoil", "sentence"), WRONG.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_file_that_lies_is_refused_with_a_sentence(
    there: Studio, file: Path, tmp_path: Path, spoil: Callable[[Spoiled], None], sentence: str
):
    spoiled = Spoiled.of(file)
    spoil(spoiled)
    untouched(there, lambda: there.open(spoiled.write(tmp_path / "x.dailies")), sentence)


def whole_media(studio: Studio) -> list[str]:
    return [path.name for path in (studio.folder / "media").glob("*.*") if path.is_file()]


@pytest.mark.parametrize("moment", ["4 of 5 files", "Putting it on the shelf"])
def test_stopped_anywhere_nothing_of_it_is_left(there: Studio, file: Path, moment: str):
    before = there.rows()

    def stop(_done: float, said: str) -> None:
        assert "files" not in said or whole_media(there) == [], "until all is looked at, nothing lies in the library"
        if said == moment:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        movie_file.open_file(file, there.files, there.database, stop)
    assert there.rows() == before and whole_media(there) == []


def test_what_the_database_refuses_leaves_nothing(there: Studio, file: Path):
    """The last of its rows; all others are written by then."""
    with there.database.begin() as connection:
        connection.exec_driver_sql("CREATE TRIGGER no_takes BEFORE INSERT ON take BEGIN SELECT RAISE(ABORT, 'no'); END")
    untouched(there, lambda: there.open(file), "open it again")


def test_many_takes_keep_others_waiting_no_longer_than_few(here: Studio, file: Path, tmp_path: Path):
    """On SQLite nobody else writes meanwhile: so it is asked as often, whatever there is to write."""
    crowd = Spoiled.of(file)
    [first, *_] = crowd.written["generations"]
    crowd.written["generations"] += [first | {"id": f"more-{number}"} for number in range(300)]
    many = crowd.write(tmp_path / "many.dailies")
    few_asked, many_asked = (statements(here, lambda one=one: here.open(one)) for one in (file, many))
    assert len(few_asked) == len(many_asked) < 10
    assert here.rows()["take"] > 300


def statements(studio: Studio, deed: Callable[[], object]) -> list[str]:
    """Those that write, and what is asked between them."""
    asked = list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(studio.database, "before_cursor_execute", note)
    deed()
    event.remove(studio.database, "before_cursor_execute", note)
    return asked[max(number for number, one in enumerate(asked) if one == "BEGIN IMMEDIATE") :]


def test_takes_that_go_on_from_each_other_in_any_order_do_so_there(
    here: Studio, there: Studio, movie: str, file: Path, tmp_path: Path
):
    """A file can be written by anybody: the earlier one behind the later one, even each from the other."""
    turned = Spoiled.of(file)
    first, second = turned.written["generations"][:2]
    first["brief"]["continues_id"], second["brief"]["continues_id"] = second["id"], first["id"]
    there.open(turned.write(tmp_path / "turned.dailies"))
    with db.reading(there.database) as session:
        goes_on = {one.id: one.continues_id for one in session.exec(select(Generation)).all()}
    assert (goes_on[first["id"]], goes_on[second["id"]]) == (second["id"], first["id"])


def test_a_full_disk_and_a_viewer_are_told_before_anything_is_written(
    there: Studio, file: Path, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(NotAllowed):
        movie_file.open_file(file, there.files, there.database, asked_by=Visitor("eve", Access.VIEWER))
    monkeypatch.setattr("studio.files.Files.free_bytes", lambda _: 1000)
    untouched(there, lambda: there.open(file), "not enough room on the disk")


def test_a_clip_that_is_not_whole_here_is_not_saved(here: Studio, movie: str, tmp_path: Path):
    clip = here.takes(movie)["s1"][0].clip
    assert clip
    here.files.path_of(clip.name).write_bytes(b"cut off")
    with pytest.raises(BadMovieFile, match="choose another take"):
        here.save(movie, tmp_path / "x.dailies")
