"""Reading a prompt: which place, light, subject and weather it names. Accents do not matter; several languages do."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CAMERA_MOVES = (
    "static", "push in", "pull out", "zoom in", "zoom out", "pan left", "pan right", "tilt up", "tilt down", "truck left",
    "truck right", "crane up", "crane down", "orbit left", "orbit right", "roll left", "roll right", "handheld", "dolly zoom", "aerial",
)  # fmt: skip

_OTHER_NAMES = {  # what providers, and people, also call these moves
    "dolly in": "push in", "move in": "push in", "ken burns": "push in", "travelling avant": "push in",
    "dolly out": "pull out", "pull back": "pull out", "move out": "pull out", "travelling arriere": "pull out",
    "zoom avant": "zoom in", "zoom arriere": "zoom out",
    "track left": "truck left", "move left": "truck left", "track right": "truck right", "move right": "truck right",
    "pedestal up": "crane up", "move up": "crane up", "pedestal down": "crane down", "move down": "crane down",
    "arc left": "orbit left", "arc right": "orbit right", "hand held": "handheld", "vertigo": "dolly zoom",
    "aerial drone": "aerial", "drone": "aerial", "fpv": "aerial",
}  # fmt: skip

# In these tables the thing that a prompt names first wins. A word matches at its beginning: "moon" finds "moonlit".

_PLACES = {
    "space": r"space|galax|planet|nebula|astronaut|orbital|starship|cosm|moon surface|asteroid|espace|espacio|weltraum|宇宙|太空|우주",
    "underwater": r"underwater|reef|coral|submarine|whale|shark|jellyfish|deep sea|diver|aquarium"
    r"|sous.?marin|submarino|unterwasser|水中|海底",
    "city": r"city|street|skyline|tokyo|new york|london|paris|urban|downtown|building|skyscraper|cars?\b|taxi|rooftop|neon|office|cyber"
    r"|ville\b|rue\b|ciudad|calle|stadt|strasse|citta|cidade|街|都市|城市|도시",
    "forest": r"forest|wood|jungle|trees|fairy|deer|fox|wolf|bear\b|mushroom|leaf|leaves|bamboo|foret|bosque|wald|floresta|foresta|森|숲",
    "ocean": r"ocean|sea\b|waves?\b|beach|boat|ship|sail|island|surf|coast|lake|river|harbou?r|lighthouse|dolphin"
    r"|mer\b|barque|bateau|voilier|phare\b|mar\b|playa|barco|meer|strand|leuchtturm|海|바다",
    "desert": r"desert|dune|sahara|mars\b|canyon|camel|sand|western|pyramid|arena\b|wuste|sable\b|沙漠|砂漠|사막",
    "bokeh": r"portrait|close.?up|face\b|product|bottle|perfume|food|coffee|cake|kitchen|room|interior|studio|macro|logo"
    r"|dance|concert|party|candle|abstract|retrato|visage",
    "mountains": r"mountain|valley|hill|meadow|fields?\b|castle|dragon|horse|village|farm|snow|eagle|hike|alps|cliff|volcan"
    r"|montagne|montana|montanha|berge?\b|colline|山|산",
}
_LIGHTS = {
    "neon": r"neon|cyber|synth|retro ?wave|blade",
    "ember": r"volcan|lava|inferno|burning|wildfire|dragon|apocalyp",
    "night": r"night|midnight|moon|dark|nocturn|nuit|noche|nacht|notte|noite|夜|밤",
    "sunset": r"sunset|dusk|evening|twilight|crepuscul|atardecer|coucher|abend|tramonto|夕",
    "dawn": r"dawn|sunrise|morning|early|aube|matin|amanecer|morgen|alba\b|朝",
    "golden": r"golden|warm|amber|honey|romantic",
    "storm": r"storm|thunder|dramatic|orage|tormenta|sturm",
    "mist": r"mist|fog|haze|brume|brouillard|niebla|nebel|霧",
    "day": r"day|noon|sunny|blue sky|bright|jour\b|soleil|昼",
}
_HINTS = {  # of the light, where none is named
    "night": r"stars?\b|firefl|aurora",
    "storm": r"rain|gr[ea]y|war\b|battle|pluie|lluvia|regen\b|雨|비",
    "mist": r"snow|winter|cold|ice\b|arctic|ghost|hiver|neige|nieve|invierno|schnee|雪|冬|눈",
    "golden": r"autumn|fall\b|automne|otono|herbst|秋",
    "spring": r"spring|flower|meadow|garden|green|fresh|picnic|printemps|primavera|fruhling|春",
    "mars": r"mars\b|desert|dune|sahara|canyon|western",
    "day": r"summer|beach|ete\b|verano|sommer|夏",
}
_SUBJECTS = {
    "person": r"(?:person|(?:wo)?m[ae]n|girl|boy|child|kid|hero(?:ine)?|she|he|someone|travell?er|hiker|explorer|knight|samurai|detective"
    r"|astronaut|wanderer|monk|wizard|couple|farmer|robot|soldier|dancer|runner|king|queen|prince(?:ss)?|singer|chef"
    r"|homme|femme|fille|garcon|hombre|mujer|nina|nino|mann|frau|madchen|junge|uomo|donna|homem|mulher)\b|男|女|人|少年|사람|소녀",
    "tree": r"(?:tree|oak|arbre|arbol|baum)\b",
    "camel": r"camel|caravan\b|dromedar|chameau|kamel",
    "deer": r"deer|stag\b|elk\b|moose|cerf\b|ciervo|hirsch|鹿",
    "fox": r"(?:fox|wolf|wolves|dog|puppy|coyote|renard|loup|chien|zorro|lobo|perro|fuchs|hund)\b|狐|狼|犬",
    "horse": r"(?:horse|unicorn|stallion|cheval|caballo|pferd)\b|馬",
    "lighthouse": r"lighthouse|phare\b|leuchtturm|灯台",
    "castle": r"castle|fortress|chateau|castillo|schloss|城堡",
    "house": r"house|cabin|cottage|farm|hut\b|maison|casa\b|haus\b|hutte|小屋",
}
_WEATHERS = {
    "snow": r"snow|blizzard|winter|arctic|neige|hiver|nieve|schnee|雪|눈",
    "rain": r"rain|storm|monsoon|pluie|orage|lluvia|regen\b|雨|비",
    "ember": r"fire\b|ember|burn|lava|volcan|explos|dragon|campfire|battle|feu\b|fuego|feuer|火",
    "petal": r"petal|blossom|sakura|leaf|leaves|autumn|confetti|automne|otono|herbst|桜|秋",
}
_TOPICS = {  # small things that a place may add
    "birds": r"bird|eagle|sky|gull|seagull|free\b|freedom|beach|coast|oiseau|pajaro|vogel|鳥",
    "boat": r"boat|ship|sail|yacht|pirate|bateau|voilier|barque|barco|boot\b|schiff|船",
    "snow": r"snow|winter|alps|ice\b|cold|neige|hiver|nieve|schnee|雪",
    "volcano": r"volcan|lava|火山",
    "land": r"moon|surface|astronaut|land\b|rover|walk",
    "portrait": r"portrait|face\b|retrato|visage",
    "daytime": r"day|noon|sunny|golden",
}

_USUAL_PLACES = ("mountains", "bokeh", "ocean", "mountains")
_PLACES_TO_SKETCH = ("mountains", "ocean", "mountains", "forest")  # there is nothing to draw in a blur
_USUAL_LIGHTS = ("golden", "dawn", "sunset", "day")


@dataclass(frozen=True)
class Story:
    """What the animatic can draw of a prompt. What the prompt leaves open, the seed chooses."""

    place: str
    light: str
    subject: str | None
    weather: str | None
    topics: frozenset[str]


def read_story(prompt: str, seed: int, *, is_sketch: bool = False) -> Story:
    place = _first_named(_PLACES, prompt) or _choose(_PLACES_TO_SKETCH if is_sketch else _USUAL_PLACES, seed)
    topics = frozenset(topic for topic, words in _TOPICS.items() if _position(words, fold(prompt)) is not None)
    return Story(
        place=place,
        light="graphite" if is_sketch else _light(prompt, place, topics, seed),
        subject=_first_named(_SUBJECTS, prompt),
        weather=_first_named(_WEATHERS, prompt),
        topics=topics,
    )


def read_camera_move(text: str) -> str | None:
    """The first move that the text names, under our name for it."""
    words = re.sub(r"[^a-z]+", " ", fold(text)).strip()
    names = {name: name for name in CAMERA_MOVES} | _OTHER_NAMES
    longest_first = sorted(names, key=len, reverse=True)
    found = re.search(rf"\b({'|'.join(longest_first)})\b", words)
    return names[found[1]] if found else None


def fold(text: str) -> str:
    """In small letters and without accents."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _light(prompt: str, place: str, topics: frozenset[str], seed: int) -> str:
    named = _first_named(_LIGHTS, prompt) or _first_named(_HINTS, prompt)
    light = named or _choose(_USUAL_LIGHTS, seed // 7)
    if place in ("underwater", "space"):
        return {"underwater": "deep", "space": "space"}[place]
    if place == "desert" and light in ("day", "golden", "spring"):
        return "mars"
    if place == "city" and light in ("day", "golden", "spring") and "daytime" not in topics:
        return "sunset"  # a city is at its best when its windows are lit
    if place == "bokeh" and named in (None, "night"):
        return _choose(("noir", "sunset", "golden"), seed) if named is None else "noir"
    return light


def _first_named(table: Mapping[str, str], prompt: str) -> str | None:
    text = fold(prompt)
    positions = {name: position for name, words in table.items() if (position := _position(words, text)) is not None}
    return min(positions, key=lambda name: positions[name], default=None)


def _position(words: str, text: str) -> int | None:
    found = re.search(rf"(?<![a-z])(?:{words})", text)
    return found.start() if found else None


def _choose(names: Sequence[str], seed: int) -> str:
    return names[seed % len(names)]
