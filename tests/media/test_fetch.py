"""Downloads from links that others gave us, against a real server on this machine."""

import logging
import os
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.errors import BadMedia, FailureKind, LinkExpired, ReadFailed
from studio.media.fetch import door, fetch, retry_after_s
from studio.media.kinds import MP4, PICTURE_KINDS, PNG
from tests.bad_files import BAD
from tests.media.certificate import certificate_for
from tests.media.site import Site, content, drip, file, redirect, silence, status

NOT_VIDEO = ["empty", "noise", "web page", "storage error", "json error", "playlist", "svg", "png", "gif"]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
PRIVATE_HOSTS = [
    *("127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
    *("2130706433", "0x7f.1", "[::1]", "[::]", "[fe80::1]", "[fd00::1]"),
    *("[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
]
NO_PORT = 99999  # the look-up fails at once, without asking any server of names
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def target(folder: Path) -> Path:
    return folder / "clip.mp4"


@pytest.fixture(autouse=True)
def nothing_is_left_of_what_fails(folder: Path):
    yield
    assert set(os.listdir(folder)) <= {"clip.mp4"}


# What arrives


def test_a_clip_arrives_as_it_was_sent(site, clip, target):
    fetched = fetch(site.on("/clip.mp4", file(clip)), target, allow_private=True)
    assert target.read_bytes() == clip.read_bytes()
    assert (fetched.kind, fetched.size_bytes) == (MP4, clip.stat().st_size)


def test_a_clip_of_unstated_length_arrives(site, clip, target):
    fetch(site.on("/clip.mp4", content(clip.read_bytes(), stated=-1)), target, allow_private=True)
    assert target.read_bytes() == clip.read_bytes()


def test_a_redirect_is_followed(site, other_site, clip, target):
    there = other_site.on("/real.mp4", file(clip))
    fetch(site.on("/clip.mp4", redirect(there)), target, allow_private=True)
    assert target.read_bytes() == clip.read_bytes()


def test_a_picture_arrives_where_one_is_wanted(site, target, tmp_path):
    picture = BAD["png"].write(tmp_path)
    assert fetch(site.on("/p", file(picture)), target, kinds=PICTURE_KINDS, allow_private=True).kind == PNG


def test_a_clip_is_refused_where_a_picture_is_wanted(site, clip, target):
    with pytest.raises(BadMedia, match="This is a video, not a picture"):
        fetch(site.on("/p", file(clip)), target, kinds=PICTURE_KINDS, allow_private=True)


# What is not what it says


@pytest.mark.parametrize("name", NOT_VIDEO)
def test_what_is_no_video_is_refused_by_its_first_bytes(site, target, tmp_path, name):
    with pytest.raises(BadMedia) as refusal:
        fetch(site.on("/clip.mp4", file(BAD[name].write(tmp_path))), target, allow_private=True)
    assert BAD[name].sentence in str(refusal.value)
    assert not target.exists()


def test_a_failed_download_leaves_the_old_file_alone(site, target):
    target.write_text("as it was")
    with pytest.raises(BadMedia):
        fetch(site.on("/clip.mp4", content(b"{}")), target, allow_private=True)
    assert target.read_text() == "as it was"


def test_a_file_that_says_it_is_too_large_is_not_read(site, clip, target):
    with pytest.raises(BadMedia, match="larger than 1 MB"):
        fetch(
            site.on("/clip.mp4", content(clip.read_bytes(), stated=2 << 30)),
            target,
            allow_private=True,
            max_bytes=1 << 20,
        )


def test_a_file_that_turns_out_too_large_is_refused(site, clip, target):
    endless = content(clip.read_bytes() + bytes(2 << 20), stated=-1)
    with pytest.raises(BadMedia, match="larger than 1 MB"):
        fetch(site.on("/clip.mp4", endless), target, allow_private=True, max_bytes=1 << 20)


# What breaks on the way


def test_a_download_that_stops_early_can_be_tried_again(site, clip, target):
    with pytest.raises(ReadFailed, match="stopped early"):
        fetch(site.on("/clip.mp4", content(clip.read_bytes(), sent=5000)), target, allow_private=True)


@pytest.mark.parametrize("slow", [drip(HEAD + bytes(2000)), drip(HEAD.replace(b"\r\n\r\n", b"\r\nX: " + b"x" * 2000))])
def test_a_server_that_drips_is_left_when_the_time_is_up(site, target, slow):
    """Within the body, and within the headers that come before it."""
    started = time.monotonic()
    with pytest.raises(ReadFailed, match="took too long"):
        fetch(site.on("/clip.mp4", slow), target, allow_private=True, total_s=0.4, kinds=(MP4,))
    assert time.monotonic() - started < 20  # all of it would take 40


def test_a_silent_server_is_left_after_the_idle_time(site, target):
    with pytest.raises(ReadFailed, match="stopped answering"):
        fetch(site.on("/clip.mp4", silence), target, allow_private=True, idle_s=0.2)


def test_a_server_that_is_not_there_is_a_failed_read(target):
    with Site() as gone:
        url = gone.url()
    with pytest.raises(ReadFailed, match="could not be reached"):
        fetch(url, target, allow_private=True)


def test_an_address_that_cannot_be_found_is_a_failed_read(target):
    with pytest.raises(ReadFailed, match="address of the link is unknown"):
        fetch(f"https://studio.invalid:{NO_PORT}/clip.mp4", target)


# What the server says


@pytest.mark.parametrize("code", [403, 404, 410])
def test_a_link_that_no_longer_opens_has_expired(site, target, code):
    with pytest.raises(LinkExpired) as error:
        fetch(site.on("/clip.mp4", status(code)), target, allow_private=True)
    assert error.value.http_status == code


def test_a_busy_server_says_when_to_come_back(site, target):
    with pytest.raises(ReadFailed) as error:
        fetch(site.on("/clip.mp4", status(429, Retry_After=7)), target, allow_private=True)
    assert (error.value.kind, error.value.retry_after_s) == (FailureKind.RATE, 7)


@pytest.mark.parametrize("code", [204, 302, 400, 500, 503])
def test_any_other_answer_is_a_failed_read(site, target, code):
    with pytest.raises(ReadFailed, match=f"answered {code}") as error:
        fetch(site.on("/clip.mp4", status(code)), target, allow_private=True)
    assert not isinstance(error.value, LinkExpired)
    assert error.value.http_status == code


def test_a_download_that_wants_a_key_says_so(site, target):
    with pytest.raises(ReadFailed, match="wants a key") as error:
        fetch(site.on("/clip.mp4", status(401)), target, allow_private=True)
    assert error.value.kind == FailureKind.KEY


@pytest.mark.parametrize(
    ("value", "wait_s"),
    [
        (None, None),
        ("7", 7),
        ("0", 0),
        ("86400", 900),
        ("9" * 400, 900),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_never_long(value, wait_s):
    assert retry_after_s(value, NOON) == wait_s


def test_retry_after_counts_from_now():
    assert retry_after_s("Fri, 20 Nov 2026 12:00:30 GMT", NOON + timedelta(seconds=20)) == 10


# Where links may lead


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_a_private_address_is_refused(target, host):
    with pytest.raises(BadMedia, match="private network"):
        fetch(f"https://{host}/clip.mp4", target)


def test_a_private_address_is_not_even_connected_to(site, target):
    with pytest.raises(BadMedia, match="private network"):
        fetch(site.url().replace("http:", "https:"), target)
    assert site.asked == []


@pytest.mark.parametrize("host", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_a_public_address_is_public(host):
    (address,) = door.look_up(host, 443)
    assert door.is_public(address)


@pytest.mark.parametrize(
    "url", ["http://example.com/a.mp4", "file:///etc/passwd", "ftp://example.com/a.mp4", "data:video/mp4,x"]
)
def test_only_https_links_are_opened(target, url):
    with pytest.raises(BadMedia, match="https://"):
        fetch(url, target)


@pytest.mark.parametrize(
    "url", ["https://user:secret@example.com/", "https://", "https:///a.mp4", "https://[::1", "https://a\nb/"]
)
def test_a_link_that_is_none_is_refused(target, url):
    with pytest.raises(BadMedia, match="not a link we can open") as refusal:
        fetch(url, target)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("onward", ["file:///etc/passwd", "ftp://127.0.0.1/a.mp4", "http://me:secret@127.0.0.1/a.mp4"])
def test_a_redirect_is_held_to_the_same_rules(site, target, onward):
    with pytest.raises(BadMedia):
        fetch(site.on("/clip.mp4", redirect(onward)), target, allow_private=True)


def test_a_redirect_from_a_public_address_to_a_private_one_is_refused(target, trusted_tls, monkeypatch):
    monkeypatch.setattr(door, "is_public", lambda address: str(address) == "127.0.0.1")
    with Site(trusted_tls) as public, Site(trusted_tls, "127.0.0.2") as private:
        link = public.on("/clip.mp4", redirect(private.url(host="127.0.0.2")))
        with pytest.raises(BadMedia, match="private network"):
            fetch(link, target)
        assert len(public.asked) == 1
        assert private.asked == []


def test_redirects_in_a_circle_end(site, target):
    with pytest.raises(ReadFailed, match="without end"):
        fetch(site.on("/clip.mp4", redirect("/clip.mp4")), target, allow_private=True)
    assert len(site.asked) == 5


# Who gets the key


def test_a_key_goes_to_the_links_own_server(site, clip, target):
    site.on("/real.mp4", file(clip))
    fetch(site.on("/clip.mp4", redirect("/real.mp4")), target, headers={"x-goog-api-key": "sk-1"}, allow_private=True)
    assert [headers["x-goog-api-key"] for _, headers in site.asked] == ["sk-1", "sk-1"]


def test_a_key_never_goes_to_another_server_and_not_back_either(site, other_site, clip, target):
    site.on("/real.mp4", file(clip))
    away = other_site.on("/away", redirect(site.url("/real.mp4")))
    fetch(site.on("/clip.mp4", redirect(away)), target, headers={"Authorization": "Bearer sk-1"}, allow_private=True)
    assert ["authorization" in headers for _, headers in site.asked + other_site.asked] == [True, False, False]


def test_a_key_that_cannot_be_sent_is_not_in_what_is_logged(site, target, caplog):
    key = "-".join(["sk", "secret"])  # in one piece, it would be in the traceback as a line of this test
    try:
        fetch(site.url(), target, headers={"x-goog-api-key": f"{key}\n"}, allow_private=True)
    except ReadFailed:
        logging.exception("It failed")
    assert "could not be asked for" in caplog.text
    assert key not in caplog.text


# Certificates and proxies


@pytest.fixture
def trusted_tls(tmp_path, monkeypatch) -> ssl.SSLContext:
    """A server's certificate for localhost, 127.0.0.1 and 127.0.0.2, which this machine trusts during the test."""
    path = certificate_for(tmp_path, "localhost", "127.0.0.1", "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setattr(door, "trust", door.trust.__wrapped__)  # not what was loaded once
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server


def test_https_works_by_name_though_we_connect_to_an_address(clip, target, trusted_tls):
    with Site(trusted_tls) as site:
        site.on("/clip.mp4", file(clip))
        fetch(site.url(host="localhost"), target, allow_private=True)
        assert site.asked[0][1]["host"] == f"localhost:{site.port}"


def test_a_server_with_somebody_elses_certificate_is_not_believed(target, trusted_tls):
    with Site(trusted_tls, "127.0.0.3") as site, pytest.raises(ReadFailed, match="could not be reached"):
        fetch(site.url(host="127.0.0.3"), target, allow_private=True)


def test_a_proxy_is_asked_for_the_world_but_not_for_this_machine(site, other_site, clip, target, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"127.0.0.1:{other_site.port}")
    fetch(site.on("/clip.mp4", file(clip)), target, allow_private=True)
    assert other_site.asked == []
    with pytest.raises(ReadFailed):
        fetch(f"https://studio.invalid:{NO_PORT}/clip.mp4", target)
    assert other_site.asked[0][0] == f"studio.invalid:{NO_PORT}"
