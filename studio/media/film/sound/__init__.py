"""The sound of a film: what is heard when (`placing.py`), read (`reading.py`), mixed (`mixing.py`), brought to its loudness
(`loudness.py`) and written (`track.py`). `keeping.py` keeps the mix, `stems.py` writes speech, music and clips each for itself.

All is 48 kHz stereo: arrays of 32-bit floats with two rows.
"""
