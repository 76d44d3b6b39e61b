# `make demo` and `make test` are all the set-up that a fresh machine needs.
# Another interpreter: make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
STUDY ?= caifeng-demo
TARGETS := .venv-targets

.PHONY: demo test lint heavy targets coverage bench scorecard docs constraints clean help

help: ## what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/'

demo: $(VENV)/.base ## set up, then gather, mine, map and report on a fictional tea-drink chain
	$(BIN)/caifeng demo --dir $(STUDY)

test: $(VENV)/.test ## set up, then the default suite and the browser tests
	$(BIN)/python -m pytest -n auto --dist loadfile
	CAIFENG_CHROMIUM="$$($(BIN)/python -m tests.chromium)" && export CAIFENG_CHROMIUM \
	  && $(BIN)/python -m pytest -m browser

heavy: $(VENV)/.test targets ## the long tests: real models, training, kill tests, real shops and forums, the corpora
	$(BIN)/python -m tests.libreoffice
	$(BIN)/python -m pytest -m heavy

targets: $(TARGETS)/oscar.txt $(TARGETS)/machina.txt $(TARGETS)/isso.txt ## software that sources are proved against

coverage: $(VENV)/.test ## the default suite with a coverage figure
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

lint: $(VENV)/.lint ## ruff, mypy --strict, and which package may import which
	$(BIN)/ruff check .
	$(BIN)/mypy crawler spiders mining outputs
	$(BIN)/lint-imports

bench: $(VENV)/.test ## how fast this machine is at each step, as JSON lines
	$(BIN)/python -m tests.bench

scorecard: $(VENV)/.test ## mine the corpora beside the project and write docs/scorecard.md (half an hour)
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.scorecard

docs: $(VENV)/.test ## write docs/cli.md again from the commands' own help
	$(BIN)/python -m tests.project.cli_reference

constraints: $(VENV)/.test $(VENV)/.lint ## write the installed versions down again
	@{ sed -n '/^#/p' constraints.txt; $(PIP) freeze --exclude-editable | sed -E 's/\+cpu$$//'; } > constraints.new
	mv constraints.new constraints.txt

clean: ## remove what make made; studies stay
	rm -rf $(VENV) $(TARGETS) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find crawler spiders mining outputs tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: set-up is repeated only when the project file or the pins change.
# pip before 25.1 does not know --group, and a fresh Python 3.11 brings an older one.
$(VENV)/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("caifeng needs Python 3.11 or newer: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $(VENV): this takes some minutes once"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -qq --upgrade "pip>=25.1"
	$(PIP) install -qq --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	$(PIP) install -qq --constraint constraints.txt --group test
	@touch $@

$(VENV)/.lint: $(VENV)/.base
	$(PIP) install -qq --constraint constraints.txt --group lint
	@touch $@

# One environment each: they want other versions of the same libraries. The list of what is in it is the stamp.
$(TARGETS)/%.txt: tests/targets/%.txt
	test -x $(TARGETS)/$*/bin/python || $(PYTHON) -m venv $(TARGETS)/$*
	$(TARGETS)/$*/bin/python -m pip --disable-pip-version-check install -qq --no-deps --requirement $<
	@cp $< $@
