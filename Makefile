# Each target sets up what it needs. PYTHON chooses the interpreter for a new .venv.
PYTHON ?= python3
BIN := $(CURDIR)/.venv/bin
export PATH := $(BIN):$(PATH)
unexport PYTHONPATH

.PHONY: demo test test-all test-lowest test-highest check bench lab companion key wheel \
	docs screenshots clean
.DEFAULT_GOAL := demo

demo: .venv/installed
	python -m autograder.demo --course course/demo

# The tests of one file share fixtures; slow files come first (tests/conftest.py).
PYTEST = python -m pytest --dist loadfile --no-loadscope-reorder

# Three processes for two cores: many tests wait for a time limit.
test: .venv/installed
	$(PYTEST) -n 3 -m "not long"

test-all: .venv/everything
	$(PYTEST) -n 2

# Both ends of the ranges of versions, each in an environment of its own.
# LOWEST and HIGHEST may be the paths of interpreters.
LOWEST ?= 3.11
HIGHEST ?= 3.13
test-lowest: INTERPRETER = $(LOWEST)
test-lowest: RESOLUTION = lowest-direct
test-highest: INTERPRETER = $(HIGHEST)
test-highest: RESOLUTION = highest
test-lowest test-highest: test-%: .venv/installed
	@command -v uv >/dev/null || pip install --quiet --disable-pip-version-check uv
	uv venv --quiet --clear --python $(INTERPRETER) .venv-$*
	uv pip install --quiet --python .venv-$*/bin/python --resolution $(RESOLUTION) \
	  -r requirements.txt
	PATH="$(CURDIR)/.venv-$*/bin:$$PATH" \
	  $(PYTEST) -n 2 -m "not long and not browser"

check: .venv/installed
	ruff check .
	ruff format --check .
	mypy
	$(MAKE) --no-print-directory test

bench: .venv/installed
	python tests/benchmarks/bench_grading.py
	python tests/benchmarks/bench_reference.py
	python tests/benchmarks/bench_pages.py

lab: .venv/installed
	python -m autograder release
	jupyter lab --notebook-dir=course/release/backprop

companion: .venv/installed
	python -m autograder.release.companion_data

key: .venv/installed
	python -m autograder.release.answer_key

# The wheel is built from the sdist, so that no file that git ignores gets into it.
wheel: .venv/installed
	python -m build --no-isolation --outdir dist

docs: .venv/docs
	python docs/site/build.py

screenshots: .venv/installed
	python docs/site/screenshots.py

clean:
	rm -rf .venv .venv-lowest .venv-highest .pytest_cache .ruff_cache .mypy_cache

# The stamp is written last, so that an interrupted installation is repeated.
.venv/installed: requirements.txt
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" .venv && \
	  uv pip install --quiet --python .venv/bin/python -r requirements.txt; \
	else \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or later is needed, and '$(PYTHON)' is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }; \
	  $(PYTHON) -m venv .venv || \
	    { rm -rf .venv; echo "The Python module venv is missing. On Debian and Ubuntu: sudo apt install python3-venv"; exit 2; }; \
	  echo "Installing requirements.txt into .venv (a minute or two) ..."; \
	  .venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt; \
	fi
	@touch $@

# The last prerequisite says what to install.
INSTALL = if command -v uv >/dev/null; then \
	  uv pip install --quiet --python .venv/bin/python -r $(lastword $^); \
	else \
	  .venv/bin/pip install --quiet --disable-pip-version-check -r $(lastword $^); \
	fi

.venv/docs: .venv/installed docs/site/requirements.txt
	@$(INSTALL)
	@touch $@

# What long tests would be skipped without.
.venv/everything: .venv/docs examples/jupyterhub/requirements.txt tests/requirements.txt
	@$(INSTALL)
	@touch $@
