"""Joins segments, the sound and soft subtitles to one file. Nothing is encoded but the few words of the subtitles."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

import av
from av.container import OutputContainer
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import SubtitleSet

from studio.files import whole_file
from studio.media.film.captions import one_at_a_time
from studio.media.film.packets import AnyPacket, add_track_like, moment_s, moved
from studio.media.film.recipe import Subtitle
from studio.media.film.timeline import ChapterMark

MILLISECOND = Fraction(1, 1000)
ASS_HEADER = (  # the encoder of soft subtitles does not open without one
    b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname, Fontsize, PrimaryColour, "
    b"SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, "
    b"BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\r\n"
    b"Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1\r\n\r\n"
    b"[Events]\r\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
)


def join(
    target: Path,
    segments: Sequence[tuple[Path, int]],
    fps: int,
    *,
    sound: Path | None = None,
    lines: Sequence[Subtitle] = (),
    language: str = "eng",
    chapters: Sequence[ChapterMark] = (),
    title: str = "",
    on_segment: Callable[[int], None] = lambda joined: None,
) -> None:
    """`segments`: each with its number of pictures. The film appears whole, with its index in front, or not at all."""
    with whole_file(target) as part:
        with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as film:
            film.metadata.update({"title": title} if title else {})
            tracks = [_pictures(film, segments, fps, on_segment)]
            if sound:
                tracks.append(moved(sound, add_track_like(film, sound, "audio")))
            if lines:
                tracks.append(_subtitles(film, one_at_a_time(lines), language))
            if chapters:
                film.set_chapters([_mark(number, chapter) for number, chapter in enumerate(chapters)])
            for packet in merge(*tracks, key=moment_s):
                film.mux(packet)


def _pictures(
    film: OutputContainer, segments: Sequence[tuple[Path, int]], fps: int, on_segment: Callable[[int], None]
) -> Iterator[AnyPacket]:
    track = add_track_like(film, segments[0][0], "video")

    def packets() -> Iterator[AnyPacket]:
        start = 0
        for joined, (path, frames) in enumerate(segments):
            on_segment(joined)
            yield from moved(path, track, start / fps)
            start += frames

    return packets()


def _subtitles(film: OutputContainer, lines: Sequence[Subtitle], language: str) -> Iterator[AnyPacket]:
    stream: Any = film.add_stream("mov_text")
    stream.codec_context.subtitle_header = ASS_HEADER
    stream.codec_context.time_base = MILLISECOND
    stream.metadata["language"] = language
    return (_subtitle(stream, number, line) for number, line in enumerate(lines))


def _subtitle(stream: SubtitleStream, number: int, line: Subtitle) -> AnyPacket:
    words = line.text.replace("\n", "\\N").replace("{", "(").replace("}", ")")  # braces would be commands
    start_ms, end_ms = round(line.start_s * 1000), round(line.end_s * 1000)
    event = f"{number},0,Default,,0,0,0,,{words}".encode()
    packet = stream.codec_context.encode_subtitle(SubtitleSet.create(event, 0, end_ms - start_ms, start_ms * 1000))
    packet.stream, packet.time_base = stream, MILLISECOND
    packet.pts = packet.dts = start_ms
    packet.duration = end_ms - start_ms
    return packet


def _mark(number: int, chapter: ChapterMark) -> Any:
    start_ms, end_ms = round(chapter.start_s * 1000), round(chapter.end_s * 1000)
    return {
        "id": number,
        "start": start_ms,
        "end": end_ms,
        "time_base": MILLISECOND,
        "metadata": {"title": chapter.name},
    }
