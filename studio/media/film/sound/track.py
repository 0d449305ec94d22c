"""Writes the film's sound track: mixed once over the whole film, brought to its loudness, its peaks held, as AAC."""

import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from studio.files import whole_file
from studio.media.encode import SOUND_RATE
from studio.media.film.recipe import Loudness
from studio.media.film.sound.loudness import NOTHING, Read, loudness_lufs
from studio.media.film.sound.mixing import BLOCK, mixed
from studio.media.film.sound.placing import PlacedSound
from studio.media.film.sound.reading import Samples

AAC = {"b": "192k", "aac_coder": "fast"}  # at this rate nobody hears the difference, and it takes a third of the time
MOST_GAIN_DB, LEAST_GAIN_DB = 20, -30  # what is nearly silent is meant to be
LIMITER_MARGIN_DB = 0.8  # the limiter sees samples; between them, and after AAC, peaks are a little higher
GOOD_ENOUGH_DB, MOST_ROUNDS = 0.3, 3
BYTES = 2 * 4  # of one moment: two channels of 32 bits

OnBlock = Callable[[float], None]  # hears how much of the mix is done, 0-1, and may raise to stop


def write_track(
    target: Path,
    sounds: Sequence[PlacedSound],
    samples: int,
    ducked_to: float,
    loudness: Loudness | None,
    on_block: OnBlock = lambda fraction: None,
) -> None:
    """An M4A as long as the film. It appears whole or not at all. `on_block` hears of the rest of the work, too, as all done."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".mix-") as folder:
        mix, held = Path(folder, "mix.f32"), Path(folder, "held.f32")
        with mix.open("wb") as file:
            for stems in mixed(sounds, samples, ducked_to):
                file.write(_bytes_of(sum(stems.values())))
                on_block(file.tell() / (samples * BYTES))
        goes_on = partial(on_block, 1.0)
        _bring_to_loudness(mix, held, samples, loudness, goes_on)
        with whole_file(target) as part:
            _encode(part, held, goes_on)


def gain_db(read: Read, samples: int, loudness: Loudness | None) -> float:
    """What brings a mix to the loudness that is wanted."""
    measured = loudness_lufs(read, samples) if loudness else NOTHING
    if loudness is None or measured == NOTHING:
        return 0.0
    return min(MOST_GAIN_DB, max(LEAST_GAIN_DB, loudness.lufs - measured))


def reader_of(mix: Path, on_read: Callable[[], None]) -> Read:
    """Of a file of 32-bit floats, the two channels in turn."""
    size = mix.stat().st_size // BYTES

    def read(start: int, count: int) -> Samples:
        on_read()
        first, last = max(0, start), min(size, start + count)
        window = np.zeros((2, count), np.float32)
        if first < last:
            found = np.fromfile(mix, np.float32, (last - first) * 2, offset=first * BYTES)
            window[:, first - start : last - start] = found.reshape(-1, 2).T
        return window

    return read


def _turn_up(mix: Path, held: Path, gain: float) -> None:
    with held.open("wb") as file:
        for block in _turned_up(mix, gain):
            file.write(_bytes_of(block))


def _hold(mix: Path, held: Path, limit_db: float, gain: float, goes_on: Callable[[], None]) -> None:
    """Turned up, and through FFmpeg's limiter. It looks ahead, and nothing is later for it."""
    with held.open("wb") as file:
        for frame in _limited(_turned_up(mix, gain), limit_db):
            goes_on()
            file.write(_bytes_of(frame.to_ndarray()))


def _turned_up(mix: Path, gain: float) -> Iterator[Samples]:
    factor = np.float32(10 ** (gain / 20))
    return (block * factor for block in _blocks(mix))


def _peak_db(mix: Path) -> float:
    """Of the samples themselves."""
    return 20 * math.log10(max(1e-6, *(float(np.abs(block).max()) for block in _blocks(mix))))


def _bring_to_loudness(
    mix: Path, held: Path, samples: int, loudness: Loudness | None, goes_on: Callable[[], None]
) -> None:
    """Holding peaks down takes loudness away: what is missing is added before they are held, a few times at most."""
    limit_db = (loudness.true_peak_db if loudness else 0) - LIMITER_MARGIN_DB
    gain = gain_db(reader_of(mix, goes_on), samples, loudness)
    if _peak_db(mix) + gain <= limit_db:
        _turn_up(mix, held, gain)
        return
    for _ in range(MOST_ROUNDS):
        _hold(mix, held, limit_db, gain, goes_on)
        missing = gain_db(reader_of(held, goes_on), samples, loudness)
        if abs(missing) < GOOD_ENOUGH_DB or gain + missing > MOST_GAIN_DB:
            return
        gain += missing


def _encode(part: Path, held: Path, goes_on: Callable[[], None]) -> None:
    with av.open(str(part), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=SOUND_RATE, layout="stereo", options=AAC)
        for frame in _frames(_blocks(held)):
            goes_on()
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _blocks(mix: Path) -> Iterator[Samples]:
    with mix.open("rb") as file:
        while block := file.read(BLOCK * BYTES):
            yield np.frombuffer(block, np.float32).reshape(-1, 2).T


def _bytes_of(samples: Any) -> bytes:
    return np.ascontiguousarray(samples.T, np.float32).tobytes()


def _frames(blocks: Iterable[Samples]) -> Iterator[AudioFrame]:
    position = 0
    for block in blocks:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, position, Fraction(1, SOUND_RATE)
        position += block.shape[1]
        yield frame


def _limited(blocks: Iterable[Samples], limit_db: float) -> Iterator[AudioFrame]:
    graph, source, sink = _limiter(10 ** (limit_db / 20))
    for frame in _frames(blocks):
        source.push(frame)
        yield from _pulled(sink)
    source.push(None)
    yield from _pulled(sink)
    del graph  # held until here: without it a push would be a crash


def _limiter(limit: float) -> tuple[Graph, Any, Any]:
    graph = Graph()
    source = graph.add_abuffer(
        format="fltp", sample_rate=SOUND_RATE, layout="stereo", time_base=Fraction(1, SOUND_RATE)
    )
    limiter = graph.add("alimiter", f"limit={limit:.5f}:attack=3:release=60:level=false:latency=true")
    shape = graph.add("aformat", f"sample_fmts=fltp:sample_rates={SOUND_RATE}:channel_layouts=stereo")
    sink = graph.add("abuffersink")
    graph.link_nodes(source, limiter, shape, sink).configure()
    return graph, source, sink


def _pulled(sink: Any) -> Iterator[AudioFrame]:
    while True:
        try:
            yield sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
