"""What makes clips at Runway, from words or a picture. A new model is one entry here."""

from collections.abc import Mapping
from typing import Any

from studio.providers.catalogue.entry import ClipSound, Model, Rates
from studio.providers.catalogue.runway.making import entry, per_second, references

TWO_TO_TEN = tuple(range(2, 11))
THREE_TO_TEN = tuple(range(3, 11))
WHICH_SIZE = "From a picture the size is the model's own."
WITH_SOUND = " with sound, the higher of the two it names; which one holds is not verified"
SILENT = " for a silent clip, the lower of the two it names; which one holds is not verified"

GEN_4 = "1280:720 720:1280 1104:832 960:960 832:1104 1584:672"
HD = "1280:720 720:1280 1920:1080 1080:1920"
KLING = {
    "4k": "3840:2160 2160:3840 2880:2880",
    "pro": "1920:1080 1080:1920 1440:1440",
    "standard": "1280:720 720:1280 960:960",
}
SEEDANCE_480 = "992:432 864:496 752:560 640:640 560:752 496:864"
SEEDANCE_720 = "1470:630 1280:720 1112:834 960:960 834:1112 720:1280"
SEEDANCE_1080 = "2206:946 1920:1080 1664:1248 1440:1440 1248:1664 1080:1920"
SEEDANCE_4K = "3840:1646 3840:2160 3840:2880 3840:3840 2880:3840 2160:3840"
WAN = (
    "832:480 720:544 624:624 544:720 480:832 1280:720 1104:832 960:960 832:1104 720:1280 "
    "1920:1080 1648:1248 1440:1440 1248:1648 1080:1920"
)
OMNI = f"640:360 360:640 {HD} 3840:2160 2160:3840"
GROK_LITE = (
    "848:480 480:848 480:480 640:480 480:640 720:480 480:720 1280:720 720:1280 720:720 960:720 720:960 1088:720 720:1088 "
    "1904:1072 1072:1904 1424:1424 1648:1232 1232:1648 1744:1152 1152:1744"
)
KLING_4 = "1280:720 720:1280 940:940 1460:624 1920:1080 1080:1920 1440:1440 2200:940"
HAPPY_HORSE = (
    "1280:720 720:1280 960:960 1108:832 832:1108 1920:1080 1080:1920 1440:1440 1662:1248 1248:1662"  # 4:3, nearly
)

FREE_START: Mapping[str, Any] = {  # from words, or a picture that needs no words
    "first_frame": True,
    "continues": ("last frame",),
    "needs_no_prompt_with_picture": True,
}
START: Mapping[str, Any] = {**FREE_START, "needs_no_prompt_with_picture": False}
END: Mapping[str, Any] = {"last_frame": True, "last_frame_needs_first": True}
SOUND: Mapping[str, Any] = {"sound": ClipSound.CHOICE}
AS_PICTURE: Mapping[str, Any] = {"shape_follows_picture": True}


def _beside(most: int | None) -> dict[str, Any]:
    """References, of what takes them with words alone."""
    return {**references(most), "references_beside_frames": False}


def _veo(name: str, label: str, about: str, credits: tuple[int, int]) -> Model:
    rates: dict[str, Rates] = {
        "rates": per_second(credits[0], SILENT),
        "rates_with_sound": per_second(credits[1], WITH_SOUND),
    }
    return entry(
        name,
        label,
        about,
        HD,
        durations_s=(4, 6, 8),
        prompt_chars=(1, 1000),
        negative_prompt=True,
        seed=True,
        **rates,
        **FREE_START,
        **END,
        **SOUND,
    )


def _kling(name: str, label: str, about: str) -> Model:
    return entry(name, label, about, KLING[name.rpartition("_")[2]], **FREE_START, **END, **SOUND)


def _seedance(name: str, label: str, about: str, pixels: str, **fields: Any) -> Model:
    features: dict[str, Any] = {"prompt_chars": (1, 3500), "seed": True, **_beside(9), **FREE_START, **END, **SOUND}
    return entry(name, label, about, pixels, **features | fields)


