"""The voices there are, with a word for the character of each, and the models of Gemini's that speak with them."""

from collections.abc import Mapping

from studio.media.film import voice as offline
from studio.voices.script import GEMINI, is_gemini

USUAL_MODEL = "gemini-3.8-flash-tts"
MODELS: Mapping[str, str] = {
    USUAL_MODEL: "Flash: the fullest sound",
    "gemini-3.8-flash-lite-tts": "Flash-Lite: quicker, and a third cheaper",
}
MOST_TOKENS_IN = 8_192  # of one call, with the direction

# Of Gemini's prebuilt voices, with Google's own word for each. Any of them speaks any language.
CHARACTERS: Mapping[str, str] = {
    "Kore": "firm", "Puck": "upbeat", "Charon": "informative", "Zephyr": "bright", "Fenrir": "excitable", "Leda": "youthful",
    "Orus": "firm", "Aoede": "breezy", "Callirrhoe": "easy-going", "Autonoe": "bright", "Enceladus": "breathy",
    "Iapetus": "clear", "Umbriel": "easy-going", "Algieba": "smooth", "Despina": "smooth", "Erinome": "clear",
    "Algenib": "gravelly", "Rasalgethi": "informative", "Laomedeia": "upbeat", "Achernar": "soft", "Alnilam": "firm",
    "Schedar": "even", "Gacrux": "mature", "Pulcherrima": "forward", "Achird": "friendly", "Zubenelgenubi": "casual",
    "Vindemiatrix": "gentle", "Sadachbia": "lively", "Sadaltager": "knowledgeable", "Sulafat": "warm",
}  # fmt: skip

# By the language of a film, as ISO 639-2 names it: the offline voice that speaks it, and a sentence to hear a voice by.
OFFLINE: Mapping[str, str] = {
    "eng": "en-us", "fra": "fr", "deu": "de", "spa": "es", "ita": "it", "por": "pt", "nld": "nl", "pol": "pl",
    "rus": "ru", "jpn": "ja", "zho": "cmn", "kor": "ko", "hin": "hi", "ara": "ar",
}  # fmt: skip
SAMPLES: Mapping[str, str] = {
    "eng": "The boat left before dawn. Nobody was at the oars.",
    "fra": "Le bateau est parti avant l'aube. Personne ne tenait les rames.",
    "deu": "Das Boot fuhr vor der Dämmerung. Niemand saß an den Rudern.",
    "spa": "La barca salió antes del alba. Nadie llevaba los remos.",
    "ita": "La barca partì prima dell'alba. Nessuno era ai remi.",
    "por": "O barco partiu antes do amanhecer. Ninguém estava aos remos.",
    "nld": "De boot vertrok voor zonsopgang. Niemand zat aan de riemen.",
    "pol": "Łódź odpłynęła przed świtem. Nikt nie trzymał wioseł.",
    "rus": "Лодка ушла до рассвета. На вёслах никого не было.",
    "jpn": "ふねは よあけまえに でていった。だれも こいでいなかった。",
    "zho": "小船在黎明前离开了。没有人划桨。",
    "kor": "배는 동트기 전에 떠났다. 노를 젓는 사람은 없었다.",
    "hin": "नाव भोर से पहले चली गई। चप्पू पर कोई नहीं था।",
    "ara": "غادر القارب قبل الفجر. لم يكن أحد عند المجاذيف.",
}
SPOKEN_LANGUAGES: Mapping[str, str] = {name: language for language, name in OFFLINE.items()} | {"en": "eng"}


def gemini_voices() -> dict[str, str]:
    """By what an outline calls them: `Gemini · Kore, firm`."""
    return {f"{GEMINI}{name}": f"Gemini · {name}, {word}" for name, word in CHARACTERS.items()}


def offline_voices() -> dict[str, str]:
    """`Offline · English (American)`; none where it is not installed."""
    there = offline.VOICES if offline.is_there() else {}
    return {name: f"Offline · {label}" for name, label in there.items()}


def name_of(voice: str) -> str:
    """In a sentence: `Kore`, or `the offline voice`."""
    return voice.removeprefix(GEMINI) if is_gemini(voice) else "the offline voice"


def sample_of(voice: str, language: str) -> str:
    """What it says to be heard: in the language it speaks, or in that of the film."""
    spoken = language if is_gemini(voice) else SPOKEN_LANGUAGES.get(voice, language)
    return SAMPLES.get(spoken, SAMPLES["eng"])
