"""The colours of a scene, by time of day and weather."""

from dataclasses import dataclass

from studio.providers.animatic.colour import Floats, yuv


@dataclass(frozen=True)
class Palette:
    """Colours from the top of the sky down to the ground at one's feet, and where the light stands (0, 0 is the middle)."""

    top: str
    middle: str
    horizon: str
    light: str
    far: str
    near: str
    fog: str
    light_at: tuple[float, float]
    is_moonlit: bool = False
    stars: float = 0
    is_overcast: bool = False  # the light is a brightness behind the clouds


PALETTES = {
    "golden": Palette("#2f4a78", "#cf8a63", "#ffdf9f", "#fff0c0", "#a8798a", "#1d1420", "#f3b98a", (0.30, 0.02)),
    "sunset": Palette(
        "#191640", "#8e2f66", "#ff9a55", "#ffd890", "#6d3a6e", "#120a1c", "#e0705f", (-0.22, 0.05), stars=0.15
    ),
    "day": Palette("#2469b4", "#7fb6e6", "#e3f1f4", "#ffffff", "#8db2c6", "#17382f", "#cfe3e8", (0.45, -0.30)),
    "dawn": Palette(
        "#233763", "#8b78a8", "#ffd0a6", "#fff0d8", "#8d86ad", "#181a2c", "#e6b6ae", (-0.34, 0.06), stars=0.1
    ),
    "night": Palette(
        "#050b1f", "#0f2350", "#3a639a", "#f2f5ff", "#2b4a7c", "#03060f", "#37609a", (0.34, -0.24), True, 1
    ),
    "mist": Palette("#8fa3ab", "#b9c6c8", "#e3e6df", "#ffffff", "#a5b4b6", "#243438", "#d3dad6", (0.10, -0.12)),
    "storm": Palette(
        "#161c24", "#3b4852", "#8b979b", "#dfe6e8", "#55636b", "#0b0f13", "#77858b", (-0.2, -0.1), is_overcast=True
    ),
    "ember": Palette(
        "#12090f", "#4a1519", "#f0652a", "#ffc876", "#5d2527", "#0d0507", "#b0432a", (0.16, 0.04), stars=0.1
    ),
    "neon": Palette(
        "#070513", "#2a0d52", "#ff4f9a", "#ffd0e6", "#5a2a78", "#05030c", "#a0348a", (0.25, -0.02), stars=0.3
    ),
    "mars": Palette("#6b3a2b", "#c98350", "#f6d9a4", "#fff4d8", "#b0714d", "#35130c", "#e2a877", (0.36, -0.06)),
    "spring": Palette("#4d8fc4", "#a9d3dd", "#fbeed2", "#fffbe8", "#9fbfae", "#1d3a26", "#e4e8cf", (-0.30, -0.12)),
    "deep": Palette("#3fb7c4", "#12708f", "#0b3f63", "#d8ffff", "#1c6b86", "#03151f", "#15607c", (0.12, -0.62)),
    "space": Palette(
        "#03040c", "#0a0d22", "#1b1638", "#dfe8ff", "#6a6f8c", "#171a28", "#4a5070", (-0.62, -0.20), stars=1.6
    ),
    "noir": Palette("#0d0f14", "#1d2129", "#3a3f49", "#ffe7c2", "#2a2e37", "#07080b", "#343843", (0.2, -0.1)),
    "graphite": Palette("#e9e4d8", "#eee9de", "#f6f2e9", "#fffdf6", "#cfc9bd", "#4d4a46", "#efeae0", (0.28, -0.14)),
}


@dataclass(frozen=True)
class LitPalette:
    """A palette ready to paint with: its colours in YUV, its light moved to where the frame can see it."""

    name: str
    accent: str
    top: Floats
    middle: Floats
    horizon: Floats
    light: Floats
    far: Floats
    near: Floats
    fog: Floats
    light_x: float
    light_y: float
    is_moonlit: bool
    stars: float
    is_overcast: bool

    @classmethod
    def of(cls, name: str, aspect: float) -> "LitPalette":
        palette = PALETTES[name]
        colours = {
            part: yuv(getattr(palette, part)) for part in ("top", "middle", "horizon", "light", "far", "near", "fog")
        }
        x, y = palette.light_at
        return cls(
            name=name,
            accent=palette.light,
            light_x=x * min(1, aspect / 1.4),
            light_y=y,
            is_moonlit=palette.is_moonlit,
            stars=palette.stars,
            is_overcast=palette.is_overcast,
            **colours,
        )

    @property
    def light_strength(self) -> float:
        """Beside a sun in a clear sky."""
        return 0.4 if self.is_moonlit or self.is_overcast else 1.0
