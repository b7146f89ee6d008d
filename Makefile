# `make run` answers questions, `make test` checks everything, `make bench` compares. All do their own set-up.
PYTHON ?= python3
# The address of PyTorch's index of CPU builds, for machines where pip would take the CUDA build.
TORCH_INDEX ?=
# Arguments of bench/side_by_side.py.
BENCH ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
TORCH := $(shell sed -n 's/.*"\(torch==[^"]*\)".*/\1/p' pyproject.toml)

PEERS := bench/.venv

.PHONY: run test bench clean

run: $(VENV)/.installed
	@$(BIN)/hoidap run

test: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: install it, or name it with PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.torch: pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python .ci/check_torch.py $(TORCH) "$(TORCH_INDEX)"
	$(PIP) install --quiet $(TORCH) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.torch
	@echo "Installing the packages (once) …"
	$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) install --quiet --editable '.[test]'
	@touch $@

bench: $(PEERS)/.installed
	@mkdir -p build
	$(BIN)/python bench/side_by_side.py --json build/side_by_side.json $(BENCH)

# What is compared with has an environment of its own, which sees this one: torch is not installed twice.
$(PEERS)/.installed: bench/requirements-peers.txt $(VENV)/.installed
	$(BIN)/python -m venv $(PEERS)
	@$(BIN)/python .ci/see_packages.py $(PEERS)
	@echo "Installing what is compared with (once) …"
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet -r bench/requirements-peers.txt
	@touch $@

clean:
	rm -rf $(PEERS) $(VENV) data build *.egg-info
