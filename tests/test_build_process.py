"""Building in a process of its own: the same results and errors as in this one, and nothing left when it is ended."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from article_files import write_text
from command_line import environment
from conftest import CORPUS

from bot import build_process
from bot.administration.building import BuildFailedError, Progress, Stage
from bot.build_process import BuildProcess
from index.builder import BuildOptions
from index.errors import ArticlesVanishError, Fault
from index.manifest import ManifestRow

TEXT = write_text(
    ("Hội LHPN tỉnh Bắc Kạn tổng kết năm 2022", "Năm 2022, các cấp Hội đã xây mới 38 mái ấm tình thương.")
)


def children_of(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()


def is_running(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


@pytest.fixture
def builder(corpus: Path, copied_index: Path, tiny_model: str) -> BuildProcess:
    return BuildProcess(corpus, copied_index, tiny_model)


async def test_a_new_article_is_planned_built_and_told_of(builder: BuildProcess, corpus: Path) -> None:
    (corpus / "bac-kan.txt").write_bytes(TEXT)
    planned = await builder.plan()
    assert (planned.changes.new, planned.articles_after) == (("bac-kan.txt",), 4)
    told: list[Progress] = []
    built = await builder.build(BuildOptions(by="lan"), told.append)
    assert (built.report.changes.new, built.report.by, built.report.activated) == (("bac-kan.txt",), "lan", True)
    assert built.figures > 0
    assert {Stage.READING, Stage.EMBEDDING} <= {progress.stage for progress in told}
    assert Progress(Stage.READING, 4, 4) in told


async def test_an_error_comes_back_as_it_was_raised(builder: BuildProcess, corpus: Path) -> None:
    (corpus / "ha-giang-nam-2022.txt").unlink()
    with pytest.raises(ArticlesVanishError) as refused:
        await builder.build(BuildOptions(), lambda progress: None)
    assert (refused.value.vanishing, refused.value.articles) == (("ha-giang-nam-2022.txt",), 3)


async def test_a_file_is_inspected_wherever_it_lies(builder: BuildProcess, tmp_path: Path) -> None:
    same = tmp_path / "khac.txt"
    shutil.copy(CORPUS / "ha-giang-nam-2022.txt", same)
    found = await builder.inspect(same, "ha-giang-nam-2022.txt", ManifestRow(title="Tên khác"))
    [preview] = found.previews
    assert (preview.title, preview.document) == ("Tên khác", "ha-giang-nam-2022.txt")
    assert [(pair.first, pair.second, pair.share) for pair in found.like] == [(preview.document, preview.document, 1)]
    same.write_bytes(b"")
    broken = await builder.inspect(same, "khac.txt", None)
    assert (broken.previews, [each.reason.fault for each in broken.refused]) == ((), [Fault.EMPTY])


async def test_a_process_that_is_broken_off_leaves_the_index_as_it_was(builder: BuildProcess, corpus: Path) -> None:
    (corpus / "bac-kan.txt").write_bytes(TEXT)
    begun = asyncio.Event()
    task = asyncio.create_task(builder.build(BuildOptions(), lambda progress: begun.set()))
    await asyncio.wait_for(begun.wait(), 60)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert (await builder.build(BuildOptions(), lambda progress: None)).report.articles == 4


async def test_an_error_nobody_foresaw_is_a_failed_build(
    builder: BuildProcess, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(BuildFailedError):
        await builder.build(None, lambda progress: None)  # type: ignore[arg-type]
    assert "Traceback" in caplog.text


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks Linux which processes there are")
def test_the_process_ends_with_the_one_that_started_it(builder: BuildProcess) -> None:
    code = f"""import asyncio
from pathlib import Path
from bot.build_process import BuildProcess
from index.builder import BuildOptions
builder = BuildProcess(Path({str(builder.corpus)!r}), Path({str(builder.data)!r}), {builder.model!r})
asyncio.run(builder.build(BuildOptions(rebuild=True), lambda progress: print(progress.stage, flush=True)))
"""
    bot = subprocess.Popen([sys.executable, "-c", code], env=environment(), stdout=subprocess.PIPE, text=True)
    assert bot.stdout and bot.stdout.readline() == "reading\n"
    builders = children_of(bot.pid)
    bot.kill()
    bot.communicate()
    assert builders
    until = time.monotonic() + 30
    while any(map(is_running, builders)):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_process_knows_no_setting_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    monkeypatch.setenv("HOIDAP_LLM_API_KEY", "secret")
    assert "secret" not in " ".join(build_process._environment().values())
    assert build_process._environment()["PATH"] == os.environ["PATH"]
