# Handlingsrom: "make" lists what can be made. Needs Python 3.11 or newer and make; the rest is set up here.

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3

VENV := .venv
PYAM := build/pyam
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
NPM := $(or $(shell command -v npm 2>/dev/null),$(BIN)/npm)
SCREENSHOTS := tests/browser/screenshots
PO := $(wildcard workshop/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
# Where it is set, every process that the tests start compiles all modules anew (0.6 s each).
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup run screenshots test test-all test-fast test-pyam lint format coverage coverage-model fuzz-model fuzz-lists bench-model bench-live faults soak strip programs levers locks messages compile vendor wheel clean

help: ## List what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 \t\2/p' $(MAKEFILE_LIST) | expand -t 24

# ---- use it

run: setup ## Start the app on HOST=127.0.0.1 PORT=8000, with an example workshop
	@$(BIN)/handlingsrom run --host $(HOST) --port $(PORT)

setup: $(VENV)/package.stamp vendor compile ## Install what the app needs into .venv, without starting it

# ---- check it

test: setup lint programs ## Lint, then every test that is not marked slow
	$(BIN)/pytest -m "not slow and not clock" --numprocesses 3 --no-loadscope-reorder --durations 20
	$(BIN)/pytest -m "not slow and clock"

test-all: setup lint programs $(PYAM)/installed.stamp ## Lint, then every test
	$(BIN)/pytest

test-pyam: setup $(VENV)/dev.stamp $(PYAM)/installed.stamp ## Whether pyam opens what compare writes (fetches pyam, 100 packages)
	$(BIN)/pytest tests/pyam

test-fast: setup $(VENV)/dev.stamp ## The tests that need no browser, no server and little time
	$(BIN)/pytest -m "not browser and not servers and not slow"

screenshots: setup $(VENV)/dev.stamp programs ## Take the pictures that the README shows, light and dark
	@mkdir -p $(SCREENSHOTS)
	SCREENSHOTS=$(SCREENSHOTS) $(BIN)/pytest -q tests/browser/test_workshop.py -k create_join
	@ls $(SCREENSHOTS)

lint: $(VENV)/dev.stamp $(VENV)/package.stamp ## Style, types, spelling and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## Format the code and repair what ruff can repair
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

coverage: setup $(VENV)/dev.stamp ## Which lines and branches the tests of make test-fast reach
	$(BIN)/coverage run -m pytest -m "not browser and not servers and not slow"
	$(BIN)/coverage report --show-missing --skip-covered

MODEL_TESTS := tests/cases tests/property tests/unit/scenarios tests/unit/workshop/cli

coverage-model: setup $(VENV)/dev.stamp ## The same of the model alone, by its own tests; fails below 98 %
	$(BIN)/coverage run --source=scenarios --data-file=.coverage.model -m pytest $(MODEL_TESTS)
	$(BIN)/coverage report --data-file=.coverage.model --show-missing --skip-covered --fail-under=98

fuzz-model: setup $(VENV)/dev.stamp ## Spoil 10 000 scenario files (FUZZ=1000: fewer) and expect faults, no tracebacks
	HANDLINGSROM_FUZZ=$(or $(FUZZ),10000) $(BIN)/pytest tests/property/test_fuzz_scenario_file.py

fuzz-lists: setup $(VENV)/dev.stamp ## Make 10 000 action lists and spoil as many workbooks (FUZZ=1000: fewer)
	HANDLINGSROM_FUZZ_LISTS=$(or $(FUZZ),10000) $(BIN)/pytest tests/property/test_fuzz_lists.py

bench-model: setup $(VENV)/dev.stamp ## How fast the model is, next to the same formulas in bare NumPy
	$(BIN)/python -m tests.bench.model --json build/bench-model.json

bench-live: setup $(VENV)/dev.stamp ## Measure 1,000 phones beside other servers (20 minutes on a quiet machine); FIGURES="votes joins" chooses
	@$(BIN)/python -m tests.bench.live $(if $(FIGURES),$(FIGURES),--write)

faults: setup $(VENV)/dev.stamp programs ## Do to the program what networks, disks and people do (half an hour); ONLY=kill chooses
	$(if $(ONLY),,rm -f build/faults.json)
	FAULTS=full FAULTS_TABLE=tests/faults/FAULTS.md $(BIN)/pytest -q tests/faults $(if $(ONLY),-k "$(ONLY)")

strip: setup $(VENV)/dev.stamp programs ## Take pictures of a meeting into build/strip: PLACE=SE-0480 LANGUAGE=nb; PEOPLE=40 rehearse three hours
	@$(BIN)/python -m tests.strip --place $(or $(PLACE),SE-0480) --language $(or $(LANGUAGE),en) $(if $(PEOPLE),--people $(PEOPLE))

soak: setup $(VENV)/dev.stamp ## 300 phones for MINUTES=30: does memory or the time to the last screen grow?
	@$(BIN)/python -m tests.faults.soak --minutes $(or $(MINUTES),30) --write

programs: # What the tests run beside us, from Debian: a browser, PostgreSQL, Redis, nginx, and a clock that jumps
	@missing=; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || missing="$$missing faketime"; \
	command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$$missing nginx"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then sudo=; \
	elif sudo -n true 2>/dev/null; then sudo="sudo -n"; \
	else echo "The tests need what is missing here: apt install$$missing (make test-fast needs neither browser nor servers)." >&2; exit 1; \
	fi; \
	echo "Installing Debian's packages for the tests:$$missing"; \
	apt="$$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300"; \
	$$apt update </dev/null && $$apt install --no-install-recommends $$missing </dev/null

# ---- build it

wheel: setup ## Build the wheel into dist/, browser libraries and translations included
	$(BIN)/python -m hatchling build -t wheel -d dist

vendor: static/vendor ## Fetch the browser libraries into static/vendor

compile: $(MO) ## Compile the translations that have changed

messages: $(VENV)/run.stamp ## Bring new texts into the translations; LANGUAGE=fi begins a new one
	mkdir -p build
	$(BIN)/pybabel -q extract --mapping-file pyproject.toml --project Handlingsrom --copyright-holder "The Handlingsrom authors" \
	  --keyword _l --keyword lazy_gettext --keyword lazy_ngettext:1,2 --keyword lazy_pgettext:1c,2 \
	  --add-comments Translators: --strip-comments --add-location file --sort-by-file --output-file build/messages.pot .
	$(BIN)/pybabel $(if $(LANGUAGE),init --locale $(LANGUAGE),update --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete) \
	  --input-file build/messages.pot --output-dir workshop/locale

levers: setup ## Write what all actions at their largest can do in seven places: scenarios/LEVERS.md
	$(BIN)/handlingsrom levers --page > scenarios/LEVERS.md

locks: UV = $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--fork-strategy fewest --custom-compile-command "make locks" $(if $(UPGRADE),--upgrade)
locks: $(VENV)/dev.stamp | $(NPM) ## Lock what pyproject.toml and package.json ask for; UPGRADE=1 takes the newest
	$(UV) --group build pyproject.toml --output-file requirements/run.txt
	$(UV) --group dev --constraints requirements/run.txt pyproject.toml --output-file requirements/dev.txt
	$(UV) --group node --output-file requirements/node.txt
	$(UV) --group pyam --no-strip-extras --output-file requirements/pyam.txt
	$(NPM) $(if $(UPGRADE),update,install) --package-lock-only

clean: ## Remove everything that was made here, except the data in instance/
	rm -rf $(VENV) node_modules static/vendor build dist $(MO) .coverage* htmlcov .hypothesis .*_cache
	find scenarios workshop tests -name __pycache__ -prune -exec rm -rf {} +

# ---- what the targets above stand on; each is made again only when what it comes from has changed

$(VENV)/run.stamp: requirements/run.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) -V): make PYTHON=python3.x names another" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: apt install python3-venv" >&2; exit 1; }
	@echo "Installing the Python libraries into $(VENV) (about a minute) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install -q --require-hashes -r $<
	@touch $@

$(VENV)/package.stamp: pyproject.toml $(VENV)/run.stamp
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing the tools of development into $(VENV) ..."
	@$(PIP) install -q --require-hashes -r $<
	@touch $@

# An environment of its own: pyam wants another pandas than we do.
$(PYAM)/installed.stamp: requirements/pyam.txt $(VENV)/run.stamp
	@echo "Installing pyam into $(PYAM) (a minute or two) ..."
	@$(PYTHON) -m venv --clear $(PYAM)
	@$(PYAM)/bin/python -m pip --disable-pip-version-check --no-input install -q --no-deps --require-hashes -r $<
	@touch $@

$(BIN)/npm: requirements/node.txt $(VENV)/run.stamp
	@echo "npm is missing here. Installing it into $(VENV) ..."
	@$(PIP) install -q --require-hashes -r $<
	@touch $@

node_modules/.package-lock.json: package-lock.json .npmrc | $(NPM)
	@echo "Fetching the browser libraries ..."
	@$(NPM) ci --loglevel=error
	@touch $@

# Each file as its authors built it, and beside it the licences of all that is inside. Idiomorph's authors shorten only
# the form that is no module: one line makes it one.
static/vendor: node_modules/.package-lock.json Makefile
	@rm -rf $@ && mkdir -p $@
	@cd node_modules && cp chart.js/dist/chart.umd.min.js socket.io-client/dist/socket.io.esm.min.js \
	  @fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2 @fontsource-variable/source-sans-3/files/source-sans-3-latin-ext-wght-normal.woff2 ../$@
	@cd node_modules/source-sans && cp TTF/SourceSans3-Regular.ttf TTF/SourceSans3-Semibold.ttf ../../$@
	@(cat node_modules/idiomorph/dist/idiomorph.min.js && echo && echo 'export { Idiomorph };') >$@/idiomorph.esm.js
	@cd node_modules && cat chart.js/LICENSE.md @kurkle/color/LICENSE.md >../$@/chart.LICENSE.txt
	@cd node_modules && cat socket.io-client/LICENSE engine.io-client/LICENSE engine.io-parser/LICENSE socket.io-parser/LICENSE \
	  @socket.io/component-emitter/LICENSE >../$@/socket.io.LICENSE.txt
	@cp node_modules/idiomorph/LICENSE $@/idiomorph.LICENSE.txt
	@cd node_modules && cat @fontsource-variable/source-sans-3/LICENSE source-sans/LICENSE.md >../$@/source-sans-3.LICENSE.txt
	@touch $@

%.mo: %.po | $(VENV)/run.stamp
	@$(BIN)/pybabel -q compile --input-file $< --output-file $@
