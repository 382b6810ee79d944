# The two commands: `make run` and `make test`. Each sets up what it needs first; a second run is quick.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run test pages drill lint format bench upgrade pins sbom messages clean

# Else every process of a test run, and there are dozens, would compile Django and itself again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON := .venv/bin/python
# One more than there are cores: what drives a browser or a socket waits half of its time.
JOBS ?= $(shell echo $$(( $$(nproc) + 1 )))
# To select by a mark, pytest would read every file of tests; these name it.
ON_POSTGRESQL = $(shell grep -rlw --include='test_*.py' 'mark\.database' tests)

help:
	@echo "make run       set up and start the portal        (PORT=8000 HOST=127.0.0.1)"
	@echo "make test      set up and run all tests, on SQLite and on PostgreSQL"
	@echo "make pages     looks at every page in each language, in the browser (the tests take them by turns)"
	@echo "make drill     the pages of docs/operations, followed from an empty folder to a restore, on both databases; two hosts"
	@echo "make lint      style, types, layers, migrations, translations"
	@echo "make format    writes code, templates and style sheets as lint wants them"
	@echo "make bench     figures, as ratios to raw SQL, on SQLite and on PostgreSQL"
	@echo "  tools/bench.sh --desks --cases 1000000   what is done at desks, with a million cases"
	@echo "make upgrade   a PostgreSQL database of an older release, with its cases, to this one"
	@echo "make messages  collect and compile the translations"
	@echo "make pins      renew requirements*.txt from requirements*.in"
	@echo "make sbom      what the portal is made of (CycloneDX), with licences, into var/sbom/"
	@echo "make clean     remove what is made, except the data in var/"

run:
	@tools/run.sh || [ $$? -eq 130 ]

test:
	@tools/setup.sh test
	$(PYTHON) -m pytest -n $(JOBS) --dist worksteal
	$(PYTHON) tools/postgres.py --optional -- \
		$(PYTHON) -m pytest -n $(JOBS) --dist worksteal -m "database and not browser" $(ON_POSTGRESQL)

pages:
	@tools/setup.sh test
	DNR_EACH_LANGUAGE=1 $(PYTHON) -m pytest -n $(JOBS) --dist worksteal tests/browser/test_pages.py

drill:
	@tools/setup.sh test
	$(PYTHON) -m pytest -m drill tests/test_operations.py
	$(PYTHON) tools/postgres.py --optional -- $(PYTHON) -m pytest -m drill tests/test_operations.py tests/crash/test_two_hosts.py

lint:
	@tools/setup.sh test
	@tools/lint.sh

format:
	@tools/setup.sh test
	@tools/format.sh

bench:
	@tools/setup.sh test
	@tools/bench.sh

upgrade:
	@tools/setup.sh test
	$(PYTHON) tools/postgres.py -- $(PYTHON) -m tests.old_release

pins:
	@tools/setup.sh test
	@tools/pins.sh

sbom:
	@tools/setup.sh test
	@tools/sbom.sh

messages:
	@tools/setup.sh test
	@tools/messages.sh

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis var/static var/test var/test.sqlite3* var/cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
