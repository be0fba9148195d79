# Everything a newcomer needs: `make demo` and `make test` work on a machine with Python 3.11 and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := build/demo
SEEDS  ?= 0-99999

.PHONY: setup demo test check integration simulate bugbank bench clean

setup: $(VENV)/.done

$(VENV)/.done: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed (python3.11)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The main job on the real plan: read the Word document, check it, live through the year, end with a page to look at.
demo: setup
	@mkdir -p $(DEMO)
	$(BIN)/notifier import plan/2020-2021.docx
	-$(BIN)/notifier check --config plan/demo/config.toml
	$(BIN)/notifier rehearse --config plan/demo/config.toml --from 2020-09-01 --to 2021-05-31 \
		--script plan/demo/script.jsonl --out $(DEMO)

test: setup
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: setup
	$(BIN)/ruff check .
	$(BIN)/mypy --strict notifier

integration: setup
	$(BIN)/python -m pytest tests/integration -m integration

simulate: setup
	$(BIN)/python -m tests.simulation.run --seeds $(SEEDS) --jobs 2

bugbank: setup
	$(BIN)/python -m pytest tests/simulation/test_bug_bank.py -m slow -n auto --maxprocesses 4

bench: setup
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis
