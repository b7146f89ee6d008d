# Two commands: `make run` answers questions, `make test` checks everything. Both do their own set-up.
PYTHON ?= python3
# The address of PyTorch's index of CPU builds, for machines where pip would take the CUDA build.
TORCH_INDEX ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
TORCH := $(shell sed -n 's/.*"\(torch==[^"]*\)".*/\1/p' pyproject.toml)

.PHONY: run test clean

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

clean:
	rm -rf $(VENV) data build *.egg-info
