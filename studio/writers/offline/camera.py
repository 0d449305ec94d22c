"""Which camera move fits the words of a scene. The first line that fits and whose move the model knows is taken."""

from collections.abc import Sequence

from studio.writers.offline.words import says
from studio.writers.outline import SceneLimits

# What the scene says (whole words, several languages) -> moves that show it, the best first
MOVES: Sequence[tuple[str, tuple[str, ...]]] = (
    (
        r"push(es)? in|dolly in|move(s)? closer|leans? in",
        ("push in", "zoom in"),
    ),
    (
        r"pull(s)? (back|out)|dolly out|backs? away",
        ("pull out", "zoom out"),
    ),
    (
        r"pan(s|ning)? left|schwenk nach links",
        ("pan left",),
    ),
    (
        r"pan(s|ning)?( right)?|schwenk",
        ("pan right",),
    ),
    (
        r"orbits?|circl(es?|ing)|around (him|her|them|it)|umkreist|tourne autour",
        ("orbit left", "orbit right"),
    ),
    (
        r"from above|bird'?s[- ]eye|aerial|drone|over the (city|forest|sea|hills)|von oben|vu d'en haut|desde arriba",
        ("aerial", "aerial drone", "overhead"),
    ),
    (
        r"looks? up|tower(s|ing)?|skyscrapers?|cathedral|tall|stars|sky|himmel|ciel|cielo|небо|空",
        ("tilt up", "crane up"),
    ),
    (
        r"looks? down|falls?|fell|drops?|beneath|abyss|fällt|tombe|cae",
        ("tilt down", "crane down"),
    ),
    (
        r"rises?|climbs?|takes? off|flies|flew|soars?|steigt|s'élève|vuela",
        ("crane up", "tilt up"),
    ),
    (
        r"runs?|ran|running|chases?|flees?|fights?|panic|rennt|flieht|court|corre|бежит",
        ("handheld", "truck right"),
    ),
    (
        r"walks?|walked|drives?|rides?|sails?|train|street|geht|läuft|marche|camina|идёт",
        ("truck right", "truck left", "pan right"),
    ),
    (
        r"realis(es|ed)|realiz(es|ed)|suddenly|shock(ed)?|terror|dread|plötzlich|soudain|de repente|вдруг",
        ("dolly zoom", "push in", "zoom in"),
    ),
    (
        r"eyes?|face|whispers?|tears?|smiles?|hands?|letter|secret|augen|gesicht|visage|ojos|глаза|目|顔",
        ("push in", "zoom in"),
    ),
    (
        r"alone|far away|leaves?|goodbye|farewell|the end|empty|allein|seul|solo|один",
        ("pull out", "zoom out"),
    ),
    (
        r"city|sea|ocean|mountains?|desert|valley|landscape|horizon|stadt|meer|berge|ville|mer|ciudad|mar|город|море|海|山",
        ("pan right", "aerial", "pull out"),
    ),
    (
        r"sleeps?|waits?|sits?|silence|still|quiet|schläft|wartet|dort|espera|ждёт",
        ("static", "push in"),
    ),
)
# where no words say anything, in turn
CHANGE = ("push in", "pan right", "static", "truck right", "pull out", "crane up")


def move_for(text: str, limits: SceneLimits, turn: int = 0) -> str:
    """Of those that the model knows; nothing where it knows none."""
    if not limits.camera_moves:
        return ""
    wanted = [move for words, moves in MOVES if says(words, text) for move in moves]
    in_turn = [*CHANGE[turn % len(CHANGE) :], *CHANGE]
    return next((known for move in (*wanted, *in_turn) if (known := limits.camera_move(move))), "")
