"""What Create alone has beside its form: a batch of briefs (`batch.py`), `presets.py`, and `examples.py` for whoever is new."""