CLIPS = (
    entry(
        "gen4.5",
        "Gen-4.5",
        "Runway: from words or a first frame.",
        GEN_4,
        rates=per_second(12),
        durations_s=TWO_TO_TEN,
        prompt_chars=(1, 1000),
        ratios_without_picture=("16:9", "9:16"),
        seed=True,
        **START,
    ),
    entry(
        "gen4_turbo",
        "Gen-4 Turbo",
        "Runway: moves a picture; fast and cheap.",
        GEN_4,
        rates=per_second(5),
        durations_s=TWO_TO_TEN,
        prompt_chars=(1, 1000),
        needs_first_frame=True,
        seed=True,
        **FREE_START,
    ),
    _veo("veo3.1", "Veo 3.1", "Google's model through Runway, with sound if you like.", (20, 40)),
    _veo("veo3.1_fast", "Veo 3.1 Fast", "Google's faster model through Runway, with sound if you like.", (10, 15)),
    _seedance(
        "seedance2_5",
        "Seedance 2.5",
        "ByteDance's newest: long prompts, up to 30 references.",
        f"{SEEDANCE_480.replace('864', '854').replace('496', '480')} {SEEDANCE_720} {SEEDANCE_1080}",
        prompt_chars=(1, 15_000),
        references=30,
    ),
    _seedance(
        "seedance2",
        "Seedance 2",
        "ByteDance's, up to 4k.",
        f"{SEEDANCE_480} {SEEDANCE_720} {SEEDANCE_1080} {SEEDANCE_4K}",
    ),
    _seedance("seedance2_fast", "Seedance 2 Fast", "The same, faster and smaller.", f"{SEEDANCE_480} {SEEDANCE_720}"),
    _seedance("seedance2_mini", "Seedance 2 Mini", "The smallest of the family.", f"{SEEDANCE_480} {SEEDANCE_720}"),
    entry(
        "kling_4",
        "Kling 4",
        "Kuaishou's newest; a clip from a picture has its shape.",
        KLING_4,
        wire={"size_with_picture": "auto"},
        **_beside(10),
        **FREE_START,
        **END,
        **AS_PICTURE,
    ),
    _kling("klingO3_4k", "Kling O3 4K", "Kuaishou's best, in 4k."),
    _kling("klingO3_pro", "Kling O3 Pro", "The same in 1080p."),
    _kling("klingO3_standard", "Kling O3 Standard", "The same in 720p."),
    _kling("kling3.0_4k", "Kling 3.0 4K", "Kuaishou's, in 4k."),
    _kling("kling3.0_pro", "Kling 3.0 Pro", "The same in 1080p."),
    _kling("kling3.0_standard", "Kling 3.0 Standard", "The same in 720p."),
    entry(
        "kling2.5_turbo_pro",
        "Kling 2.5 Turbo Pro",
        "Kuaishou's fast one, silent.",
        "1920:1080 1440:1440 1080:1920 1280:720 720:720 720:1280",
        durations_s=(5, 10),
        wire={"size_with_picture": ""},
        unverified=(WHICH_SIZE,),
        **START,
        **END,
        **AS_PICTURE,
    ),
    entry(
        "gemini_omni_flash_1.1",
        "Gemini Omni Flash 1.1",
        "Google's through Runway, from 360p to 4k.",
        OMNI,
        durations_s=THREE_TO_TEN,
        **_beside(None),
        **START,
        **END,
    ),
    entry(
        "gemini_omni_flash",
        "Gemini Omni Flash",
        "Google's first one through Runway.",
        "1280:720 720:1280",
        durations_s=THREE_TO_TEN,
        **FREE_START,
    ),
    entry(
        "hailuo3",
        "Hailuo 3",
        "MiniMax's; a clip from a picture has its shape.",
        resolutions=("768p", "2k"),
        ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
        wire={"size": "shape resolution", "size_with_picture": "adaptive resolution"},
        **_beside(9),
        **START,
        **END,
        **AS_PICTURE,
    ),
    entry(
        "wan3",
        "Wan 3",
        "Alibaba's, with sound if you like.",
        WAN,
        wire={"size_with_picture": "auto"},
        **_beside(10),
        **START,
        **END,
        **SOUND,
        **AS_PICTURE,
    ),
    entry(
        "wan3_prime",
        "Wan 3 Prime",
        "Alibaba's better one.",
        WAN,
        wire={"size_with_picture": "auto"},
        **_beside(10),
        **START,
        **END,
        **SOUND,
        **AS_PICTURE,
    ),
    entry(
        "grok_imagine_1_5",
        "Grok Imagine 1.5",
        "xAI's; a clip from a picture has its shape. With references it makes 720p at most; name them [Image 1], [Image 2].",
        resolutions=("480p", "720p", "1080p"),
        ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3"),
        wire={"size": "shape resolution", "size_with_picture": "resolution"},
        **_beside(None),
        **FREE_START,
        **AS_PICTURE,
    ),
    entry(
        "grok_imagine_1_5_lite",
        "Grok Imagine 1.5 Lite",
        "xAI's smaller one.",
        GROK_LITE,
        wire={"size_with_picture": "auto"},
        **FREE_START,
        **AS_PICTURE,
    ),
    entry(
        "happyhorse_1_0",
        "Happy Horse 1.0",
        "Alibaba's; a clip from a picture has its shape.",
        HAPPY_HORSE,
        prompt_chars=(1, 2500),
        wire={"size_with_picture": "resolution"},
        **FREE_START,
        **AS_PICTURE,
    ),
    entry(
        "h3_max",
        "H3 Max",
        "The shape is the model's own.",
        resolutions=("480p", "768p"),
        seed=True,
        wire={"size": "resolution"},
        **START,
        **END,
    ),
)
