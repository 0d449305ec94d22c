"""The sound of a film: what is heard when (`placing.py`), mixed (`mixing.py`), brought to its loudness and written (`track.py`).

All is 48 kHz stereo: arrays of 32-bit floats with two rows.
"""
