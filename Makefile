# All that one does with this repository. Needs: make, and a Python of 3.11 or later with its venv module.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --quiet --require-hashes
SECOND_TRY := --reruns 1 --max-suite-reruns 5 --rerun-show-tracebacks
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check operations docs bench sandbox engine format lock

help: ## this list
	@echo "make ..."
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name says; do printf '  %-10s %s\n' "$$name" "$$says"; done

run: $(VENV)/.ready ## start the studio; the first time, install what it needs
	@exec $(BIN)/python app.py

test: $(VENV)/.ready-to-test ## all tests; the first time, install what they need. ARGS="-k library" for some
	@tests/setup/system.sh
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(SECOND_TRY) $(ARGS)

check: $(VENV)/.ready-to-test ## format, lint, types, and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright
	$(BIN)/pytest --quiet tests/test_architecture.py

operations: $(VENV)/.ready-to-test ## make one of everything the catalogue offers, at the sandbox, and print what came of it
	@$(BIN)/pytest -q -s tests/providers/test_operations.py

docs: $(VENV)/.ready ## make docs/models.md anew from the catalogue
	@$(BIN)/python -c "from studio.providers.catalogue import guide; print(guide.as_markdown(), end='')" > docs/models.md

bench: $(VENV)/.ready-to-test ## measure; each bench prints a ratio against a floor of the same run
	@for bench in benches/[a-z]*.py; do echo "$$bench"; $(BIN)/python -m benches.$$(basename "$$bench" .py) || exit 1; done

sandbox: $(VENV)/.ready ## the providers' protocols on this machine, free, with faults on demand
	@exec $(BIN)/python -m studio sandbox $(ARGS)

engine: $(VENV)/.ready ## an engine of its own, for a studio on PostgreSQL
	@exec $(BIN)/python -m studio engine $(ARGS)

format: $(VENV)/.ready-to-test ## let ruff put the source in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.ready-to-test ## renew the requirement files from pyproject.toml. ARGS=--upgrade for the newest versions
	$(BIN)/python tests/setup/lock.py $(ARGS)

# Made once, and again when the requirement files change.

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Name a Python of 3.11 or later: make PYTHON=..."; exit 1; }
	@$(PYTHON) tests/setup/venv.py $(VENV)

$(VENV)/.ready: requirements.txt | $(BIN)/python
	@echo "Installing what the studio needs into $(VENV) ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.ready-to-test: requirements.txt requirements-dev.txt | $(BIN)/python
	@echo "Installing what tests and checks need into $(VENV) ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $(VENV)/.ready $@
