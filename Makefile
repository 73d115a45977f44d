# Two commands do it all:  make run   make test
SHELL := /bin/sh
VENV ?= .venv
PORT ?=
HOST ?=
PY := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help setup run test check fmt bench chaos lock secrets ci clean

help: ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

setup: $(VENV)/check.stamp ## everything for working on DataOps, in .venv

run: $(VENV)/run.stamp ## DataOps with its own servers, until Ctrl-C (PORT=8080 chooses the port)
	@exec "$(PY)" manage.py up $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST))

test: $(VENV)/test.stamp ## every test (ARGS="tests/programs -k close" chooses some)
	@"$(PY)" -m pytest $(if $(ARGS),$(ARGS),-n 2 --dist loadfile)

check: $(VENV)/check.stamp ## form, import contracts, types, migrations, templates, figures of the house
	@"$(PY)" -m ruff format --check --quiet .
	@"$(PY)" -m ruff check --quiet .
	@"$(VENV)/bin/lint-imports" --no-logo
	@"$(PY)" -m mypy --no-error-summary
	@"$(PY)" manage.py makemigrations --check --dry-run
	@"$(PY)" manage.py check
	@"$(PY)" .ci/templates.py
	@"$(PY)" .ci/figures.py

fmt: $(VENV)/check.stamp ## put the code into form
	@"$(PY)" -m ruff check --fix-only --quiet .
	@"$(PY)" -m ruff format --quiet .

bench: $(VENV)/bench.stamp ## how fast, with how much data, and beside the packages people know
	@"$(PY)" -m bench $(ARGS)

chaos: $(VENV)/test.stamp ## kill processes under load and count what was lost
	@"$(PY)" -m tests.chaos $(ARGS)

secrets: ## the secrets for docker-compose.yml, once
	@python3 .ci/make_secrets.py

ci: ## what the build server does: a clean clone, make test, make check
	@.ci/run

clean: ## remove the installed packages, the servers' data, every cache
	rm -rf "$(VENV)" .dataops static_root .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first interpreter that *runs* and is new enough: a shim can be on the PATH and still fail.
$(PY):
	@for p in "$$PYTHON" python3 python3.13 python3.12 python3.11 python3.14 python; do \
	   [ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2])' 2>/dev/null && found="$$p" && break; done; \
	 [ -n "$$found" ] || { echo "DataOps needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }; \
	 "$$found" -m venv "$(VENV)" || { rm -rf "$(VENV)"; echo "python3 -m venv failed: on Debian or Ubuntu, apt install python3-venv" >&2; exit 1; }

# pip honours your pip.conf (mirrors, certificates) and needs nothing else; every hash is locked.
# --no-compile: Python compiles what it imports, which is a tenth of what gets installed.
INSTALL = "$(PY)" -m pip install -q --no-compile --require-hashes --only-binary :all: -r

$(VENV)/run.stamp: requirements/run.txt | $(PY)
	@echo "installing (once, about a minute)"
	@$(INSTALL) requirements/run.txt
	@touch "$@"

$(VENV)/test.stamp: requirements/test.txt | $(PY)
	@echo "installing what the tests need (once, about a minute)"
	@$(INSTALL) requirements/test.txt
	@touch "$@" "$(VENV)/run.stamp"

# The peers we measure ourselves against, on the numpy and scipy that are here already: see bench-overrides.in.
$(VENV)/bench.stamp: requirements/bench.txt $(VENV)/test.stamp
	@echo "installing the peers that the bench compares with (once)"
	@$(INSTALL) requirements/bench.txt --no-deps
	@touch "$@"

$(VENV)/check.stamp: requirements/check.txt $(VENV)/test.stamp
	@echo "installing what the checks need (once)"
	@$(INSTALL) requirements/check.txt
	@touch "$@"

# For maintainers, UPGRADE=--upgrade for newer versions: one set of pins for every platform and Python, no address in it.
COMPILE = "$(PY)" -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	--no-header --no-annotate --no-config $(UPGRADE)
lock: $(PY) ## resolve pyproject.toml into requirements/
	@"$(PY)" -m pip install -q uv
	$(COMPILE) pyproject.toml --group test -o requirements/test.txt
	$(COMPILE) pyproject.toml --group embedded -c requirements/test.txt -o requirements/run.txt
	$(COMPILE) pyproject.toml -c requirements/test.txt -o requirements/image.txt
	$(COMPILE) --group check -c requirements/test.txt -o requirements/check.txt
	$(COMPILE) --group bench -c requirements/test.txt --override requirements/bench-overrides.in -o requirements/bench.txt
	@! grep -n '://' requirements/*.txt
