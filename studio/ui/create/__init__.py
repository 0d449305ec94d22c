"""What Create alone has beside its form: a batch of briefs, presets, and an example for whoever is new."""
