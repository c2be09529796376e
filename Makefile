# All that is done here by hand or by a machine goes through these targets.
PYTHON ?= python3
BIN := .venv/bin

# Where it is set, each of a thousand processes compiles the program anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
# The steps of a target build on each other.
.NOTPARALLEL:
.PHONY: help setup setup-demo setup-core setup-package package demo test coverage check format lock \
	upgrade screenshots guides bench bench-quick soak clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv, or bring it up to date
	@$(PYTHON) packaging/bootstrap.py setup

setup-core: ## the same for .venv-core, which has no Qt
	@$(PYTHON) packaging/bootstrap.py setup-core

setup-package: ## the same for .venv-package, out of which installers are made
	@$(PYTHON) packaging/bootstrap.py setup-package

package: setup setup-package ## the wheel, a build in one folder and installers into dist/, tried
	QT_QPA_PLATFORM=offscreen .venv-package/bin/python packaging/package.py
	$(BIN)/pytest -m package --timeout=900 tests/package

setup-demo: ## the same as setup, without the programs that only tests take
	@$(PYTHON) packaging/bootstrap.py setup-demo

demo: setup-demo ## play a whole round on this machine and open its chair's desk
	$(BIN)/ppir demo

test: check setup-core ## all checks and all tests, as CI runs them
	.venv-core/bin/python -m pytest -n 2 --cov-fail-under=0 --cov-report= \
		--cov=ppir_desktop/domain --cov=ppir_desktop/protocol tests/unit/domain tests/unit/protocol
	$(BIN)/python packaging/perfect_files.py
	.venv-core/bin/python packaging/core_without_qt.py \
		--ignore=tests/unit/domain --ignore=tests/unit/protocol
# These wait for processes half of their time.
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n 3 --dist worksteal --ignore=tests/unit

coverage: setup ## run all tests once more to see what none of them runs; takes twice as long
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term

check: setup ## the fast checks: format, rules, types, imports, locks, workflows, forms
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python packaging/lock.py --check
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(if $(wildcard packaging/compile_forms.py),$(BIN)/python packaging/compile_forms.py --check)

format: setup ## format the code and mend what can be mended without thought
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: setup ## resolve the locks anew after a change in pyproject.toml
	$(BIN)/python packaging/lock.py

upgrade: setup ## the same, taking the newest versions that pyproject.toml allows
	$(BIN)/python packaging/lock.py --upgrade

screenshots: setup ## take a picture of every window in each of its states
	$(BIN)/python packaging/screenshots.py

bench: setup ## measure speed and memory, compare with the last commit, and keep the table
	$(BIN)/python -m benchmarks --write

bench-quick: setup ## measure what takes seconds
	$(BIN)/python -m benchmarks --quick

guides: setup ## take the pictures of the guides anew from the tour, in both languages
	$(BIN)/python packaging/guide_pictures.py

# How long a round is played by chance; hours by hand.
SOAK_MINUTES ?= 10

soak: setup ## a round by chance for SOAK_MINUTES, more made-up examples, and tests that take minutes
	$(BIN)/python -m tests.soak --minutes $(SOAK_MINUTES)
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n 2 --hypothesis-profile=soak --timeout=4500 \
		-m "not package"

clean: ## remove all that was made here
	rm -rf .venv .venv-core .venv-package build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
