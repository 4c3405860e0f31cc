# make demo: the main job, offline, no key.  make test: everything that must hold.  make quick: the loop.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
WORKERS ?= 2
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: demo test quick lint types contracts bench format clean

demo: $(STAMP)
	$(BIN)/parley demo $(ARGS)

test: lint types contracts
	$(BIN)/pytest -n $(WORKERS) $(ARGS)

quick: $(DEV_STAMP)
	$(BIN)/ruff check bot adapters tests bench
	$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q -x tests/unit -m "not slow and not data and not model and not npm and not browser"

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/hadolint Dockerfile

types: $(DEV_STAMP)
	$(BIN)/mypy

contracts: $(DEV_STAMP)
	$(BIN)/lint-imports --no-cache

bench: $(DEV_STAMP)
	$(BIN)/python -m bench $(ARGS)

format: $(DEV_STAMP)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=26"

# The lock pins every package of both sets; what is installed is what was tested.
$(STAMP): pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet -c requirements.lock -e .
	touch $@

$(DEV_STAMP): pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet -c requirements.lock -e ".[dev,bench]"
	touch $@ $(STAMP)

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
