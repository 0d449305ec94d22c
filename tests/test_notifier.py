"""Which addresses notices go to, how much of one is shown, and what came of sending, in plain sentences."""

import pytest
from pydantic import SecretStr

from studio import notifier
from studio.notifier import BadAddress
from tests.loopback import listening
from tests.ports import free_port

SLACK = "T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
SHOWN = [
    ("json://ada:secret@127.0.0.1:8080/secret", "json://127.0.0.1…"),
    ("mailto://ada:secret@gmail.com", "mailtos://gmail.com…"),
    ("ntfy://secret-topic", "ntfys://…"),
    (f"slack://{SLACK}", "slack://…"),
    (f"https://hooks.slack.com/services/{SLACK}", "slack://…"),
    ("tgram://123456789:abcdefg_hijklmnop/12315544/", "tgram://…"),
]
REFUSED = [
    ("syslog://", "syslog:// stays on this machine"),
    ("windows://", "windows:// stays on this machine"),
    ("exec://secret", "exec:// stays on this machine"),
    ("rsyslog://secret", "Notices are not sent to this kind of address"),
    ("kodi://secret", "Notices are not sent to this kind of address"),
    ("secret", "No service is known by this address"),
    ("http://secret.example.org", "No service is known by this address"),
    ("json://[secret", "No service is known by this address"),
    (f"slack://{SLACK}/?template=/etc/secret", "names a file of this machine"),
    (f"slack://{SLACK}/#x?%74emplate=/etc/secret", "names a file of this machine"),
    ("mailto://ada:secret@gmail.com?pgpprv=/secret", "names a file of this machine"),
]
ANSWERS = [
    (401, "It refuses us (HTTP 401)"),
    (404, "There is nothing at this address (HTTP 404)"),
    (429, "slow down"),
    (302, "It did not take the notice (HTTP 302)"),
]


@pytest.mark.parametrize(("address", "hint"), SHOWN)
def test_of_an_address_the_scheme_is_shown_and_a_host_where_that_is_no_secret(address: str, hint: str):
    assert notifier.hint_of(address) == hint


@pytest.mark.parametrize(("address", "sentence"), REFUSED)
def test_what_stays_on_this_machine_or_is_no_service_is_refused(address: str, sentence: str):
    with pytest.raises(BadAddress) as refused:
        notifier.hint_of(address)
    assert sentence in str(refused.value) and "secret" not in str(refused.value)


@pytest.mark.parametrize(("code", "sentence"), ANSWERS)
def test_what_came_back_is_a_plain_sentence(code: int, sentence: str):
    with listening() as here:
        here.answers = [code]
        answer = notifier.send(SecretStr(here.address()), "A test", "Hello.")
    assert not answer.is_ok and sentence in answer.sentence


def test_a_server_that_is_not_there_is_a_sentence():
    answer = notifier.send(SecretStr(f"json://127.0.0.1:{free_port()}"), "A test", "Hello.")
    assert (answer.is_ok, answer.sentence) == (False, "It cannot be reached: check the address.")
