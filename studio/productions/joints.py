"""How neighbouring takes go together where one ends and the next begins. Each pair is looked at once, beside everything else, and
what was found is kept."""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue

from studio.errors import StudioError
from studio.files import whole_file
from studio.media.film import joint
from studio.media.film.joint import Joint
from studio.media.film.recipe import Join
from studio.productions import takes
from studio.productions.outline import Outline, Scene
from studio.productions.takes import Takes

LETTERS = 32  # of the hash, in a file's name

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClipPair:
    """Two clips as the cut shows them: the one from which, and the one into which it goes over."""

    scene_id: str  # of the first
    before_id: str
    before: str  # the names of their files
    after: str
    after_id: str
    ends_at_s: float | None
    starts_at_s: float

    @property
    def name(self) -> str:
        told = [self.before_id, self.after_id, self.ends_at_s, self.starts_at_s]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:LETTERS]


def pairs(outline: Outline, made: Takes) -> list[ClipPair]:
    """Of scenes that stand beside each other in the cut, where one goes hard into the next."""
    shown = [(scene, clip) for scene in outline.scenes() if (take := takes.chosen(scene, made)) and (clip := take.clip)]
    return [
        ClipPair(one.id, clip.id, clip.name, next_clip.name, next_clip.id, one.end_s, following.start_s)
        for (one, clip), (following, next_clip) in pairwise(shown)
        if _is_hard(outline, one)
    ]


def _is_hard(outline: Outline, scene: Scene) -> bool:
    return (scene.join or outline.finish.join) == Join.CUT


@dataclass(frozen=True)
class JointLook:
    """What came of it: nothing where a clip cannot be read."""

    joint: Joint | None = None


class Joints:
    """What is known of pairs. `files`: where clips lie; `kept`: where what was found is kept, for the next start."""

    def __init__(self, files: Path, kept: Path):
        self._files, self._kept = files, kept
        self._looks = dict[str, JointLook]()  # it is known here even where it cannot be kept
        self._asked, self._lock = set[str](), threading.Lock()
        self._waiting = SimpleQueue[ClipPair]()
        self._thread: threading.Thread | None = None

    def find(self, wanted: Sequence[ClipPair]) -> dict[str, Joint]:
        """By the first scene of each pair, those that are known; the others are looked at from now on."""
        found: dict[str, Joint] = {}
        for pair in wanted:
            look = self._look_of(pair)
            if look is None:
                self._ask(pair)
            elif look.joint:
                found[pair.scene_id] = look.joint
        return found

    def are_all_known(self, wanted: Sequence[ClipPair]) -> bool:
        """Also those that cannot be."""
        return all(self._look_of(pair) for pair in wanted)

    def _look_of(self, pair: ClipPair) -> JointLook | None:
        if pair.name not in self._looks and (kept := self._read(self._path_of(pair))):
            self._looks[pair.name] = kept
        return self._looks.get(pair.name)

    def _path_of(self, pair: ClipPair) -> Path:
        return self._kept / f"{pair.name}.json"

    def _read(self, path: Path) -> JointLook | None:
        """None where nothing is kept that one can read."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            os.utime(path)  # it counts as used
            kept = json.loads(path.read_text())
            sizes = {name: tuple(kept.pop(name)) for name in ("size_before", "size_after")} if kept else {}
            return JointLook(Joint(**sizes, **kept)) if kept else JointLook()
        return None

    def _ask(self, pair: ClipPair) -> None:
        with self._lock:
            if pair.name in self._asked:
                return
            self._asked.add(pair.name)
            self._waiting.put(pair)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="joints", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while pair := self._waiting.get():
            self.look_at(pair)
            with self._lock:
                self._asked.discard(pair.name)

    def look_at(self, pair: ClipPair) -> None:
        """It takes a moment. What cannot be read is not looked at again; where this machine is to blame, with the next start."""
        try:
            self._looks[pair.name] = look = self._compare(pair)
            self._keep(self._path_of(pair), look)
        except Exception as reason:  # the thread outlives whatever happens in it
            self._looks.setdefault(pair.name, JointLook())
            log.warning("two clips could not be compared, or what was found cannot be kept: %s", reason)

    def _compare(self, pair: ClipPair) -> JointLook:
        before, after = self._files / pair.before, self._files / pair.after
        try:
            return JointLook(joint.check(before, after, ends_at_s=pair.ends_at_s, starts_at_s=pair.starts_at_s))
        except StudioError as reason:
            log.info("two clips could not be compared: %s", reason)
            return JointLook()

    def _keep(self, path: Path, look: JointLook) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part:
            part.write_text(json.dumps(asdict(look.joint) if look.joint else {}))
