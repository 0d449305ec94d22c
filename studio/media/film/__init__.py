"""A film from clips: a recipe says what is cut, segments are rendered once and kept, and joining them encodes nothing.

Start with `recipe.py` (what is asked for), then `cutting.py` (the door), `making.py` (step by step), `segments.py` (what is rendered, what
is reused).

    sources.py    what the files are; `timeline.py` where each lies, `turns.py` lets one voice speak at a time
    rendering.py  segments: `frames.py` and `conform.py` bring clips to size, `cards.py`, `seams.py` and `burning.py` draw on them, in the
                  pictures of `planes.py`; `adopting.py` takes over what is already so
    joining.py    all of it in one file, as `packets.py`; `costs.py` tells how long that takes
    voice.py      the offline voice, by `espeak.py`; `aligning.py` and `silences.py` find the words of another in its sound, `captions.py`
                  makes subtitles of them
    sound/        all that is heard
    joint.py      how well two clips go together, by `likeness.py`; `moments.py` and `stills.py` show what a film looks like
    otio.py       the film for programs that edit
"""
