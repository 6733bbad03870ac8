# What can be made: make help. Elsewhere than on Linux and macOS: docs/setting-up.md.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

# Debian's Python comes without ensurepip and its pip fills nothing but environments, so pip stays outside and is
# told which one to fill. It is looked for once, and only when there is something to install.
PIP = $(eval PIP := $$(shell for pip in '$$(PYTHON) -m pip' pip3 pip; do \
	if $$$$pip --help 2>/dev/null | grep -q -e '--python '; then echo "$$$$pip"; break; fi; done))$(PIP)
INSTALL = $(if $(PIP),$(PIP) --python $(BIN)/python,$(BIN)/python -m pip) install --quiet \
	--disable-pip-version-check --use-pep517 --no-build-isolation

# Another PYTHON than the one in .venv, given by name, makes the environment anew.
ifneq ($(origin PYTHON),file)
ifneq ($(shell $(BIN)/python -V 2>/dev/null),$(shell $(PYTHON) -V))
$(VENV)/.packages: another-python
endif
endif

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.installed ## set up, read and judge the samples (or your own data), say where the report lies
	@$(BIN)/causerie run || [ $$? -eq 3 ] # 3: done, and some records lie in quarantine

test: $(VENV)/.installed ## set up and run the tests; ARGS="-k name" to choose
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.installed ## style, types and import layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed ## measure speed and memory
	@$(BIN)/python benchmarks/run.py $(ARGS)

desk: $(VENV)/.installed ## read the samples (or your own data) and serve the moderators' desk, with a one-time password
	@$(BIN)/causerie run --quiet || [ $$? -eq 3 ]
	@$(BIN)/causerie moderator add desk --role admin --again
	@$(BIN)/causerie serve $(ARGS)

setup: $(VENV)/.installed ## only set up

docs: $(VENV)/.installed ## write the pages of docs/ that are made from the code
	@$(BIN)/python docs/generate.py

wheel: $(VENV)/.installed ## build dist/causerie-*.whl
	@rm -rf build
	@$(BIN)/python -c "from setuptools import build_meta; print('dist/' + build_meta.build_wheel('dist'))" | tail -n 1
	@rm -rf build

clean: ## remove the environment, caches and builds; never data
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find pipeline tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml $(VENV)/.packages
	@$(INSTALL) --no-deps --editable .
	@touch $@

# .unfinished marks an environment in which a set-up was cut short: nothing in it can be trusted, it is made anew.
# langdetect comes as source only and is built with the setuptools pinned here, so that one is installed first.
$(VENV)/.packages: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Causerie needs Python 3.11 or newer. Name one that is installed: make PYTHON=python3.12' >&2; exit 1; }
	@if [ -e $(VENV)/.unfinished ] || ! $(BIN)/python -c '' 2>/dev/null; then \
	  $(PYTHON) -m venv --without-pip --clear $(VENV); fi
	@touch $(VENV)/.unfinished
	@[ -n "$(PIP)" ] || $(BIN)/python -m ensurepip >/dev/null 2>&1 || { \
	  echo 'pip 22.3 or newer is needed, and none was found. On Debian and Ubuntu: sudo apt install python3-pip;' >&2; \
	  echo 'elsewhere: $(PYTHON) -m pip install --upgrade pip. Then make again; docs/setting-up.md has other ways.' >&2; \
	  exit 1; }
	@echo 'Setting up $(VENV): some 130 packages are fetched once, which takes a minute or two.'
	@awk '/^[a-z]/ { wanted = /^setuptools==/ } wanted' constraints.txt > $(VENV)/build.txt
	@$(INSTALL) --require-hashes -r $(VENV)/build.txt
	@$(INSTALL) --require-hashes -r constraints.txt
	@rm -f $(VENV)/.unfinished
	@touch $@

another-python:
	@mkdir -p $(VENV)
	@touch $(VENV)/.unfinished

.PHONY: another-python help run test lint bench desk setup docs wheel clean
