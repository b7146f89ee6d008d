"""The shape of the house: imports point one way, and each outside system has one owner."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from command_line import PROJECT, environment

FILES = sorted(path for package in ("bot", "index") for path in (PROJECT / package).rglob("*.py"))

# A module may import from its own layer and from those before it.
LAYERS = (
    ("index.vietnamese",),
    ("index", "bot.errors", "bot.language"),
    ("bot.people",),
    ("bot.figures",),
    ("bot.answering",),
    ("bot.archive",),
    ("bot.administration",),
    ("bot.telegram",),
    ("bot",),
)

OWNERS = {
    "aiosqlite": ("index/database.py",),
    "babel": ("bot/language.py",),
    "fcntl": ("bot/telegram/alone.py", "index/embedded_model.py", "index/locks.py"),
    "docx": ("index/reading/docx.py",),
    "faiss": ("index/clustered_vectors.py", "index/vectors.py"),
    "huggingface_hub": ("index/embedders.py",),
    "lxml": ("index/reading/html.py",),
    "matplotlib": ("bot/archive/activity_chart.py", "bot/figures/charts.py"),
    "onnx": ("index/onnx_graph.py",),
    "onnxruntime": ("index/onnx_embedder.py",),
    "sentencepiece": ("index/pieces.py",),
    "openai": ("bot/answering/generation.py",),
    "openpyxl": (
        "bot/archive/gap_sheet.py",
        "bot/figures/cells.py",
        "bot/figures/spreadsheets.py",
        "index/reading/sheets.py",
    ),
    "prometheus_client": ("bot/telegram/metrics.py", "bot/telegram/monitoring.py"),
    "pydantic_settings": ("bot/settings.py",),
    "pypdf": ("index/reading/pdf_pages.py",),
    "pypdfium2": ("index/reading/pdf_pages.py",),
    "pyvi": ("index/embedders.py", "index/vietnamese/segmentation.py"),
    "sentence_transformers": ("index/embedders.py",),
    "striprtf": ("index/reading/rtf.py",),
    "sqlite3": ("index/database.py", "bot/doctor.py"),
    "telegram": ("bot/telegram/",),
    "tokenizers": ("index/embedded_model.py",),
    "tornado": ("bot/telegram/monitoring.py", "bot/telegram/webhook.py"),
    "torch": ("index/embedders.py",),
    "trafilatura": ("index/reading/html.py",),
    "typer": ("bot/cli.py", "bot/cli_index.py", "bot/cli_options.py"),
    "zipfile": ("index/backups.py", "index/restoring.py", "index/reading/"),
}


def module_name(path: Path) -> str:
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports, inside functions too; of our own packages the module, not the name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            within = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= within or {node.module or ""}
    return found


def layer_of(module: str) -> int:
    """The layer whose longest package holds the module."""
    held = [(len(p), n) for n, layer in enumerate(LAYERS) for p in layer if module == p or module.startswith(f"{p}.")]
    return max(held)[1]


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    for imported in imports_of(MODULES[module]) & MODULES.keys():
        assert layer_of(imported) <= layer_of(module), f"{module} imports {imported}"


def test_the_index_knows_nothing_of_the_bot() -> None:
    for module, path in MODULES.items():
        if module.startswith("index"):
            assert not [name for name in imports_of(path) if name.split(".")[0] == "bot"], module


def test_no_module_imports_itself_by_a_detour() -> None:
    TopologicalSorter({module: imports_of(path) & MODULES.keys() for module, path in MODULES.items()}).prepare()


def test_every_outside_system_has_its_owner() -> None:
    for path in FILES:
        file = path.relative_to(PROJECT).as_posix()
        for package in {name.split(".")[0] for name in imports_of(path)} & OWNERS.keys():
            assert file.startswith(OWNERS[package]), f"{file} imports {package}"


def test_every_package_is_introduced_by_one_docstring() -> None:
    for path in FILES:
        if path.name == "__init__.py":
            [statement] = ast.parse(path.read_text(encoding="utf-8")).body
            assert ast.get_docstring(ast.Module([statement], [])), path


def test_every_module_says_what_it_is() -> None:
    for path in FILES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


@pytest.mark.parametrize(
    "program", ["import bot.cli", "import bot.cli; bot.cli.run(['--help'])", "import bot.settings"]
)
def test_the_command_line_answers_without_loading_what_is_heavy(program: str) -> None:
    shown = f"{program}; import sys; print(*sorted(name.split('.')[0] for name in sys.modules))"
    command = [sys.executable, "-c", shown]
    finished = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    heavy = {"torch", "sentence_transformers", "transformers", "faiss", "telegram", "sklearn", "pyvi", "scipy"}
    heavy |= {"matplotlib", "openpyxl", "docx", "lxml", "pypdf", "pypdfium2", "striprtf", "trafilatura"}
    assert not heavy & set(finished.stdout.split())


def test_listing_the_documents_loads_no_model(tiny_index: Path) -> None:
    listed = f"import bot.cli, sys; code = bot.cli.run(['documents', '--data', {str(tiny_index)!r}])"
    shown = f"{listed}; print(code, *sorted(name.split('.')[0] for name in sys.modules))"
    command = [sys.executable, "-c", shown]
    finished = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    code, *loaded = finished.stdout.splitlines()[-1].split()
    heavy = {"torch", "sentence_transformers", "transformers", "onnx", "sklearn", "pyvi", "scipy", "matplotlib"}
    assert (code, heavy & set(loaded)) == ("0", set())
