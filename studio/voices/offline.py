"""The voice of this machine: espeak-ng, free and without a network."""

from pathlib import Path

from studio.media.film import voice
from studio.voices.interface import Spoken, Voice
from studio.voices.script import Script


class OfflineVoice(Voice):
    def say(self, script: Script, target: Path) -> Spoken:
        spoken = voice.speak(script.text, script.voice, target)
        return Spoken(target, spoken.duration_s)
