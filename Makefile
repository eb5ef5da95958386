# `make run` and `make test` do all their set-up: they need only Python 3.11 or newer with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
JOBS ?= 2

.PHONY: run test lint types services clean

run: $(VENV)/installed-run
	$(BIN)/gongbao run corpora/samples --kb kb/gongbao.sqlite || test $$? -eq 3

test: $(VENV)/installed-dev services lint types
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

# Debian's chromium and PostgreSQL for the tests that need them; without root or apt those tests skip and say why.
services:
	@sh tests/services.sh

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("gongbao needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed-run: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e .
	touch $@

$(VENV)/installed-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e '.[dev]'
	touch $@ $(VENV)/installed-run

clean:
	rm -rf $(VENV) kb build dist *.egg-info
