# Fil de voisins. A fresh machine needs python3 (3.11 or newer), make and git; the rest is made here.
# Each target does only what is missing: run any of them twice and the second time is instant.

VENV      := .venv
PYTHON    := $(VENV)/bin/python
RUN       := $(VENV)/.installed-run
DEV       := $(VENV)/.installed-dev
PEERS     := $(VENV)/.installed-peers
KERNELS   := instance/numba/.warm
CATALOGUE := mutualaid/translations/fr/LC_MESSAGES/messages.mo
TESTS     ?= tests
REPORT    := instance/campaign.xml

.DEFAULT_GOAL := help
.PHONY: help setup demo test sure check benchmark campaign lighthouse clean
.DELETE_ON_ERROR:

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

setup: $(RUN) $(CATALOGUE) $(KERNELS)  ## prepare what the service needs to run (about a minute, once)
	@:

demo: setup  ## a whole small town on this machine; PORT=8080 make demo for another port
	@$(PYTHON) -m flask demo

test: setup $(DEV)  ## every test, on SQLite and PostgreSQL; TESTS=tests/unit for a part
	@scripts/system-parts
	@$(PYTHON) -m pytest -n 3 $(TESTS)

check: setup $(DEV)  ## format, lint, types and imports; no test is run
	@echo "==> Format"        && $(PYTHON) -m ruff format --check --quiet .
	@echo "==> Lint"          && $(PYTHON) -m ruff check --quiet .
	@echo "==> Types"         && $(PYTHON) -m mypy
	@echo "==> Imports"       && $(VENV)/bin/lint-imports --no-logo

sure: check test  ## all that must be true before a change is shared

benchmark: setup $(PEERS)  ## measure the matcher and the pages, each beside its peer
	@for script in benchmarks/*.py; do echo "==> $$script"; PYTHONPATH=. $(PYTHON) "$$script" || exit 1; done

campaign: setup $(DEV)  ## the long tests too: more examples, more races, more kills
	@scripts/system-parts
	@mkdir -p instance
	@CAMPAIGN=1 $(PYTHON) -m pytest -n 2 -m "" --junitxml=$(REPORT) $(TESTS); ended=$$?; \
	scripts/campaign-figures $(REPORT); exit $$ended

lighthouse: setup  ## measure public pages as on a telephone (needs npx and Chromium; SITE= for a running site)
	@$(PYTHON) scripts/lighthouse

clean:  ## forget everything that make has made, the demo's database included
	@rm -rf $(VENV) instance .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(PYTHON):
	@scripts/create-venv $(VENV)

$(RUN): requirements/run.txt | $(PYTHON)
	@scripts/install $(PYTHON) requirements/run.txt "what the service needs"
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@scripts/install $(PYTHON) requirements/dev.txt "what the tests need"
	@touch $@

$(PEERS): requirements/peers.txt $(DEV)
	@scripts/install $(PYTHON) requirements/peers.txt "the solvers to measure against"
	@touch $@

$(CATALOGUE): $(wildcard mutualaid/translations/fr/*.po) $(RUN)
	@echo "==> Compiling the French catalogue"
	@$(PYTHON) -m mutualaid.translations

$(KERNELS): $(wildcard mutualaid/matching/*.py) $(RUN)
	@$(PYTHON) -m mutualaid.matching.warm
	@mkdir -p $(@D) && touch $@
