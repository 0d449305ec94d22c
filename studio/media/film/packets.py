"""Packets are coded pictures and sound: they go from one file to another as they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeAlias

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

AnyPacket: TypeAlias = "Packet[Any]"


def add_track_like(film: OutputContainer, path: Path, kind: Literal["video", "audio"]) -> Stream:
    """A track into which packets of such a file can go."""
    with _opened(path) as file:
        return film.add_stream_from_template(file.streams.get(**{kind: 0})[0])


def moved(path: Path, track: Any, start_s: float = 0) -> Iterator[AnyPacket]:
    """Those of the file's first stream of the track's kind, `start_s` later than they were."""
    with _opened(path) as file:
        source = file.streams.get(**{track.type: 0})[0]
        shift = round(start_s / (source.time_base or 1))
        for packet in file.demux(source):
            if packet.pts is not None and packet.dts is not None:
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                packet.stream = track
                yield packet


def _opened(path: Path) -> InputContainer:
    return av.open(str(path.resolve()), format="mp4", options={"protocol_whitelist": "file"})


def moment_s(packet: AnyPacket) -> float:
    return float((packet.dts or 0) * (packet.time_base or 0))
