"""What makes a prompt a shot: tables of words for light, things to see, lens and film. Each is added where the prompt has none."""

from collections.abc import Mapping, Sequence

# Words of a kind that are there already: then none of that kind is added.
SAID: Mapping[str, str] = {
    "framing": r"close-?up|(low|high)[- ]angle|over[- ]the[- ]shoulder|shot|portrait|pov|bird'?s",
    "light": r"\w*light|lit|glow\w*|sun(ny|set|rise)|dusk|dawn|golden hour|neon|shadow|backlit|overcast|licht|lumi[eè]re|luz|свет|光",
    "lens": r"\d+ ?mm|lens|depth of field|bokeh|anamorphic|macro|focus",
    "film": r"film|grain|cinematic|photo-?realistic|anime|watercolou?r|animation|render|black and white|noir|8k|4k",
}
# What the prompt is about -> what there is to see, and the light, frame and lens that fit. The first line that fits is taken.
ABOUT: Sequence[tuple[str, str, str, str, str]] = (
    (
        r"rain|storm|regen|pluie|lluvia|дождь|雨",
        "wet reflections and drops on every edge",
        "soft grey light",
        "medium shot",
        "50mm lens",
    ),
    (
        r"snow|ice|winter|schnee|neige|nieve|снег|雪",
        "breath in the cold air and drifting flakes",
        "pale winter light",
        "wide shot",
        "35mm lens",
    ),
    (
        r"sea|ocean|boat|ship|harbou?r|beach|wave|meer|mer|barco|mar|море|海|船",
        "spray in the air and light on the water",
        "low sun over the horizon",
        "wide shot",
        "35mm lens",
    ),
    (
        r"night|midnight|nacht|nuit|noche|ночь|夜",
        "pools of light and deep shadows",
        "practical lamps and moonlight",
        "medium shot",
        "fast 35mm lens",
    ),
    (
        r"city|street|traffic|neon|stadt|ville|ciudad|город|街",
        "passers-by out of focus and reflections in glass",
        "mixed street light",
        "medium shot",
        "35mm lens",
    ),
    (
        r"forest|tree|wood|wald|for[eê]t|bosque|лес|森",
        "dust and pollen in the air between the trunks",
        "sunbeams through leaves",
        "wide shot",
        "28mm lens",
    ),
    (
        r"mountain|valley|desert|field|berg|montagne|monta[nñ]a|горы|山",
        "haze between the ridges",
        "golden hour light",
        "wide establishing shot",
        "24mm lens",
    ),
    (
        r"space|planet|star|galax|weltraum|espace|espacio|космос|宇宙",
        "fine dust drifting past",
        "one hard light from the side",
        "wide shot",
        "anamorphic lens",
    ),
    (
        r"kitchen|food|bread|coffee|cook|k[uü]che|cuisine|cocina|кухня|料理",
        "steam and crumbs",
        "warm window light",
        "close-up",
        "85mm lens",
    ),
    (
        r"room|house|office|library|window|zimmer|maison|casa|комната|部屋",
        "dust in the air and worn surfaces",
        "soft window light",
        "medium shot",
        "35mm lens",
    ),
    (
        r"man|woman|girl|boy|child|face|she|he|frau|mann|femme|homme|mujer|hombre|женщина|мужчина|女|男",
        "small gestures and texture of skin and cloth",
        "soft key light from one side",
        "medium close-up",
        "85mm lens",
    ),
    (
        r"cat|dog|bird|horse|fox|animal|katze|hund|chat|perro|кошка|猫|犬",
        "every hair and feather in detail",
        "soft natural light",
        "close-up",
        "100mm lens",
    ),
)
OTHERWISE = ("fine detail in foreground and background", "soft natural light", "medium shot", "35mm lens")
DEPTH = "shallow depth of field"
FILM = "natural colors and fine film grain"
