"""A prompt in milder words, word by word, from a table that anyone can read."""

import re
from collections.abc import Mapping

from studio.writers.rewrite import Rewrite, Swap

# Words that filters are known to trip over -> what shows about the same. Words of film stay: a shot, to shoot, a cut.
# Names of living people and of brands are left to the person: only they know whom they meant.
MILDER: Mapping[str, str] = {
    # blood and wounds
    "pool of blood": "pool of red paint",
    "covered in blood": "covered in red paint",
    "blood": "red paint",
    "bloody": "stained",
    "bloodied": "stained",
    "bleeding": "weary",
    "gore": "debris",
    "gory": "grim",
    "wound": "bandage",
    "wounds": "bandages",
    "wounded": "bandaged",
    # death
    "dead body": "sleeping figure",
    "dead bodies": "sleeping figures",
    "corpse": "sleeping figure",
    "corpses": "sleeping figures",
    "dead": "motionless",
    "dying": "fading",
    "kill": "defeat",
    "kills": "defeats",
    "killed": "defeated",
    "killing": "defeating",
    "killer": "rival",
    "murder": "mystery",
    "murders": "outwits",
    "murdered": "vanished",
    "murderer": "suspect",
    "suicide": "farewell",
    "assassin": "shadowy figure",
    "massacre": "turmoil",
    # violence and arms
    "gun": "flashlight",
    "guns": "flashlights",
    "gunfire": "flashes of light",
    "gunfight": "standoff",
    "pistol": "flashlight",
    "rifle": "wooden staff",
    "rifles": "wooden staffs",
    "machine gun": "spotlight",
    "weapon": "tool",
    "weapons": "tools",
    "knife": "paintbrush",
    "stab": "confront",
    "stabs": "confronts",
    "stabbed": "confronted",
    "stabbing": "confronting",
    "attack": "confront",
    "attacks": "confronts",
    "attacked": "confronted",
    "attacking": "confronting",
    "bomb": "firework",
    "bombs": "fireworks",
    "explode": "burst into sparks",
    "explodes": "bursts into sparks",
    "exploding": "bursting into sparks",
    "explosion": "burst of light",
    "explosions": "bursts of light",
    "violent": "intense",
    "violently": "suddenly",
    "violence": "tension",
    "brutal": "dramatic",
    "torture": "hardship",
    "tortured": "troubled",
    "terrorist": "stranger",
    "terrorists": "strangers",
    # bodies
    "naked": "draped in cloth",
    "nude": "draped in cloth",
    "nudity": "flowing cloth",
    "topless": "in a linen shirt",
    "sexy": "elegant",
    "seductive": "graceful",
    "erotic": "tender",
    "lingerie": "evening dress",
    # drugs
    "cocaine": "flour",
    "heroin": "sugar",
    "drugs": "sweets",
    "drunk": "dizzy",
}
LONGEST_FIRST = "|".join(sorted(MILDER, key=len, reverse=True))
STRONG = re.compile(r"\b(" + LONGEST_FIRST.replace(" ", r"\s+") + r")\b", re.IGNORECASE)
ARTICLE = re.compile(r"\b(an?)(\s+)$", re.IGNORECASE)


def soften(prompt: str) -> Rewrite:
    return Rewrite(prompt, tuple(_swap(found) for found in STRONG.finditer(prompt)))


def _swap(found: re.Match[str]) -> Swap:
    """With its article, where that has to change: `a gun` becomes `a flashlight`, `an explosion` becomes `a burst`."""
    milder = MILDER[" ".join(found[0].lower().split())]
    article = ARTICLE.search(found.string, 0, found.start())
    if article is None:
        return Swap(found.start(), found[0], _in_case_of(found[0], milder))
    right = "an" if milder[0] in "aeiou" else "a"
    before = _in_case_of(article[1], right) + article[2]
    return Swap(article.start(), article[0] + found[0], before + _in_case_of(found[0], milder))


def _in_case_of(was: str, word: str) -> str:
    if was.isupper() and len(was) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if was[0].isupper() else word
