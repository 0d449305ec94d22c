"""The command line, one file per group of commands. `studio/__main__.py` puts them together."""
