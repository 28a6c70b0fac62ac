# `make demo` and `make test` need python3 (3.11 or newer) and make, nothing else.
PYTHON ?= python3
# One of source/, or several: `make verify ASSIGNMENTS=advanced`.
ASSIGNMENTS ?= $(notdir $(wildcard source/*))
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPATH := $(CURDIR)

report = docs/grading-quality$(if $(filter-out homework,$(1)),-$(1)).md

.PHONY: help demo test torch cluster parity draws faults conformance doctor lint format release grade reproduce bench-throughput bench-scale bench-cluster bench-limit bench-budget bench-modules bench-convolutions security verify mutants power clean

help:
	@echo "make demo           release the homework, build a class, grade it, show the scores"
	@echo "make test           run all tests"
	@echo "make torch          install PyTorch, for the assignments that use it (optional)"
	@echo "make cluster        install Dask, to grade on many machines (optional), see docs/scale.md"
	@echo "make conformance    nbgrader's own tests of autograde, with nbjudge plugged in"
	@echo "make parity         the demo class graded by nbjudge and by plain nbgrader, cell by cell"
	@echo "make faults         kill this and that while a class is graded, sixty times"
	@echo "make draws          right solutions pass whatever the hidden tests draw (takes its time)"
	@echo "make doctor         what protects this machine from students' code"
	@echo "make lint           style, types, form of the notebooks"
	@echo "make release        build the student editions from source/ (ASSIGNMENTS=... for some)"
	@echo "make grade          grade everything in submitted/"
	@echo "make format         bring code and notebooks into their one form"
	@echo "make reproduce      the published experiments on all of MNIST (takes its time)"
	@echo "make bench-budget   processor time of each assignment while grading"
	@echo "make bench-throughput  submissions a second, against plain nbgrader"
	@echo "make bench-limit    processor time of the engine against that of the bare cells"
	@echo "make bench-scale    ten to ten thousand submissions (takes its time)"
	@echo "make bench-cluster  one and two workers of a Dask scheduler"
	@echo "make security       run the attacks against nbjudge and plain nbgrader -> docs/security.md"
	@echo "make bench-modules  the reference modules against PyTorch"
	@echo "make bench-convolutions  the same for Conv2d and MaxPool2d, in the network of 'advanced'"
	@echo "make verify         is the grade right? Grade the banks, prove the releases -> docs/grading-quality*.md"
	@echo "make mutants        does each small change of the reference modules cost points? (takes its time)"
	@echo "make power          how small an error each check sees, margins, false alarms (takes its time)"
	@echo "make clean          remove what these commands made, but never submissions or grades"

demo: .venv/installed
	$(BIN)/python -m course demo

test: .venv/installed-dev
	$(BIN)/python -m pytest

parity: .venv/installed-dev
	$(BIN)/python -m pytest -n0 tests/parity.py

draws: .venv/installed-dev release
	$(BIN)/python -m tests.draws

faults: .venv/installed-dev
	$(BIN)/python -m tests.faults

conformance: .venv/installed-dev
	cd "$$(mktemp -d)" && "$(CURDIR)/$(BIN)/python" -m pytest -c /dev/null -p tests.conformance.plugin -q -rxX \
	  --pyargs nbgrader.tests.apps.test_nbgrader_autograde

doctor: .venv/installed
	$(BIN)/nbjudge doctor

security: .venv/installed-dev
	$(BIN)/python -m tests.attacks.measure

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m course format --check

format: .venv/installed-dev
	$(BIN)/ruff format .
	$(BIN)/python -m course format

release: .venv/installed
	$(BIN)/python -m course release $(sort homework $(ASSIGNMENTS))  # others build on it

grade: .venv/installed
	$(BIN)/python -m course grade

reproduce: .venv/installed
	$(BIN)/python -m course reproduce

bench-budget: release
	$(BIN)/python -m benchmarks.budget

bench-throughput: .venv/installed-dev
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.throughput

bench-scale: .venv/installed-dev
	$(BIN)/python -m benchmarks.scale

bench-cluster: .venv/installed-dev
	$(BIN)/python -m benchmarks.cluster

bench-limit: release
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.limit

verify: .venv/installed release
	$(foreach name,$(ASSIGNMENTS),$(BIN)/nbjudge verify $(name) --report $(call report,$(name)) &&) true

mutants: .venv/installed release
	$(BIN)/nbjudge mutants homework --notebook homework_modules --notebook homework_differentiation

power: .venv/installed release
	$(BIN)/python -m benchmarks.false_alarms
	$(BIN)/python -m benchmarks.margins
	$(BIN)/nbjudge power homework --notebook homework_modules --notebook homework_differentiation

bench-modules: .venv/installed-dev
	$(BIN)/python -m benchmarks.modules

bench-convolutions: .venv/installed-dev
	$(BIN)/python -m benchmarks.convolutions

clean:
	rm -rf release build .mypy_cache .ruff_cache .pytest_cache

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { \
	  echo "$(PYTHON) cannot make a virtual environment: install the package python3-venv of your system."; exit 1; }
	@touch $@

.venv/installed: requirements.txt pyproject.toml .venv/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

torch: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-torch.txt

cluster: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-cluster.txt

.venv/installed-dev: requirements-dev.txt requirements-cluster.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
