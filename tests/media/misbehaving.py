"""What a reader of bad files may do. Each of these is run in a process of its own by test_isolated.py."""

import errno
import os
import signal
import time
from pathlib import Path

from studio.errors import BadCut, BadMedia


def answer(number: int) -> dict[str, int]:
    print("a library talks to stdout")
    os.write(1, b"and so does its C code\n")
    return {"twice": 2 * number}


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def fail_for_a_reason_nobody_thought_of() -> None:
    raise ZeroDivisionError


def hang(pid_file: str) -> None:
    Path(pid_file).write_text(str(os.getpid()))
    signal.pause()


def compute_for_ever() -> None:
    while True:
        pass


def eat_memory() -> int:
    return len(bytearray(8 << 30))


def refuse() -> None:
    raise BadMedia("The moon is too bright.")


def find_the_disk_full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def be_stopped() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def tell_processes() -> dict[str, int]:
    return {"self": os.getpid(), "parent": os.getppid()}


def tell_environment() -> dict[str, str]:
    return dict(os.environ)


def count_company(folder: str) -> int:
    """How many of us are at work at once, this one with them."""
    mark = Path(folder) / str(os.getpid())
    mark.touch()
    most = 0
    for _ in range(20):
        most = max(most, len(list(Path(folder).iterdir())))
        time.sleep(0.01)
    mark.unlink()
    return most


def tell_three_steps(tell, word: str) -> str:
    for step in (1, 2, 3):
        tell(step / 4, f"Step {step} of 3")
    return word


def tell_and_be_busy(tell, folder: str) -> None:
    """Until it is stopped; then it puts things in order."""
    try:
        tell(0.1, "At work")
        while True:
            time.sleep(0.01)
    finally:
        Path(folder, "put in order").touch()


def say_nothing(tell) -> None:
    signal.pause()


def refuse_the_cut(tell) -> None:
    raise BadCut("The film is empty.")


def crash_while_watched(tell) -> None:
    crash()


def be_stopped_while_watched(tell) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
