"""Brings the pictures of a clip to the film's size: upright, with square pixels, in the colours of an ordinary screen."""

from dataclasses import dataclass

from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame

from studio.media.encode import Plane
from studio.media.film.planes import Size, from_frame
from studio.media.poster import HD_LINES, UNSPECIFIED
from studio.media.probe import HDR_TRANSFERS

BT709, FULL_RANGE = 1, 2
SCREEN = "out_color_matrix=bt709:out_range=tv"
FINE = "bicubic+accurate_rnd"  # without the second, colours that change their matrix come out five levels darker
FROM_HDR = "out_primaries=bt709:out_transfer=bt709"
TURNS = {90: ("transpose=cclock",), 180: ("hflip", "vflip"), 270: ("transpose=clock",)}
BLURRED_AT = 8  # the ground behind a narrow picture is blurred at an eighth of the size: it costs nothing there


@dataclass(frozen=True)
class Stored:
    """All that decides what must be done to a picture."""

    width: int
    height: int
    pixel_format: str
    rotation: int
    is_hdr: bool
    is_full_range: bool
    matrix: int

    @classmethod
    def of(cls, frame: VideoFrame) -> "Stored":
        is_hdr, is_full = frame.color_trc in HDR_TRANSFERS, frame.color_range == FULL_RANGE
        return cls(
            frame.width, frame.height, frame.format.name, frame.rotation % 360, is_hdr, is_full, frame.colorspace
        )

    def is_fit_for(self, size: Size) -> bool:
        is_plain = not (self.rotation or self.is_hdr or self.is_full_range)
        return (
            is_plain and self.pixel_format == "yuv420p" and self.matrix == BT709 and (self.width, self.height) == size
        )


class Conformer:
    """For the pictures of one clip. Should they change within it, so does what is done to them."""

    def __init__(self, size: Size, fit: str, pixel_aspect: float):
        self._size, self._fit, self._pixel_aspect = size, fit, pixel_aspect
        self._stored: Stored | None = None
        # Pushing to a graph that nobody holds is a crash: it is kept.
        self._graph = Graph()

    def planes(self, frame: VideoFrame) -> Plane:
        if frame.colorspace == UNSPECIFIED and frame.height >= HD_LINES:
            frame.colorspace = BT709
        stored = Stored.of(frame)
        if stored.is_fit_for(self._size) and self._pixel_aspect == 1:
            return from_frame(frame)
        if stored != self._stored:
            self._graph, self._stored = self._graph_for(frame, stored), stored
        self._graph.vpush(frame)
        return from_frame(self._graph.vpull())

    def _graph_for(self, frame: VideoFrame, stored: Stored) -> Graph:
        graph = Graph()
        source = graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
        )
        turned = _chain(graph, source, TURNS.get(stored.rotation, ()))
        shown = _shown_size(stored, self._pixel_aspect)
        colours = f"{FROM_HDR}:{SCREEN}" if stored.is_hdr else SCREEN
        fitted = (_blurred if self._fit == "blur" and not _is_alike(shown, self._size) else _plain)(
            graph, turned, shown, self._size, self._fit, colours
        )
        _chain(graph, fitted, ("setsar=1", "format=yuv420p", "buffersink"))
        graph.configure()
        return graph


def _plain(graph: Graph, source: FilterContext, shown: Size, size: Size, fit: str, colours: str) -> FilterContext:
    width, height = size
    scaled = _scaled(shown, size, is_covering=fit == "cover" or _is_alike(shown, size))
    steps = [f"scale={scaled[0]}:{scaled[1]}:flags={FINE}:{colours}"]
    if fit == "cover" or _is_alike(shown, size):
        steps.append(f"crop={width}:{height}")
    else:
        steps.append(f"format=yuv420p,pad={width}:{height}:-1:-1:color=black")
    return _chain(graph, source, ",".join(steps).split(","))


def _blurred(graph: Graph, source: FilterContext, shown: Size, size: Size, _: str, colours: str) -> FilterContext:
    """The whole picture over a dark, blurred copy of itself that fills the rest."""
    fork = graph.add("split")
    source.link_to(fork)
    ground = _chain(graph, fork, _ground_steps(shown, size, colours), output=0)
    inner = _scaled(shown, size, is_covering=False)
    picture = _chain(graph, fork, (f"scale={inner[0]}:{inner[1]}:flags={FINE}:{colours}", "format=yuv420p"), output=1)
    laid = graph.add("overlay", "(W-w)/2:(H-h)/2")
    ground.link_to(laid, 0, 0)
    picture.link_to(laid, 0, 1)
    return laid


def _ground_steps(shown: Size, size: Size, colours: str) -> tuple[str, ...]:
    small = _even(size[0] / BLURRED_AT), _even(size[1] / BLURRED_AT)
    covering = _scaled(shown, small, is_covering=True)
    return (
        f"scale={covering[0]}:{covering[1]}:flags=area:{colours}",
        f"crop={small[0]}:{small[1]}",
        "format=yuv420p",
        "gblur=sigma=4",
        "lutyuv=y=16+(val-16)*0.6",
        f"scale={size[0]}:{size[1]}:flags=bilinear:{SCREEN}",
        "format=yuv420p",
    )


def _chain(graph: Graph, last: FilterContext, steps: tuple[str, ...] | list[str], output: int = 0) -> FilterContext:
    """`output` is the pad of the first that is read; the others have only one."""
    for step in steps:
        name, _, arguments = step.partition("=")
        added = graph.add(name, arguments or None)
        last.link_to(added, output, 0)
        last, output = added, 0
    return last


def _shown_size(stored: Stored, pixel_aspect: float) -> Size:
    width, height = round(stored.width * pixel_aspect), stored.height
    return (height, width) if stored.rotation in (90, 270) else (width, height)


def _scaled(shown: Size, size: Size, *, is_covering: bool) -> Size:
    choose = max if is_covering else min
    scale = choose(size[0] / shown[0], size[1] / shown[1])
    width, height = _even(shown[0] * scale), _even(shown[1] * scale)
    return (max(width, size[0]), max(height, size[1])) if is_covering else (min(width, size[0]), min(height, size[1]))


def _is_alike(shown: Size, size: Size) -> bool:
    """Whether it fits but for a pixel or two, so that no border need be seen."""
    return _scaled(shown, size, is_covering=False) == size


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)
