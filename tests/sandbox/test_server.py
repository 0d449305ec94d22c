"""The server: on this machine only, in a thread or as a program, and quick enough for the engine's bench."""

import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from inspect import signature

import httpx
import pytest
from lumaai import LumaAI

from studio.commands import machine
from studio.errors import StudioError
from studio.sandbox import PORT
from studio.sandbox.__main__ import add_arguments
from studio.sandbox.server import listen, running
from studio.settings import ROOT
from tests.sandbox.conftest import KEY


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.com", ""])
def test_it_listens_on_this_machine_only(host):
    with pytest.raises(StudioError, match=r"use 127\.0\.0\.1"):
        listen(host, 0)


def test_both_commands_that_start_it_choose_the_port_that_the_guides_name():
    parser = ArgumentParser()
    add_arguments(parser)
    assert {parser.parse_args([]).port, signature(machine.sandbox).parameters["port"].default} == {PORT}
    for guide in ("README.md", "CONTRIBUTING.md"):
        assert f"http://127.0.0.1:{PORT}/dream-machine/v1" in (ROOT / guide).read_text()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_free_port_is_found(host):
    with listen(host, 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert listener.getsockname()[1] > 0


def test_a_port_that_no_machine_has_is_told_in_a_sentence():
    with pytest.raises(StudioError, match="choose another port"):
        listen("127.0.0.1", 70_000)


def test_a_port_in_use_is_told_in_a_sentence(sandbox):
    port = httpx.URL(sandbox.url).port or 0
    with pytest.raises(StudioError, match=f"cannot listen on port {port} .*: choose another port"):
        listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80"])
def test_a_page_from_elsewhere_reaches_nothing(http, sandbox, host):
    assert http.get(f"{sandbox.url}/sandbox/log", headers={"Host": host}).status_code == 400


def test_a_form_of_a_web_page_sets_no_fault(http, sandbox):
    fault = '{"on": "submit", "what": "drop"}'
    answer = http.post(f"{sandbox.url}/sandbox/faults", content=fault, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422
    assert sandbox.reception.faults.set == []


def test_it_stops_at_once_though_a_reply_is_still_delayed(http):
    with running() as sandbox:
        sandbox.fault(on="ping", what="delay", seconds=60)
        with pytest.raises(httpx.ReadTimeout):
            http.get(f"{sandbox.luma}/ping", headers={"Authorization": f"Bearer {KEY}"}, timeout=0.2)
        start = time.monotonic()
    assert time.monotonic() - start < 30


def test_it_runs_as_a_program_with_its_trouble():
    command = [sys.executable, "-m", "studio.sandbox", "--port", "0", "--seconds", "0", "--trouble", "filter"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            url = child.stdout.readline().split()[-1]
            with LumaAI(auth_token=KEY, base_url=f"{url}/dream-machine/v1", max_retries=0) as luma:
                assert luma.generations.create(model="ray-2", prompt="a boat").state == "failed"
        finally:
            child.terminate()
    assert child.returncode in (0, -signal.SIGTERM)


def test_a_program_that_cannot_listen_says_why_and_ends():
    command = [sys.executable, "-m", "studio.sandbox", "--host", "0.0.0.0"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "The sandbox listens on this machine only: use 127.0.0.1 instead of 0.0.0.0.\n"


def test_sixteen_threads_share_one_client_and_nothing_is_mixed_up(luma, sandbox):
    def submit(number: int) -> tuple[str, str]:
        made = luma.generations.create(model="ray-2", prompt=f"boat {number}")
        return made.id or "", luma.generations.get(made.id or "").request.prompt

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(submit, range(64)))
    assert [prompt for _, prompt in answers] == [f"boat {number}" for number in range(64)]
    assert len({generation_id for generation_id, _ in answers}) == 64
    assert all(count == {"received": 1, "accepted": 1} for count in sandbox.creates().values())


def test_a_check_is_answered_without_a_pause_on_a_kept_connection(sandbox, finished):
    """Without TCP_NODELAY each takes 40 ms. Some are slow on a busy machine: the quickest tenth tells."""
    request = f"GET /dream-machine/v1/generations/{finished.id} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY}\r\n\r\n"
    took: list[float] = []
    with socket.create_connection(("127.0.0.1", httpx.URL(sandbox.url).port or 0)) as connection:
        for _ in range(100):
            start = time.monotonic()
            connection.sendall(request.encode())
            read_reply(connection)
            took.append(time.monotonic() - start)
    assert sorted(took)[10] < 0.03


def read_reply(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")).split()[1])
    while len(body) < length:
        body += connection.recv(65536)
    return body
