# setup | demo | test | check for everybody; setup-dev | format | lock | clean for people who change Tandem.
PYTHON := $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE  # start-up reads the bytecode that set-up wrote
NEW_ENOUGH = $(PYTHON) -c 'import tomllib' 2>/dev/null || { echo "Tandem needs Python 3.11 or newer." >&2; exit 1; }
RECIPE := pyproject.toml tools/environment.py requirements/tools.txt

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test test-all check bench load format messages lock clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

setup: .venv/.runtime ## make .venv from the lock, with hashes

setup-dev: .venv/.dev ## the same, with the tools for tests and checks

.venv/.runtime: requirements/runtime.txt $(RECIPE)
	@$(NEW_ENOUGH)
	@$(PYTHON) tools/environment.py runtime

.venv/.dev: requirements/dev.txt $(RECIPE)
	@$(NEW_ENOUGH)
	@$(PYTHON) tools/environment.py dev

demo: setup ## run Tandem with the demo company on 127.0.0.1:8000
	@exec $(BIN)/tandem demo

test: setup-dev ## the suite without its widest tests, each on one database; make test ARGS="-k money" for a part of it
	@exec $(BIN)/python tools/suite.py $(ARGS)

test-all: setup-dev ## all of it on both databases, with every address and whole companies over and over
	@exec $(BIN)/python tools/suite.py --all $(ARGS)

check: export TANDEM_ENV := test
check: export TANDEM_DATABASE_URL := sqlite:///:memory:
check: setup-dev ## everything static
	$(BIN)/ruff format --check .
	$(BIN)/ruff check --quiet .
	$(BIN)/djlint --lint --quiet src
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m django makemigrations --check --dry-run --settings tandem.config.settings
	$(BIN)/mypy
	$(BIN)/python tools/sizes.py
	$(BIN)/python tools/words.py

bench: export PYTHONPATH := src:tools:.
bench: setup-dev ## measure speed into var/bench.json; ONLY=brief, SIZE=10000, PG=0 for parts of it
	@exec $(BIN)/python -m benchmarks

load: export PYTHONPATH := src:tools:.
load: setup-dev ## sixteen writers and eight readers on SQLite for a minute, and a hundred kills
	@exec $(BIN)/python -m benchmarks.load

format: setup-dev ## put the Python into the house's form
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

messages: export TANDEM_ENV := test
messages: setup-dev ## gather texts into the German catalogue and compile it; needs the package gettext
	mkdir -p src/tandem/locale
	cd src/tandem && ../../$(BIN)/python -m django makemessages --locale de --add-location file --ignore tests \
	  --settings tandem.config.settings
	cd src/tandem && ../../$(BIN)/python -m django compilemessages --locale de --settings tandem.config.settings

lock: setup ## resolve requirements/*.in anew, with hashes; ARGS="--upgrade" for newer versions
	cd requirements && for name in runtime dev tools; do \
	  ../.venv-tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links --override overrides.txt $(ARGS) --output-file $$name.txt $$name.in || exit 1; \
	done

clean: ## remove environments and caches; keeps var/, where the data is
	rm -rf .venv .venv-tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
