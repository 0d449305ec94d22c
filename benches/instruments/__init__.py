"""What the benches measure with: gauges, figures, visitors, and processes to look at."""
