"""The other end of `isolated.py`: a process that limits itself, calls one function and writes down what came of it.

The order comes on stdin, the answer goes to stdout, both as JSON: {"value": ...}, {"refused": a sentence} or {"fault": of this machine}.
Who is watched (`watched.py`) writes lines before it that tell how far the work is.
"""

import importlib
import json
import os
import signal
import sys
import time
from contextlib import suppress
from typing import Any, TextIO

from studio.errors import BadCut, BadMedia

TELL_EVERY_S = 0.2


def main() -> None:
    order = json.load(sys.stdin)
    die_with_parent(order["parent"])
    limit_self(order["cpu_s"], order["memory_bytes"])
    with os.fdopen(os.dup(1), "w") as answer:
        os.dup2(2, 1)  # whatever a library prints must not end up in the answer
        arguments = order["arguments"]
        if order.get("is_watched"):
            signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # what is half written is removed on the way
            arguments = [Teller(answer), *arguments]
        json.dump(answer_to(order["function"], arguments), answer)


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


def answer_to(function: str, arguments: list[Any]) -> dict[str, Any]:
    module, _, name = function.partition(":")
    try:
        return {"value": getattr(importlib.import_module(module), name)(*arguments)}
    except (BadMedia, BadCut) as refusal:
        return {"refused": str(refusal), "error": type(refusal).__name__}
    except MemoryError:
        return {"refused": "The file needs too much memory to read."}
    except (OSError, ImportError) as error:
        return {"fault": str(error)}
