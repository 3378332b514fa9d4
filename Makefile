# The same verbs here and in CI. Each sets up what it needs; `make` alone lists them.
# More arguments go through ARGS: make run ARGS="--port 9090", make test ARGS="-k sanitize".

.DEFAULT_GOAL := help
.PHONY: help setup run test lint check bench clean

# google-re2 has no wheels beyond 3.14, so a newer Python is taken only where there is nothing else.
PYTHONS := python3.14 python3.13 python3.12 python3 python \
	$(foreach minor,14 13 12,$(wildcard $(HOME)/.pyenv/versions/3.$(minor).*/bin/python3)) python3.15 python3.16
PYTHON ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

help:
	@echo 'make run     start the proxy on 127.0.0.1:8080       make run ARGS="--port 9090"'
	@echo 'make test    run the tests                           make test ARGS="-k sanitize"'
	@echo 'make check   formatting, types, imports, rule files'
	@echo 'make lint    formatting and style alone'
	@echo 'make bench   measure quality and speed beside the peers'
	@echo 'make setup   the virtual environment, with all that development needs'
	@echo 'make clean   remove everything that make has made'

setup: $(VENV)/dev.stamp

run: $(VENV)/run.stamp
	@$(BIN)/python -m cleancopy serve $(ARGS)

test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check

check: lint
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python -m cleancopy rules check

bench: $(VENV)/bench.stamp
	@$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp for each set of packages: nothing is installed again until a list, or the Python below, has changed.
$(VENV)/run.stamp: EXTRAS :=
$(VENV)/dev.stamp: EXTRAS := [dev]
$(VENV)/bench.stamp: EXTRAS := [dev,bench]
$(VENV)/%.stamp: pyproject.toml constraints.txt $(BIN)/python
	@echo "Installing what this needs into $(VENV). It takes a minute."
	@$(PIP) install -qq --constraint constraints.txt --editable '.$(EXTRAS)'
	@touch $@

$(BIN)/python:
	@for candidate in $(if $(PYTHON),"$(PYTHON)",$(PYTHONS)); do \
		python=$$("$$candidate" -c 'import sys; sys.version_info >= (3, 12) and print(sys.executable)' 2>/dev/null); \
		[ -z "$$python" ] || break; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Clean Copy needs Python 3.12 or later, and $(or $(PYTHON),what is here) is not."; \
		echo "Install one, for example with pyenv or uv, or name it: make run PYTHON=/path/to/python3"; \
		exit 1; \
	fi >&2; \
	echo "Making $(VENV) with $$("$$python" --version)."; \
	"$$python" -m venv --clear $(VENV)
