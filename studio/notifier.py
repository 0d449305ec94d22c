"""Sends a notice to an address of whatever service. The only module that knows Apprise, which is imported when it is needed.

An address may hold a password: it is in no log, no error and no answer that comes from here.
"""

import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from studio.errors import StudioError

if TYPE_CHECKING:
    from apprise import NotifyBase

log = logging.getLogger(__name__)

TIMEOUT_S = 15.0  # for one notice to one address, whatever its server does
WAITS_S = (4.0, 8.0)  # to connect, and for each part of an answer
ANSWERED = re.compile(r"error=(\d{3})")
TAKEN = "It took the notice."
UNREACHED = "It cannot be reached: check the address."

Result = TypeVar("Result")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Services that are reached over the network. What writes to this machine or runs something here is not among them,
# nor is what a later version of Apprise may bring.
OWN_HOST = _names(
    "json jsons xml xmls form forms mailto mailtos gotify gotifys mmost mmosts rocket rockets matrix matrixs hassio hassios "
    "nctalk nctalks apprise apprises signal signals synology synologys"
)  # their address begins with a host, which may be shown; others begin with a part of the password
SERVICES = OWN_HOST | _names(
    "ntfy ntfys slack discord tgram workflow workflows pover pbul gchat zulip webex wxteams lark feishu dingtalk wecombot "
    "line whatsapp twilio mailgun sendgrid brevo postmark resend bark barks pushdeer pushdeers ryver guilded revolt flock "
    "pagerduty pagertree opsgenie splunk victorops ifttt notifiarr twist cliq zohocliq prowl simplepush spush onesignal"
)
OF_THIS_MACHINE = _names("syslog dbus qt glib kde gnome macosx windows blink1 file exec")
READS_FILES = re.compile(r"[?&;]\W*(template|pgp)", re.IGNORECASE)  # options that begin so name files of this machine


class BadAddress(StudioError):
    """No notice can be sent to this address."""


@dataclass(frozen=True)
class Answer:
    """What came of sending one notice."""

    is_ok: bool
    sentence: str


def hint_of(address: str) -> str:
    """All of an address that may be shown: `json://127.0.0.1…`. Raises BadAddress for one that we cannot or will not use."""
    service = _service(address)
    scheme = _scheme(service)
    if scheme not in OWN_HOST or "@" in urlsplit(address).path:  # a password with a slash would pass for a path
        return f"{scheme}://…"
    return f"{scheme}://{service.host}…"


def send(address: SecretStr, title: str, text: str) -> Answer:
    """Once, within the time-out. The answer is a sentence without anything of the address."""
    try:
        service = _service(address.get_secret_value())
    except BadAddress as reason:
        return Answer(False, str(reason))
    service.socket_connect_timeout, service.socket_read_timeout = WAITS_S
    heard = _Heard()

    def call() -> bool:
        heard.thread = threading.get_ident()
        try:
            return bool(service.notify(body=text or title, title=title if text else "", body_format="text"))
        except Exception as error:  # a hundred services raise what they like; the text may hold the address
            log.warning("a service for notices failed with %s", type(error).__name__)
            return False

    apprise_log = _quiet_log()
    apprise_log.addHandler(heard)
    try:
        is_taken = in_time(call)
    finally:
        apprise_log.removeHandler(heard)
    if is_taken is None:
        return Answer(False, no_answer())
    return Answer(True, TAKEN) if is_taken else Answer(False, _reason(heard.text))


def in_time(call: Callable[[], Result]) -> Result | None:
    """None where it takes too long: it is left to itself, as a server that hangs must keep nobody from stopping."""
    came: list[Result] = []
    thread = threading.Thread(target=lambda: came.append(call()), name="notice", daemon=True)
    thread.start()
    thread.join(TIMEOUT_S)
    return came[0] if came else None


def no_answer() -> str:
    return f"It did not answer within {TIMEOUT_S:g} s."


class _Heard(logging.Handler):
    """What Apprise says of one notice: its only way to tell what a server answered."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.text, self.thread = "", 0

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.text += f"{record.getMessage()}\n"


def _reason(heard: str) -> str:
    answered = ANSWERED.search(heard)
    if answered is None:
        is_unreached = "onnection error" in heard or "ocket" in heard
        return UNREACHED if is_unreached else "It did not take the notice: check the address."
    return reason_of(int(answered[1]))


def reason_of(code: int) -> str:
    """Why it did not take the notice, by the number of its answer."""
    if code in (401, 403):
        return f"It refuses us (HTTP {code}): check the name and password in the address."
    if code in (404, 410):
        return f"There is nothing at this address (HTTP {code}): check it."
    if code == 429:
        return "It asks us to slow down (HTTP 429)."
    return f"It has trouble of its own (HTTP {code})." if code >= 500 else f"It did not take the notice (HTTP {code})."


def _service(address: str) -> "NotifyBase":
    """Raises BadAddress, without a word of the address."""
    scheme = address.partition("://")[0].lower()
    if scheme in OF_THIS_MACHINE:
        raise BadAddress(f"{scheme}:// stays on this machine: choose a service that is reached over the network.")
    if READS_FILES.search(unquote(unquote(address))):
        raise BadAddress("The address names a file of this machine: leave that option out.")
    import apprise

    _quiet_log()
    asset = apprise.AppriseAsset(app_id="Dailies", app_desc="Dailies", async_mode=False, http_redirects=False)
    found: Any = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if found is None:
        raise BadAddress(
            "No service is known by this address: it begins like ntfy://, mailto://, slack:// or json://, and says who we are there."
        )
    if _scheme(found) not in SERVICES:
        raise BadAddress(
            "Notices are not sent to this kind of address: choose mail, a chat, a push service or json://."
        )
    return found


def _scheme(service: Any) -> str:
    """What the service is called in an address, also where somebody pasted the link that its own page shows."""
    return str(service.url(privacy=True)).partition("://")[0].lower()


def _quiet_log() -> logging.Logger:
    """Apprise and what it stands on write addresses to their logs."""
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    quiet = logging.getLogger("apprise")
    quiet.setLevel(logging.WARNING)
    quiet.propagate = False
    return quiet
