"""What each of Runway's models takes, way by way, as the types of its SDK say it. One line is one model.

`!` is a field that must come; behind `=` stands what it may be: the name of a list, or the values themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

SEEDANCE_480 = "992:432 864:496 752:560 640:640 560:752 496:864"
SEEDANCE_720 = "1470:630 1280:720 1112:834 960:960 834:1112 720:1280"
SEEDANCE_1080 = "2206:946 1920:1080 1664:1248 1440:1440 1248:1664 1080:1920"
LARGE = (
    "2048:2048 1696:2528 2528:1696 1792:2400 2400:1792 1856:2304 2304:1856 1536:2752 2752:1536 3168:1344 "
    "4096:4096 3392:5056 5056:3392 3584:4800 4800:3584 3712:4608 4608:3712 3072:5504 5504:3072 6336:2688"
)
LISTS: Mapping[str, str] = {
    "HD": "1280:720 720:1280",
    "FULL_HD": "1280:720 720:1280 1080:1920 1920:1080",
    "GEN_4": "1280:720 720:1280 1104:832 960:960 832:1104 1584:672",
    "KLING_4K": "3840:2160 2160:3840 2880:2880",
    "KLING_PRO": "1920:1080 1080:1920 1440:1440",
    "KLING_STANDARD": "1280:720 720:1280 960:960",
    "KLING_TURBO": "1920:1080 1440:1440 1080:1920 1280:720 720:720 720:1280",
    "KLING_4": "1280:720 720:1280 940:940 1460:624 1920:1080 1080:1920 1440:1440 2200:940 auto_720p auto_1080p",
    "AUTO": "auto_480p auto_720p auto_1080p",
    "AUTO_HD": "auto_720p auto_1080p",
    "HAILUO": "adaptive 21:9 16:9 4:3 1:1 3:4 9:16",
    "HAPPY": "1280:720 720:1280 960:960 1108:832 832:1108 1920:1080 1080:1920 1440:1440 1662:1248 1248:1662",
    "SEEDANCE": f"{SEEDANCE_480} {SEEDANCE_720} {SEEDANCE_1080} "
    "3840:1646 3840:2160 3840:2880 3840:3840 2880:3840 2160:3840",
    "SEEDANCE_SMALL": f"{SEEDANCE_480} {SEEDANCE_720}",
    "SEEDANCE_2_5": f"992:432 854:480 752:560 640:640 560:752 480:854 {SEEDANCE_720} {SEEDANCE_1080}",
    "GROK": "1:1 16:9 9:16 4:3 3:4 3:2 2:3",
    "GROK_LITE": "848:480 480:848 480:480 640:480 480:640 720:480 480:720 1280:720 720:1280 720:720 960:720 720:960 "
    "1088:720 720:1088 1904:1072 1072:1904 1424:1424 1648:1232 1232:1648 1744:1152 1152:1744",
    "WAN": "832:480 720:544 624:624 544:720 480:832 1280:720 1104:832 960:960 832:1104 720:1280 1920:1080 1648:1248 "
    "1440:1440 1248:1648 1080:1920 auto_480p auto_720p auto_1080p",
    "OMNI": "640:360 360:640 1280:720 720:1280 1920:1080 1080:1920 3840:2160 2160:3840",
    "ALEPH": "16:9 4:3 3:2 1:1 2:3 3:4 9:16 21:9",
    "GEN_4_IMAGE": "1024:1024 1080:1080 1168:880 1360:768 1440:1080 1080:1440 1808:768 1920:1080 1080:1920 2112:912 "
    "1280:720 720:1280 720:720 960:720 720:960 1680:720",
    "GPT": "2048:880 1920:1088 1920:1280 1920:1440 1920:1536 1920:1920 1536:1920 1440:1920 1280:1920 1088:1920 2912:1248 "
    "2560:1440 2560:1712 2560:1920 2560:2048 2560:2560 2048:2560 1920:2560 1712:2560 1440:2560 3840:1648 3840:2160 "
    "3504:2336 3264:2448 3200:2560 2880:2880 2560:3200 2448:3264 2336:3504 2160:3840 auto",
    "GEMINI": "512:512 416:624 624:416 432:592 592:432 448:576 576:448 384:672 672:384 768:336 1024:1024 832:1248 "
    f"1248:832 864:1184 1184:864 896:1152 1152:896 768:1344 1344:768 1536:672 {LARGE}",
    "BANANA": "1024:1024 848:1264 1264:848 896:1200 1200:896 928:1152 1152:928 768:1376 1376:768 1584:672 "
    f"{LARGE}",
    "TO_TEN": "2 3 4 5 6 7 8 9 10",
    "FROM_THREE": "3 4 5 6 7 8 9 10",
}  # fmt: skip

KLING = "ratio{0}={1} audio duration promptText"
KLING_O3_WORK = "promptText! promptVideo! references"
BOTH = "promptImage!=first,last "
VEO = "ratio!=FULL_HD audio duration=4,6,8 negativePrompt seed"
SEEDANCE_WORK = "promptVideo! audio duration promptText references seed"
MODES = "mode=reference,extend,edit"
WAYS: Mapping[str, Mapping[str, str]] = {
    "text_to_video": {
        "gen4.5": "duration!=TO_TEN promptText! ratio!=HD seed",
        "veo3.1": f"promptText! {VEO}",
        "veo3.1_fast": f"promptText! {VEO}",
        "klingO3_4k": KLING.format("!", "KLING_4K"),
        "klingO3_pro": KLING.format("!", "KLING_PRO"),
        "klingO3_standard": KLING.format("!", "KLING_STANDARD"),
        "kling3.0_4k": KLING.format("!", "KLING_4K"),
        "kling3.0_pro": KLING.format("!", "KLING_PRO"),
        "kling3.0_standard": KLING.format("!", "KLING_STANDARD"),
        "kling2.5_turbo_pro": "promptText! duration=5,10 ratio=KLING_TURBO",
        "kling_4": "promptText! duration ratio=KLING_4 references",
        "hailuo3": "promptText! duration ratio=HAILUO references resolution=768p,2k,768P,2K",
        "happyhorse_1_0": "promptText! duration ratio=HAPPY",
        "seedance2": "promptText! audio duration ratio=SEEDANCE references seed",
        "seedance2_fast": "promptText! audio duration ratio=SEEDANCE_SMALL references seed",
        "seedance2_mini": "promptText! audio duration ratio=SEEDANCE_SMALL references seed",
        "seedance2_5": "audio duration promptText ratio=SEEDANCE_2_5 references seed",
        "gemini_omni_flash": "promptText! duration=FROM_THREE ratio=HD",
        "gemini_omni_flash_1.1": "promptText! duration=FROM_THREE ratio=OMNI references",
        "grok_imagine_1_5": "promptText! duration ratio=GROK references resolution=480p,720p,1080p",
        "grok_imagine_1_5_lite": "promptText! duration ratio=GROK_LITE",
        "wan3": "promptText! audio duration ratio=WAN references",
        "wan3_prime": "promptText! audio duration ratio=WAN references",
        "h3_max": "promptText! duration resolution=480p,768p seed",
    },
    "image_to_video": {
        "gen4.5": "duration!=TO_TEN promptImage! promptText! ratio!=GEN_4 seed",
        "gen4_turbo": "promptImage! ratio!=GEN_4 duration=TO_TEN promptText seed",
        "veo3.1": f"{BOTH} promptText {VEO}",
        "veo3.1_fast": f"{BOTH} promptText {VEO}",
        "klingO3_4k": BOTH + KLING.format("", "KLING_4K"),
        "klingO3_pro": BOTH + KLING.format("", "KLING_PRO"),
        "klingO3_standard": BOTH + KLING.format("", "KLING_STANDARD"),
        "kling3.0_4k": BOTH + KLING.format("", "KLING_4K"),
        "kling3.0_pro": BOTH + KLING.format("", "KLING_PRO"),
        "kling3.0_standard": BOTH + KLING.format("", "KLING_STANDARD"),
        "kling2.5_turbo_pro": f"{BOTH} promptText! duration=5,10",
        "kling_4": f"{BOTH} duration promptText ratio=AUTO_HD references",
        "hailuo3": f"{BOTH} promptText! duration ratio=HAILUO resolution=768p,2k,768P,2K",
        "happyhorse_1_0": "promptImage! duration promptText resolution=720p,1080p,720P,1080P",
        "seedance2": f"{BOTH} audio duration promptText ratio=SEEDANCE seed",
        "seedance2_fast": f"{BOTH} audio duration promptText ratio=SEEDANCE_SMALL seed",
        "seedance2_mini": f"{BOTH} audio duration promptText ratio=SEEDANCE_SMALL seed",
        "seedance2_5": f"{BOTH} audio duration promptText ratio=SEEDANCE_2_5 seed",
        "gemini_omni_flash": "promptImage! duration=FROM_THREE promptText ratio=HD",
        "gemini_omni_flash_1.1": f"{BOTH} promptText! duration=FROM_THREE ratio=OMNI",
        "grok_imagine_1_5": "promptImage! duration promptText resolution=480p,720p,1080p",
        "grok_imagine_1_5_lite": "promptImage! duration promptText ratio=AUTO",
        "wan3": f"{BOTH} promptText! audio duration ratio=AUTO",
        "wan3_prime": f"{BOTH} promptText! audio duration ratio=AUTO",
        "h3_max": f"{BOTH} promptText! duration resolution=480p,768p seed",
    },
    "video_to_video": {
        "aleph2": "videoUri! promptText ratio seed targetAspectRatio=ALEPH",
        "klingO3_4k": KLING_O3_WORK,
        "klingO3_pro": KLING_O3_WORK,
        "klingO3_standard": KLING_O3_WORK,
        "kling_4": "promptText! videoUri! ratio=AUTO_HD references",
        "hailuo3": "promptText! promptVideo! duration ratio=HAILUO references resolution=768p,2k,768P,2K",
        "seedance2": f"{SEEDANCE_WORK} ratio=SEEDANCE",
        "seedance2_fast": f"{SEEDANCE_WORK} ratio=SEEDANCE_SMALL",
        "seedance2_mini": f"{SEEDANCE_WORK} ratio=SEEDANCE_SMALL",
        "seedance2_5": f"{SEEDANCE_WORK} ratio=SEEDANCE_2_5 {MODES}",
        "gemini_omni_flash": "promptText! videoUri! references",
        "gemini_omni_flash_1.1": f"promptText! videoUri! duration ratio=OMNI references {MODES}",
    },
    "video_upscale": {"magnific_video_upscaler_creative": "videoUri! resolution=720p,1k,2k,4k"},
    "text_to_image": {
        "gen4_image": "promptText! ratio!=GEN_4_IMAGE referenceImages seed",
        "gen4_image_turbo": "promptText! ratio!=GEN_4_IMAGE referenceImages! seed",
        "gpt_image_2": "promptText! ratio!=GPT referenceImages",
        "gemini_image3.1_flash": "promptText! ratio!=GEMINI referenceImages",
        "nano_banana_2.1": "promptText! ratio!=BANANA referenceImages",
    },
}
NAMES = sorted({name for models in WAYS.values() for name in models})

LONGEST_PROMPT: Mapping[str, int] = {  # in UTF-16 code units, of whom Runway says it
    **dict.fromkeys(("gen4.5", "gen4_turbo", "veo3.1", "veo3.1_fast", "gen4_image", "gen4_image_turbo"), 1000),
    **dict.fromkeys(("seedance2", "seedance2_fast", "seedance2_mini"), 3500),
    "happyhorse_1_0": 2500,
    "seedance2_5": 15_000,
    "gpt_image_2": 32_000,
}
MOST_REFERENCES: Mapping[str, int] = {  # of whom Runway says it
    **dict.fromkeys(("gen4_image", "gen4_image_turbo"), 3),
    **dict.fromkeys(("klingO3_4k", "klingO3_pro", "klingO3_standard"), 4),
    **dict.fromkeys(("seedance2", "seedance2_fast", "seedance2_mini", "hailuo3"), 9),
    **dict.fromkeys(("kling_4", "wan3", "wan3_prime"), 10),
    **dict.fromkeys(("gemini_image3.1_flash", "nano_banana_2.1"), 14),
    "gpt_image_2": 16,
    "seedance2_5": 30,
}
CREDITS: Mapping[str, tuple[int, int]] = {  # a second: silent, with sound
    "gen4.5": (12, 12),
    "gen4_turbo": (5, 5),
    "veo3.1": (20, 40),
    "veo3.1_fast": (10, 15),
    "seedance2": (36, 36),
}
OUR_GUESS = (8, 10)  # where Runway names none
CREDITS_A_PICTURE: Mapping[str, int] = {"gen4_image": 5, "gen4_image_turbo": 2}
OUR_GUESS_A_PICTURE = 6


@dataclass(frozen=True)
class Takes:
    """Of one model in one way. A field without choices may be anything of its kind."""

    needed: frozenset[str]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def takes(way: str, name: object) -> Takes | None:
    """None: there is no such model there."""
    line = WAYS.get(way, {}).get(name) if isinstance(name, str) else None
    if line is None:
        return None
    parts = [part.partition("=") for part in line.split()]
    needed = frozenset(part[0][:-1] for part in parts if part[0].endswith("!"))
    return Takes(needed, {part[0].rstrip("!"): _choices(part[2]) for part in parts})


def _choices(said: str) -> tuple[str, ...]:
    return tuple(LISTS[said].split() if said in LISTS else said.split(",")) if said else ()
