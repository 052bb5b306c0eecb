# `make help` says what there is.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test check chaos bench pictures demo migration lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run.stamp ## Run everything on this machine; Ctrl-C stops it
	@$(BIN)/tuntas dev

test: .venv/dev.stamp ## Run all tests except chaos and bench, on real servers
	$(BIN)/pytest -n 4 --dist loadfile

check: .venv/dev.stamp ## Check format, lint, types and imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/lint/workflows_ast.py

chaos: .venv/dev.stamp ## Kill processes of a running system at random, and account for every decision
	$(BIN)/pytest -m chaos tests/chaos

bench: .venv/dev.stamp ## Measure throughput and latency (parts="pages ..." for some); prints JSON lines
	@$(BIN)/python -m tests.bench $(parts)

pictures: .venv/dev.stamp ## Take the README's pictures anew, of a running demo
	@$(BIN)/python -m tests.pictures

demo: .venv/run.stamp ## Play four reports to their ends, in a minute or two
	@$(BIN)/tuntas demo

migration: .venv/dev.stamp ## Begin a migration from what changed in records/tables: make migration name=add_an_index
	$(BIN)/python -m records.migrations.draft $(name)
	$(BIN)/ruff check --quiet --fix records/migrations/versions
	$(BIN)/ruff format --quiet records/migrations/versions

lock: .venv/dev.stamp ## Resolve requirements*.in into requirements*.lock again
	$(BIN)/uv pip compile $(LOCKING) requirements.in -o requirements.lock
	$(BIN)/uv pip compile $(LOCKING) -c requirements.lock requirements-dev.in -o requirements-dev.lock

LOCKING := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --no-header --no-annotate

clean: ## Remove what was built and installed; keep the data in .tuntas
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The lock of development is complete: --no-deps, for one package caps another that works all the same (`tool.uv`).
# Stamps: installed again only when a lock, or what the project says of itself, has changed.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tuntas needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	@echo "installing what Tuntas needs into .venv/, once; this takes a minute or two"
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(PIP) install --quiet --require-hashes --no-deps -r requirements-dev.lock
	@touch $@
