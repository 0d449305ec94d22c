"""Who speaks narration: the offline voice of this machine, or one of Gemini's.

`interface.py` is what a voice is, `script.py` what it is to say, by whom and how; `catalogue.py` the voices there are, `registry.py` which
one says a script, `rates.py` what they cost; `offline.py` and `gemini.py` are two ways to say it, `samples.py` the sound in an answer.
"""
