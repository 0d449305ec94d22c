"""The other end of `reader.py`: a process that limits itself, calls one function and writes down what came of it.

An order and its answer are JSON. The answer is {"value": ...}, {"refused": a sentence} or {"fault": of this machine}.
Who is watched (`watched.py`) writes lines before it that tell how far the work is.
"""

import gc
import importlib
import json
import os
import select
import signal
import sys
import time
import traceback
from contextlib import suppress
from typing import Any, TextIO

from studio.errors import BadCut, BadMedia

TELL_EVERY_S = 0.2
ENDED_IN_ORDER = 128 + signal.SIGTERM  # the code of one that was told to end, and did so with care
IDLE_S = 60  # one that waits holds about 40 MB
MOST_TOLD = 1 << 20  # bytes of an answer, and of complaints: a file that fills this machine's memory does not fill ours
DECODERS = ("ctypes", "studio.media.inspection")


def main() -> None:
    """Take one order from stdin and answer on stdout."""
    order = json.load(sys.stdin)
    obey(order, order["parent"], answer_to=os.dup(1), complain_to=2)


def serve() -> None:
    """Linux only. Take orders from stdin, a line each, and tell on stdout how the process that we forked for it has ended.

    We end where nobody can order any more, or has for a while."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for module in DECODERS:
        with suppress(ImportError):  # whoever obeys finds that again, and says so
            importlib.import_module(module)
    gc.freeze()  # what is loaded stays shared with those we fork
    while select.select([sys.stdin], [], [], IDLE_S)[0] and (line := sys.stdin.readline()):
        print(json.dumps(outcome_of(json.loads(line))), flush=True)


def outcome_of(order: dict[str, Any]) -> dict[str, Any] | str:
    answer, complaints = os.memfd_create("answer"), os.memfd_create("complaints")
    serving = os.getpid()
    child = os.fork()
    if child == 0:
        obey_and_end(order, serving, answer, complaints)
    status = status_of(child, order["time_s"])
    told = {"answer": content_of(answer), "complaints": content_of(complaints)}
    return "timed out" if status is None else {"returncode": os.waitstatus_to_exitcode(status), **told}


def status_of(child: int, time_s: float) -> int | None:
    """None: it took too long and is no more. What can be read from stdin while it works is the end: then nobody waits for it."""
    has_ended = os.pidfd_open(child)
    try:
        happened = select.select([has_ended, sys.stdin], [], [], time_s)[0]
        if has_ended not in happened:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if sys.stdin in happened:
            os._exit(0)
        return status if happened else None
    finally:
        os.close(has_ended)


def content_of(memory: int) -> str:
    with os.fdopen(memory, "rb") as file:
        file.seek(0)
        return file.read(MOST_TOLD).decode(errors="replace")


def obey_and_end(order: dict[str, Any], parent: int, answer: int, complaints: int) -> None:
    """In the process that was forked: it must not return to the loop, and holds neither end of it."""
    code = 1
    try:
        with open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), 0)
        os.dup2(complaints, 2)
        obey(order, parent, answer, 2)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def obey(order: dict[str, Any], parent: int, answer_to: int, complain_to: int) -> None:
    die_with_parent(parent)
    limit_self(order["cpu_s"], order["memory_bytes"])
    with os.fdopen(answer_to, "w") as answer:
        os.dup2(complain_to, 1)  # whatever a library prints must not end up in the answer
        arguments = order["arguments"]
        if order.get("is_watched"):
            signal.signal(
                signal.SIGTERM, lambda *_: sys.exit(ENDED_IN_ORDER)
            )  # what is half written is removed on the way
            arguments = [Teller(answer), *arguments]
        json.dump(value_of(order["function"], arguments), answer)


class Teller:
    """Tells how far the work is, a few times a second at most."""

    def __init__(self, answer: TextIO):
        self._answer, self._told_at, self._sentence = answer, 0.0, ""

    def __call__(self, fraction: float, sentence: str) -> None:
        """A new sentence is told at once."""
        now = time.monotonic()
        if sentence == self._sentence and now - self._told_at < TELL_EVERY_S:
            return
        self._told_at, self._sentence = now, sentence
        print(json.dumps({"fraction": round(fraction, 4), "sentence": sentence}), file=self._answer, flush=True)


def die_with_parent(parent: int) -> None:
    """Linux only. Strictly, we die with the thread that started us; it waits for us, so it is there as long as its process."""
    if sys.platform != "linux":
        return
    import ctypes

    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could ask
        sys.exit("the parent is gone")


def limit_self(cpu_s: int, memory_bytes: int) -> None:
    """Windows has no such limits: there the parent's clock alone ends us. macOS heeds some and not others."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(5)  # pages come first
    seconds_to_say_so = 5  # between the signal that the parent understands and the one that nobody can
    limits = {
        resource.RLIMIT_CPU: (cpu_s, cpu_s + seconds_to_say_so),
        resource.RLIMIT_AS: (memory_bytes, memory_bytes),
        resource.RLIMIT_CORE: (0, 0),
    }
    for what, soft_and_hard in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(what, soft_and_hard)


def value_of(function: str, arguments: list[Any]) -> dict[str, Any]:
    module, _, name = function.partition(":")
    try:
        return {"value": getattr(importlib.import_module(module), name)(*arguments)}
    except (BadMedia, BadCut) as refusal:
        return {"refused": str(refusal), "error": type(refusal).__name__}
    except MemoryError:
        return {"refused": "The file needs too much memory to read."}
    except (OSError, ImportError) as error:
        return {"fault": str(error)}
