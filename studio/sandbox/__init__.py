"""A loopback server that speaks the providers' wire protocols, with faults on demand: for tests, demos and drills."""
