"""Speaks to espeak-ng's C library. Run in a process of its own by `voice.py`: the library has one state for all, and is GPL."""

import ctypes
import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.errors import BadCut
from studio.files import whole_file

# From espeak-ng's speak_lib.h
SYNCHRONOUS = 2
RATE = 1
BY_LETTERS, UTF8, ENDS_WITH_A_PAUSE = 1, 1, 0x1000
LIST_ENDS, WORD = 0, 1


class Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class EspeakEvent(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique", ctypes.c_int),
        ("position", ctypes.c_int),  # in letters, from 1
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("id", Id),
    )


HEAR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(EspeakEvent))


@dataclass
class Heard:
    """What the library hands over piece by piece."""

    sound: bytearray = field(default_factory=bytearray)
    words: list[tuple[int, float]] = field(default_factory=list)

    def hear(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self.sound += ctypes.string_at(samples, count * 2)
        number = 0
        while events and events[number].type != LIST_ENDS:
            if events[number].type == WORD:
                self.words.append((events[number].position - 1, events[number].audio_ms / 1000))
            number += 1
        return 0


def speak(text: str, voice: str, target: str, pace: int) -> dict[str, Any]:
    library, rate = _start()
    if library.espeak_SetVoiceByName(voice.encode()):
        raise BadCut(f"The offline voice has no voice called {voice}.")
    heard = Heard()
    hear = HEAR(heard.hear)  # held until all is spoken
    library.espeak_SetSynthCallback(hear)
    library.espeak_SetParameter(RATE, pace, 0)
    spoken = text.encode() + b"\0"
    library.espeak_Synth(spoken, len(spoken), 0, BY_LETTERS, 0, UTF8 | ENDS_WITH_A_PAUSE, None, None)
    library.espeak_Synchronize()
    if not heard.sound:
        raise BadCut("The offline voice can say nothing of this text. Choose the voice of its language.")
    _write(Path(target), bytes(heard.sound), rate)
    return {"duration_s": round(len(heard.sound) / 2 / rate, 3), "words": heard.words}


def _start() -> tuple[ctypes.CDLL, int]:
    """The library, and its samples per second."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate < 0:
        raise OSError("The offline voice did not start.")
    return library, rate


def _write(target: Path, sound: bytes, rate: int) -> None:
    with whole_file(target) as part, wave.open(str(part), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound)
