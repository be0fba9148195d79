# Everything a newcomer needs: `make demo` and `make test` work on a machine with Python 3.11 and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := build/demo
SEEDS  ?= 0-99999
MINUTES ?= 60
TIMES  ?= 20
# One more than processors: some tests wait, for a server's time limit or a process that ends.
WORKERS ?= $(shell echo $$(($$(nproc 2>/dev/null || echo 1) + 1)))
# Ten thousand small installations live in memory where there is a gigabyte (and programs may run there): disks are for the integration tests.
# A TMPDIR of one's own is left alone.
ROOM   := $(if $(TMPDIR),,$(shell df --output=avail /dev/shm 2>/dev/null | awk 'END { exit !($$1 > 1000000) }' && test -w /dev/shm && \
	! grep -q ' /dev/shm .*noexec' /proc/mounts && echo TMPDIR=/dev/shm))

.PHONY: setup demo test explore check integration coverage mutation soak audit simulate bugbank bench clean

setup: $(VENV)/.done

$(VENV)/.done: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed (python3.11)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@# The checkout relative to its packages: Python before 3.12 cannot read a path in Cyrillic here when LC_ALL=C.
	@echo ../../../.. | tee $(VENV)/lib/python3*/site-packages/_editable_impl_notifier.pth >/dev/null
	$(BIN)/python -m compileall -q notifier  # also where PYTHONDONTWRITEBYTECODE is set: commands start in half the time
	@touch $@

# The main job on the real plan: read the Word document, check it, live through the year, end with a page to look at.
demo: setup
	@mkdir -p $(DEMO)
	$(BIN)/notifier import plan/2020-2021.docx
	@echo "$(BIN)/notifier check --config plan/demo/config.toml"
	@$(BIN)/notifier check --config plan/demo/config.toml || [ $$? -eq 1 ]  # 1: there are questions, as in every plan
	@echo "Год отвечает на эти вопросы: координатор решает, письма уходят. Репетиция — несколько секунд."
	$(BIN)/notifier rehearse --config plan/demo/config.toml --from 2020-09-01 --to 2021-05-31 \
		--script plan/demo/script.jsonl --out $(DEMO)

# Rewritten assertions are kept from run to run, also where PYTHONDONTWRITEBYTECODE is set: each worker is spared four seconds.
test: setup
	PYTHONDONTWRITEBYTECODE= $(ROOM) $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist worksteal

# What holds for anything, tried on so many times as many examples, and on new ones; `make test` draws the same few each time.
explore: setup
	NOTIFIER_EXAMPLES=$(TIMES) $(BIN)/python -m pytest -n auto --maxprocesses 4 $$(grep -rlE '^@given|import TIMES' tests/unit --include='*.py')

check: setup
	$(BIN)/ruff check .
	$(BIN)/mypy --strict notifier

# Servers and services mostly wait: four at a time on two cores.
integration: setup
	$(BIN)/python -m pytest tests/integration -m integration -n 4 --dist worksteal

# Which branches of the core, the ledger and the delivery no default test takes; fails for one that docs/untested.md does not name.
coverage: setup
	@mkdir -p build/coverage
	$(BIN)/coverage erase
	$(ROOM) $(BIN)/coverage run -m pytest -n $(WORKERS) --maxprocesses 4 --dist worksteal
	$(BIN)/coverage combine -q
	$(BIN)/python -m tests.untested

# Mistakes planted in what decides about sending: at least 85 % must be noticed by the narrow tests.
mutation: setup
	$(BIN)/python -m tests.mutation.run

# An hour of the real service at a mail a second: memory, descriptors, the ledger's journal.
soak: setup
	$(BIN)/python -m tests.soak --minutes $(MINUTES)

# Known holes in what the lock pins, where advisories can be reached.
audit: setup
	$(BIN)/python -m tests.advisories

simulate: setup
	$(BIN)/python -m tests.simulation.run --seeds $(SEEDS) --jobs 2

bugbank: setup
	$(BIN)/python -m pytest tests/simulation/test_bug_bank.py -m slow -n auto --maxprocesses 4

bench: setup
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis
