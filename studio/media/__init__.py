"""Pictures and sound on this machine: look at files, fetch them, cut stills from them, write clips.

What comes from outside is only opened in a process of its own: start with `isolated.py`; `watched.py` is the same for long work,
`reader.py` and `child.py` are the two ends of it. There `inspection.py` asks all in one go: `kinds.py` by the first bytes, `probe.py` of a
clip, `picture.py` and `sound.py` of the others, `poster.py` and `waveform.py` for what stands for them; `facts.py` is what came of it.
`encode.py` writes clips with what `codecs.py` finds here, `lettering.py` writes on pictures in our own `fonts/`. `film/` puts films
together, `music/` makes music, `fetch/` follows links that others gave us.
"""
