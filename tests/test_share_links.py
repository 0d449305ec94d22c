"""A share link shows one film to whoever has its address, without a login; and nothing else, and no longer than it lives."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.testclient import TestClient

from studio import access, audit, library, secret_key, server, share_links
from studio import database as db
from studio import settings as own_settings
from studio.access import NotAllowed, Visitor
from studio.errors import NotFound
from studio.files import Files
from studio.settings import Settings
from studio.share_links import BadLink, LinkWords
from studio.tables import Access, Asset, AssetKind, Deed, ShareLink, now
from tests import own_studio

HERE = "https://studio.example.org"
ADA, BOB = Visitor("ada@example.org", Access.ADMIN), Visitor("bob@example.org", Access.MAKER)
WORDS = LinkWords(
    title="Été & <b>Co</b>",
    subtitles="WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n",
    language="eng",
    chapters=((0, "One"), (61.5, "Two <i>")),
)


@pytest.fixture
def studio(empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """With a login that nobody here has."""
    login = {"STUDIO_ACCESS": "proxy", "STUDIO_SECRET_KEY": "a-test", "PUBLIC_URL": HERE}
    with own_studio.opened(monkeypatch, empty_sqlite, tmp_path, **login) as found:
        yield found


@pytest.fixture
def film(studio: Database, tmp_path: Path, clip: Path) -> str:
    asset = library.asset_of_clip(Files(tmp_path / "media"), clip)
    asset.kind, asset.title = AssetKind.FILM, "Été"
    with db.writing() as session:
        return library.add(session, asset).id


@pytest.fixture
def stranger(studio: Database) -> Iterator[TestClient]:
    app = Starlette(routes=server.routes(), middleware=server.middleware(own_settings.load()))
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def share(film: str, words: LinkWords = WORDS, days: int = 7, by: Visitor = BOB) -> ShareLink:
    with db.writing() as session:
        return share_links.make(session, film, days, words, asked_by=by)


def address(link: ShareLink) -> str:
    return share_links.address(link, "http://127.0.0.1:8501", own_settings.load()).removeprefix(HERE)


def kept(link: ShareLink) -> ShareLink:
    with db.reading() as session:
        return session.get_one(ShareLink, link.id)


def change(link: ShareLink, **values: object) -> None:
    with db.writing() as session:
        row = session.get_one(ShareLink, link.id)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


# -- what a stranger sees ---------------------------------------------------------------------------------


def test_a_stranger_watches_by_the_link_and_gets_nowhere_else(stranger: TestClient, film: str, clip: Path):
    where = address(share(film))
    page = stranger.get(where)
    assert page.status_code == 200 and "<video" in page.text and "playsinline" in page.text
    assert stranger.get(f"{where}/film").content == clip.read_bytes()
    with db.reading() as session:
        name = library.get(session, film).asset.name
    for closed in (f"/app/static/media/{name}", "/api/v1/videos/jobs"):
        assert stranger.get(closed).status_code == 401
    for odd in ("studio.db", name, "..%2f..%2fstudio.db", "film%00"):
        assert stranger.get(f"{where}/{odd}").status_code == 404


def test_a_part_of_the_film_can_be_asked_for(stranger: TestClient, film: str, clip: Path):
    reply = stranger.get(f"{address(share(film))}/film", headers={"Range": "bytes=100-199"})
    assert (reply.status_code, reply.content) == (206, clip.read_bytes()[100:200])
    assert reply.headers["content-type"] == "video/mp4" and "private" in reply.headers["cache-control"]


def test_the_page_names_no_id_and_no_prompt_and_shows_words_letter_by_letter(stranger: TestClient, film: str):
    link = share(film)
    page = stranger.get(address(link)).text
    bare = page.replace(address(link).rpartition("/")[2], "")
    assert film not in bare and link.id not in bare and BOB.name not in bare
    assert "Été &amp; &lt;b&gt;Co&lt;/b&gt;" in page and "Two &lt;i&gt;" in page and "1:01" in page
    assert "A secret prompt" not in page
    assert "A secret prompt" in stranger.get(address(share(film, LinkWords(prompt="A secret prompt")))).text


def test_a_chat_finds_title_and_poster_under_the_name_of_the_world(stranger: TestClient, film: str):
    where = address(share(film))
    found = dict(re.findall(r'property="og:([\w:]+)" content="([^"]*)"', stranger.get(where).text))
    assert found["url"] == HERE + where and found["title"].startswith("Été")
    assert stranger.get(found["image"]).headers["content-type"] == "image/webp"
    assert stranger.get(f"{where}/subtitles.vtt").text == WORDS.subtitles


def test_its_headers_keep_it_out_of_searches_frames_and_referrers(stranger: TestClient, film: str):
    headers = stranger.get(address(share(film))).headers
    assert headers["referrer-policy"] == "no-referrer" and "noindex" in headers["x-robots-tag"]
    assert "default-src 'none'" in headers["content-security-policy"] and headers["x-frame-options"] == "DENY"
    assert "private" in headers["cache-control"] and headers["x-content-type-options"] == "nosniff"


# -- how it ends ------------------------------------------------------------------------------------------


def revoked(link: ShareLink) -> None:
    with db.writing() as session:
        share_links.revoke(session, link.id, asked_by=BOB)


def run_out(link: ShareLink) -> None:
    change(link, ends_at=now() - timedelta(seconds=1))


def deleted(link: ShareLink) -> None:
    with db.writing() as session:
        library.delete(session, link.asset_id)


def made_by_somebody_blocked(link: ShareLink) -> None:
    with db.writing() as session:
        access.add_person(session, ADA.name, Access.ADMIN, "local")
        access.add_person(session, BOB.name, Access.MAKER, "local")
        access.change_person(session, BOB.name, ADA.name, blocked=True)


@pytest.mark.parametrize("end", [revoked, run_out, deleted, made_by_somebody_blocked])
def test_an_ended_link_says_so_kindly_and_plays_nothing(stranger: TestClient, film: str, end):  # pyright: ignore[reportMissingParameterType]
    link = share(film)
    end(link)
    page = stranger.get(address(link))
    assert page.status_code == 410 and "Ask whoever sent it" in page.text and "Été" not in page.text
    for part in ("film", "poster", "subtitles.vtt"):
        assert stranger.get(f"{address(link)}/{part}").status_code == 410
    assert kept(link).views == 0


def test_a_made_up_address_asks_the_database_nothing(stranger: TestClient, film: str, studio: Database):
    asked: list[str] = []
    good = address(share(film))
    event.listen(studio, "before_cursor_execute", lambda *about: asked.append(about[2]))
    for forged in (
        good[:-1],
        f"{good}A",
        f"{good}%3D%22%3E%3Ch1%3E",  # behind an equals sign, base64 lets in what it does not know
        f"{good}!!",
        f"{good[:-2]}!{good[-2:]}",
        good.replace(".", ".A", 1),
        "/watch/x",
        f"/watch/{film}",
        f"/watch/{'a' * 9000}",
    ):
        for wanted in (forged, f"{forged}/film"):
            reply = stranger.get(wanted)
            assert reply.status_code == 404 and "leads nowhere" in reply.text
    assert asked == []


def test_a_link_outlives_a_new_secret_and_ends_with_its_old_one():
    def settings(*secrets: str) -> Settings:
        return Settings(_env_file=None, secret_key=SecretStr(",".join(secrets)))  # pyright: ignore[reportCallIssue]

    signed = share_links.sign("a-link", settings("old"))
    assert share_links.id_in(signed, settings("new", "old")) == "a-link"
    with pytest.raises(NotFound):
        share_links.id_in(signed, settings("new"))
    assert secret_key.secret_for("share links", settings("old")) != secret_key.secret_for("sharing", settings("old"))


# -- counting ---------------------------------------------------------------------------------------------


def test_opening_the_page_counts_and_playing_writes_nothing(stranger: TestClient, film: str, studio: Database):
    link = share(film)
    stranger.head(address(link))
    assert kept(link).views == 0
    stranger.get(address(link))
    assert kept(link).views == 1
    change(link, seen_at=now() + timedelta(minutes=1))  # a crowd that comes in the same moment is counted once
    asked: list[str] = []
    event.listen(studio, "before_cursor_execute", lambda *about: asked.append(about[2]))
    for wanted in (address(link), *[f"{address(link)}/film"] * 3):
        assert stranger.get(wanted, headers={"Range": "bytes=0-"}).status_code in (200, 206)
    assert {sentence.split()[0] for sentence in asked} <= {"BEGIN", "SELECT"}
    change(link, seen_at=now() - timedelta(minutes=1))
    stranger.get(address(link))
    assert kept(link).views == 2


def test_either_database_counts_views_and_ends_all(database: Database):
    with db.writing(database) as session:
        asset = library.add(
            session, Asset(kind=AssetKind.FILM, name="x", sha256="0" * 64, size_bytes=1, width=1, height=1)
        )
        session.flush()
        link = share_links.make(session, asset.id, 1, WORDS)
        session.flush()
        for seconds in (0, 0.5, 2):
            share_links.count_view(session, link.id, now() + timedelta(seconds=seconds))
    with db.writing(database) as session:
        assert (session.get_one(ShareLink, link.id).views, share_links.revoke_all(session)) == (2, 1)
        assert share_links.list_living(session, ADA) == []


# -- whose it is ------------------------------------------------------------------------------------------


def test_makers_see_and_revoke_their_own_and_admins_all(film: str):
    link = share(film)
    carl = Visitor("carl@example.org", Access.MAKER)
    with db.writing() as session:
        assert [list(share_links.list_living(session, who, film)) for who in (carl, BOB, ADA)] == [[], [link], [link]]
        with pytest.raises(NotFound):
            share_links.revoke(session, link.id, asked_by=carl)
        share_links.revoke(session, link.id, asked_by=ADA)
        assert share_links.list_living(session, ADA) == []
        deeds = [line.deed for line in audit.find(session, audit.AuditFilter())]
    assert deeds == [Deed.SHARE_LINK_REVOKED, Deed.SHARE_LINK_MADE]


@pytest.mark.parametrize(
    ("days", "role", "refusal"),
    [(0, Access.MAKER, BadLink), (365, Access.MAKER, BadLink), (7, Access.VIEWER, NotAllowed)],
)
def test_what_does_not_end_and_what_a_viewer_wants_is_refused(
    film: str, days: int, role: Access, refusal: type[Exception]
):
    with pytest.raises(refusal):
        share(film, days=days, by=Visitor("eve@example.org", role))


def test_a_picture_is_not_shared(film: str):
    with db.writing() as session:
        still = library.add(
            session, Asset(kind=AssetKind.PICTURE, name="x", sha256="0" * 64, size_bytes=1, width=1, height=1)
        )
    with pytest.raises(BadLink, match="Only a film or a clip"):
        share(still.id)
