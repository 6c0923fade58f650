# Everything is done by the launch package; make only finds a Python for it.
.DEFAULT_GOAL := help
.PHONY: help setup run test check encoder eval bench pictures format lock python

# The first Python 3.11 or newer that works (a shim may exist and fail).
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
LAUNCH = $(PYTHON) -m launch
UV = .venv/bin/uv
QUESTIONS ?= knowledge_base/evaluation/development.jsonl
TURNS ?= knowledge_base/evaluation/turns_held_out.jsonl
TALKS ?= knowledge_base/evaluation/talks_held_out.jsonl
ASKS ?= knowledge_base/evaluation/asks_held_out.jsonl

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: python ## Build both environments and prepare the product, without starting it
	@$(LAUNCH) setup

run: python ## Set up what is missing, start the product, print its addresses (PORT=8123 make run)
	@$(LAUNCH) run

test: python ## Set up and run every test: both environments, then real processes and a browser
	@$(LAUNCH) test

check: python ## What CI runs: format, lint, types, import arrows, migrations, content, then every test
	@$(LAUNCH) check

encoder: python ## Install the extra "encoder" into an environment of its own and test a small real model
	@$(LAUNCH) encoder

eval: python ## Print quality figures and compare with their floors (PROCEDURES=… for national scale)
	@$(LAUNCH) setup
	@status=0; \
	bin/motcua eval --questions "$(QUESTIONS)" \
		$(if $(PROCEDURES),--procedures "$(PROCEDURES)" --floors national,--on-record --floors own) \
		|| status=1; \
	echo; echo "Turns"; echo; \
	bin/motcua eval --turns "$(TURNS)" --floors turns || status=1; \
	echo; echo "Turns of whole conversations"; echo; \
	bin/motcua eval --turns "$(TALKS)" --floors talks || status=1; \
	echo; echo "Messages that ask on, one or several things"; echo; \
	bin/motcua eval --turns "$(ASKS)" --floors asks || status=1; \
	echo; echo "Intents"; echo; \
	.venv-bot/bin/python -m bot.evaluate || status=1; \
	exit $$status

bench: python ## Print speed figures: of questions and indexes, then of the dialogue beside a stock Rasa
	@$(LAUNCH) tools
	@.venv/bin/python -m bench
	@.venv/bin/python -m bench.dialogue

pictures: python ## Take the pictures of the staff handbook anew (needs Chromium; some minutes)
	@$(LAUNCH) tools
	@.venv/bin/python -m tests.handbook

format: ## Format the code and sort its imports (after make check or make test)
	@.venv/bin/python -m ruff format
	@.venv/bin/python -m ruff check --fix

# Hashes, no registry addresses, no paths; good for Python 3.11 and newer. UPGRADE=--upgrade takes
# newer releases. Of the extra "encoder" all is locked but torch, which differs by machine:
# launch/requirements-torch.txt.
COMPILE = $(UV) pip compile --quiet --generate-hashes --no-emit-index-url $(UPGRADE) \
	--custom-compile-command "make lock"
lock: ## Renew the lock files (UPGRADE=--upgrade make lock)
	@$(COMPILE) --universal --python-version 3.11 launch/requirements-uv.in -o launch/requirements-uv.lock
	@$(COMPILE) --universal --python-version 3.11 pyproject.toml -o requirements.lock
	@$(COMPILE) --universal --python-version 3.11 pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) --universal --python-version 3.11 launch/requirements-encoder.in -c requirements-dev.lock --excludes launch/requirements-torch.txt -o requirements-encoder.lock
	@$(COMPILE) --python-version 3.10 bot/requirements.in -o bot/requirements.lock

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found: install it, or name one with PYTHON=… make." >&2; exit 1; }
