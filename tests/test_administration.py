"""What administrators do to articles and index in Telegram, and that nobody else can."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from article_files import write_text
from built_in_thread import BuildThread
from conftest import CORPUS, HOUSES
from fake_telegram import Button, FakeTelegram, Sent
from telegram_bot import FakeAnswers, builds_in, running
from web_server import Page, web_server

from bot.administration import desk as desk_module
from bot.administration.uploads import FOLDER
from bot.build_process import BuildProcess
from bot.people.audit import Act, Audit, Person
from bot.people.roles import Role, Roles
from bot.telegram import replies
from bot.telegram.admin import article_replies, build_replies, upload_replies
from bot.telegram.admin.uploading import MAX_BYTES
from index.embedders import load_embedder
from index.library import Library
from index.manifest import read_manifest

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

OWNER, ADMINISTRATOR, OFFICER, MEMBER = 1, 2, 3, 4
TITLE = "Hội LHPN tỉnh Bắc Kạn tổng kết công tác Hội năm 2022"
TEXT = write_text((TITLE, "Năm 2022, các cấp Hội trong tỉnh đã vận động xây mới 38 mái ấm tình thương."))
HA_GIANG = "ha-giang-nam-2022.txt"
WAIT_S = 60.0
GOLDEN = {
    "id": "HG-01",
    "question": HOUSES,
    "form": "plain",
    "kind": "figure",
    "gold_docs": [HA_GIANG],
    "gold_quote": "47 mái ấm tình thương",
    "must_include": [["47"]],
}


@dataclass
class Office:
    """A running bot with its corpus folder, and what people do in it."""

    telegram: FakeTelegram
    corpus: Path
    data: Path
    roles: Roles
    answers: FakeAnswers
    library: Library
    seen: dict[int, int] = field(default_factory=dict)

    async def next(self, chat: int) -> Sent:
        """The next message of the bot in a chat."""
        count = self.seen.get(chat, 0)
        await self.telegram.wait_until(lambda: len(self.telegram.messages(chat)) > count, WAIT_S)
        self.seen[chat] = count + 1
        return self.telegram.messages(chat)[count]

    async def say(self, chat: int, text: str) -> Sent:
        self.telegram.write(chat, text)
        return await self.next(chat)

    async def send(self, name: str, content: bytes, chat: int = OWNER) -> Sent:
        stored = self.telegram.methods.store(content)
        self.telegram.write(chat, document={"file_id": stored, "file_unique_id": stored, "file_name": name})
        return await self.next(chat)

    async def press(self, sent: Sent, label: str) -> Sent:
        """The next message after a button."""
        self.telegram.press(button(sent, label))
        return await self.next(sent.chat_id)

    async def turn(self, sent: Sent, label: str) -> Sent:
        """The message, changed by its button."""
        text = sent.text
        self.telegram.press(button(sent, label))
        await self.telegram.wait_until(lambda: sent.text != text, WAIT_S)
        return sent

    async def toast(self, pressed: Button) -> str:
        count = len(self.telegram.called("answerCallbackQuery"))
        self.telegram.press(pressed)
        await self.telegram.wait_until(lambda: len(self.telegram.called("answerCallbackQuery")) > count, WAIT_S)
        return str(self.telegram.called("answerCallbackQuery")[count].get("text", ""))

    async def generation(self) -> int:
        return (await self.library.snapshot()).generation.id

    async def acts(self) -> list[str]:
        return [entry.act for entry in reversed(await Audit(self.roles.database).entries(limit=99))]


def button(sent: Sent, label: str) -> Button:
    [found] = [button for button in sent.buttons if label in button.label]
    return found


@contextlib.asynccontextmanager
async def opened(
    telegram: FakeTelegram, corpus: Path, data: Path, model: str, builder: type[BuildProcess] = BuildThread
) -> AsyncIterator[Office]:
    library = await Library.open(data, load_embedder(model, data))
    answers = FakeAnswers()
    try:
        async with running(
            telegram, answers, data=data, owners=[OWNER],
            builds=lambda database: builds_in(data, database, corpus, model, library, builder=builder),
        ) as roles:  # fmt: skip
            seen = {chat: len(telegram.messages(chat)) for chat in (OWNER, ADMINISTRATOR)}
            yield Office(telegram, corpus, data, roles, answers, library, seen)
    finally:
        await library.close()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (OWNER, ADMINISTRATOR, OFFICER, MEMBER):
            server.open_chat(chat)
        yield server


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


@pytest.fixture
async def office(telegram: FakeTelegram, corpus: Path, copied_index: Path, tiny_model: str) -> AsyncIterator[Office]:
    async with opened(telegram, corpus, copied_index, tiny_model) as office:
        for user, role in ((ADMINISTRATOR, Role.ADMINISTRATOR), (OFFICER, Role.OFFICER)):
            code = await office.roles.offer(role, Person(OWNER, "Chủ"))
            await office.roles.redeem(code, Person(user, f"Chị {user}"))
        yield office


# Who may


COMMANDS = ("/capnhat", "/baiviet", "/baiviet an bình", "/hoantac")
PRESSES = (
    "bvluu:x", "bvbo:x", "bvsua:x:title", "bvthoi:x", "capnhat", "dongy:x", "boqua", "thagiu", "bvtrang:-:0", "bvxem:x",
    "bvgo:x", "bvgo2:x", "hoantac:1:1",
)  # fmt: skip


@pytest.mark.parametrize("who", [OFFICER, MEMBER])
async def test_nobody_below_an_administrator_reaches_anything(office: Office, who: int) -> None:
    kept = sorted(office.corpus.iterdir())
    for command in COMMANDS:
        assert (await office.say(who, command)).text == replies.not_allowed(Role.ADMINISTRATOR)
    for data in PRESSES:
        assert await office.toast(Button("?", data, who, 1)) == replies.not_allowed(Role.ADMINISTRATOR)
    assert (await office.send("bai.txt", TEXT, who)).text == upload_replies.NOT_YOURS
    assert (await office.say(who, "https://hoi.example/bai")).text == "Về «https://hoi.example/bai»"  # a question
    assert office.telegram.called("getFile") == []
    assert sorted(office.corpus.iterdir()) == kept and not (office.data / FOLDER).exists()
    assert await office.generation() == 1


async def test_a_forged_press_of_an_administrator_changes_nothing(office: Office) -> None:
    kept = sorted(office.corpus.iterdir())
    listed = await office.say(ADMINISTRATOR, "/baiviet")
    for data in {*PRESSES, "bvsua", "bvsua:x", "bvtrang:x:y", "bvtrang:-:-9", "hoantac:1:x", "hoantac"} - {"capnhat"}:
        office.telegram.press(Button("?", data, ADMINISTRATOR, listed.message_id))
    office.telegram.write(ADMINISTRATOR, "câu hỏi")
    await office.telegram.wait_until(
        lambda: any("Về «" in sent.text for sent in office.telegram.messages(ADMINISTRATOR))
    )
    assert replies.FAILURE not in [sent.text for sent in office.telegram.messages(ADMINISTRATOR)]
    assert sorted(office.corpus.iterdir()) == kept
    assert await office.generation() == 1


async def test_a_lost_role_counts_at_the_moment_of_the_press(office: Office) -> None:
    preview = await office.send("bai.txt", TEXT, ADMINISTRATOR)
    await office.roles.take(ADMINISTRATOR, Person(OWNER, "Chủ"))
    assert await office.toast(button(preview, "Đưa vào kho")) == replies.not_allowed(Role.ADMINISTRATOR)
    assert not (office.corpus / "bai.txt").exists()


async def test_an_upload_is_its_senders_alone(office: Office) -> None:
    preview = await office.send("bai.txt", TEXT, ADMINISTRATOR)
    mine = await office.send("khac.txt", TEXT)
    for label in ("Đưa vào kho", "Bỏ"):
        forged = Button("?", button(preview, label).data, OWNER, mine.message_id)
        assert await office.toast(forged) == upload_replies.GONE
    assert not (office.corpus / "bai.txt").exists()


# Sending


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"a" * 20_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("vi-rut.exe", b"MZ", "chưa đọc được loại tệp này"),
        ("<b>trong.txt", b"", "tệp trống"),
        ("hong.docx", b"PK\x03\x04", "tệp hỏng"),
        ("bom.zip", bomb(), "cấu trúc bất thường"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_by_name(
    office: Office, name: str, content: bytes, why: str
) -> None:
    refused = await office.send(name, content)
    assert why in refused.text and name.strip("<b>") in refused.text
    assert refused.buttons == []
    assert list((office.data / FOLDER).iterdir()) == []


async def test_a_file_too_large_is_not_fetched(office: Office) -> None:
    document = {"file_id": "1", "file_unique_id": "1", "file_name": "to.pdf", "file_size": MAX_BYTES + 1}
    office.telegram.write(OWNER, document=document)
    assert (await office.next(OWNER)).text == upload_replies.too_large(MAX_BYTES)
    assert office.telegram.called("getFile") == []
    office.telegram.write(OWNER, document=document | {"file_size": 9})  # and unknown to Telegram
    assert (await office.next(OWNER)).text == upload_replies.NOT_DOWNLOADED


async def test_what_was_read_is_shown_and_forgotten_at_a_no(office: Office) -> None:
    preview = await office.send("../bài viết.txt", TEXT)
    for said in (
        f"Tiêu đề: {TITLE}",
        "Đơn vị: Hội LHPN tỉnh Bắc Kạn",
        "Kỳ báo cáo: năm 2022",
        "Số đoạn: 1",
        "Số liệu: 1",
    ):
        assert said in preview.text
    assert "chưa thấy ngày đăng" in preview.text
    assert (await office.turn(preview, "Bỏ")).text == upload_replies.DISCARDED
    assert list((office.data / FOLDER).iterdir()) == []
    assert await office.generation() == 1


async def test_an_article_that_is_there_already_is_pointed_out(office: Office) -> None:
    preview = await office.send("lai.txt", (CORPUS / HA_GIANG).read_bytes())
    assert f"Gần giống bài đã có:\n• {HA_GIANG} (giống hệt)" in preview.text


async def test_an_archive_is_shown_with_its_articles_and_what_is_none(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", TEXT.replace(b"38", b"39"))
        archive.writestr("c.jpg", b"\xff\xd8")
    preview = await office.send("thang-7.zip", packed.getvalue())
    assert "Có 2 bài:" in preview.text and "thang-7.zip/c.jpg: chưa đọc được loại tệp này" in preview.text
    assert [one.label for one in preview.buttons] == ["Đưa vào kho", "Bỏ"]
    report = await office.press(preview, "Đưa vào kho")
    assert "2 bài mới" in report.text


async def test_only_the_next_message_is_the_correction_and_commands_and_questions_stay_what_they_are(
    office: Office,
) -> None:
    assert (await office.say(OWNER, "câu hỏi")).text == "Về «câu hỏi»"
    preview = await office.send("bai.txt", TEXT)
    await office.press(preview, "Đơn vị")
    assert (await office.say(OWNER, "/nguon")).text.startswith("Kho tư liệu")
    corrected = await office.say(OWNER, "Hội LHPN <tỉnh> An Bình")
    assert "Đơn vị: Hội LHPN <tỉnh> An Bình" in corrected.text and "Đã sửa: đơn vị" in corrected.text
    assert (await office.say(OWNER, "câu nữa")).text == "Về «câu nữa»"
    asked = await office.press(corrected, "Kỳ báo cáo")
    again = await office.say(OWNER, "dạo này")
    assert "chưa hiểu kỳ báo cáo" in again.text
    assert (await office.turn(again, "Thôi")).text == upload_replies.LEFT
    assert (await office.say(OWNER, "câu thứ ba")).text == "Về «câu thứ ba»"
    assert asked.text.startswith("Chị/anh gõ kỳ báo cáo")


async def test_a_link_becomes_an_article_that_is_cited_by_it(office: Office) -> None:
    page = "<html><body><article><h1>{}</h1><p>{}</p></article></body></html>"
    with web_server() as web:
        web.pages["/bai"] = Page(page.format(TITLE, "Năm 2022, Hội đã xây mới 38 mái ấm tình thương. " * 5).encode())
        preview = await office.say(OWNER, web.url("/bai"))
        assert f"Nguồn: {web.url('/bai')}" in preview.text and TITLE in preview.text
        missing = await office.say(OWNER, web.url("/khong-co"))
        assert "trang báo lỗi hoặc không cho xem" in missing.text
        question = f"{web.url('/bai')} nói gì?"
        assert (await office.say(OWNER, question)).text == f"Về «{question}»"
    await office.press(preview, "Đưa vào kho")
    [(name, row)] = read_manifest(office.corpus).items()
    assert row.url == web.url("/bai") and (office.corpus / name).is_file()


async def test_a_link_into_the_machines_own_network_is_refused(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with running(
        telegram, FakeAnswers(), data=tmp_path, owners=[OWNER],
        builds=lambda database: builds_in(tmp_path, database, allow_private=False),
    ):  # fmt: skip
        telegram.write(OWNER, f"{telegram.url}/file")
        [refused] = await telegram.replies(OWNER)
    assert "địa chỉ thuộc mạng nội bộ" in refused.text
    assert not (tmp_path / FOLDER).exists()


async def test_a_save_that_a_crash_broke_off_is_done_again_to_the_same_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = office.corpus
    desk = builds_in(office.data, office.roles.database, corpus).desk
    upload = await desk.take(OWNER, "bai.txt", TEXT)
    upload = replace(upload, stated={"title": "Tên đúng"})

    async def crash(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(desk_module, "forget", crash)
        await desk.save(upload, Person(OWNER, "Chủ"))
    assert upload.path.exists()
    assert (await desk.save(upload, Person(OWNER, "Chủ")))[0] == "bai.txt"
    assert [path.name for path in corpus.glob("bai*")] == ["bai.txt"]
    assert {file: row.title for file, row in read_manifest(corpus).items()} == {"bai.txt": "Tên đúng"}
    assert (await office.acts()).count(Act.ARTICLE_SAVED) == 1
    assert not upload.path.exists()


async def test_an_upload_outlives_a_restart(
    telegram: FakeTelegram, corpus: Path, copied_index: Path, tiny_model: str
) -> None:
    async with opened(telegram, corpus, copied_index, tiny_model) as office:
        preview = await office.send("bai.txt", TEXT)
        await office.press(preview, "Tiêu đề")
    async with opened(telegram, corpus, copied_index, tiny_model) as office:
        corrected = await office.say(OWNER, "Tên đúng của bài")
        report = await office.press(corrected, "Đưa vào kho")
    assert "1 bài mới" in report.text
    assert read_manifest(corpus)["bai.txt"].title == "Tên đúng của bài"


async def test_a_second_press_saves_nothing_twice(office: Office) -> None:
    preview = await office.send("bai.txt", TEXT)
    yes = button(preview, "Đưa vào kho")
    office.telegram.press(yes)
    assert await office.toast(yes) == ""
    await office.next(OWNER)
    assert await office.toast(yes) == upload_replies.GONE
    assert (await office.acts())[-2:] == [Act.ARTICLE_SAVED, Act.INDEX_BUILT]
    assert [path.name for path in office.corpus.glob("bai*")] == ["bai.txt"]


# Building


async def test_questions_are_answered_while_the_index_is_built(
    telegram: FakeTelegram, corpus: Path, copied_index: Path, tiny_model: str
) -> None:
    async with opened(telegram, corpus, copied_index, tiny_model, BuildProcess) as office:
        preview = await office.send("bai.txt", TEXT)
        office.telegram.press(button(preview, "Đưa vào kho"))
        await office.telegram.wait_until(lambda: preview.text.startswith("Đang"), WAIT_S)
        assert (await office.say(MEMBER, "câu hỏi")).text == "Về «câu hỏi»"
        assert (await office.say(OWNER, "câu của chủ")).text == "Về «câu của chủ»"
        assert await office.generation() == 1
        assert "Đã cập nhật kho tư liệu, bản số 2" in (await office.next(OWNER)).text
        assert await office.generation() == 2


async def test_articles_taken_in_a_row_all_arrive(office: Office) -> None:
    previews = [await office.send(f"bai-{n}.txt", TEXT.replace(b"38", str(50 + n).encode())) for n in (1, 2)]
    for preview in previews:
        office.telegram.press(button(preview, "Đưa vào kho"))
    reports = [(await office.next(OWNER)).text for _ in previews]
    assert "bài mới" in reports[0]
    assert all(preview.text == build_replies.FINISHED for preview in previews)
    assert {source.id for source in (await office.library.snapshot()).sources} >= {"bai-1.txt", "bai-2.txt"}


async def test_a_build_that_would_lose_many_articles_asks_again(office: Office) -> None:
    (office.corpus / HA_GIANG).unlink()
    planned = await office.say(OWNER, "/capnhat")
    assert f"Không còn tệp:\n• {HA_GIANG}" in planned.text and "Tổng số bài: 3 → 2" in planned.text
    office.telegram.press(button(planned, "Cập nhật ngay"))
    await office.telegram.wait_until(lambda: "Cần chị/anh xác nhận" in planned.text, WAIT_S)
    assert "1 trong 3 bài sẽ rời kho" in planned.text and HA_GIANG in planned.text
    assert await office.generation() == 1
    consent = button(planned, "Vẫn cập nhật")
    report = await office.press(planned, "Vẫn cập nhật")
    assert "1 bài rời kho" in report.text
    assert await office.generation() == 2
    office.telegram.press(consent)
    await office.telegram.wait_until(lambda: planned.text == build_replies.OLD_CONSENT, WAIT_S)


async def test_a_build_that_answers_worse_asks_and_says_which_questions_fell(office: Office) -> None:
    (office.corpus / "questions.jsonl").write_text(json.dumps(GOLDEN, ensure_ascii=False), encoding="utf-8")
    article = office.corpus / HA_GIANG
    article.write_text(article.read_text(encoding="utf-8").replace("47 mái", "48 mái"), encoding="utf-8")
    planned = await office.say(OWNER, "/capnhat")
    office.telegram.press(button(planned, "Cập nhật ngay"))
    await office.telegram.wait_until(lambda: "Cần chị/anh xác nhận" in planned.text, WAIT_S)
    assert "đúng 0/1 câu hỏi mẫu" in planned.text and f"• HG-01: {HOUSES}" in planned.text
    assert await office.generation() == 1
    office.telegram.press(button(planned, "Thôi"))
    await office.telegram.wait_until(lambda: planned.text == build_replies.LEFT_ALONE, WAIT_S)
    assert await office.generation() == 1


async def test_an_update_without_a_change_is_told(office: Office) -> None:
    planned = await office.say(OWNER, "/capnhat")
    assert "không cần cập nhật" in planned.text and planned.buttons == []


async def test_a_build_that_a_stop_broke_off_is_told_of_by_the_next_run(
    telegram: FakeTelegram, corpus: Path, copied_index: Path, tiny_model: str
) -> None:
    async with opened(telegram, corpus, copied_index, tiny_model, BuildProcess) as office:
        preview = await office.send("bai.txt", TEXT)
        office.telegram.press(button(preview, "Đưa vào kho"))
        await telegram.wait_until(lambda: preview.text.startswith("Đang"), WAIT_S)
    async with opened(telegram, corpus, copied_index, tiny_model, BuildProcess) as office:
        await telegram.wait_until(lambda: preview.text == build_replies.INTERRUPTED, WAIT_S)
        planned = await office.say(OWNER, "/capnhat")
        assert "bai.txt" in planned.text
        assert "1 bài mới" in (await office.press(planned, "Cập nhật ngay")).text


# Listing and removing


async def test_articles_are_listed_searched_shown_and_removed(office: Office) -> None:
    listed = await office.say(OWNER, "/baiviet")
    assert listed.text.startswith("3 bài viết, bài 1–3")
    assert (await office.say(OWNER, "/baiviet sao hỏa")).text.startswith("Không có bài viết nào khớp với “sao hỏa”")
    found = await office.say(OWNER, "/baiviet ha giang 2022")
    assert found.text.startswith("1 bài viết khớp với “ha giang 2022”")
    details = await office.turn(found, "1")
    assert (
        f"Tệp: {HA_GIANG}" in details.text
        and "Số liệu: 0" not in details.text
        and "Ngày đăng: 12/01/2023" in details.text
    )
    await office.turn(details, "Danh sách")
    await office.turn(found, "1")
    sure = await office.turn(found, "Gỡ bài này")
    assert "Gỡ bài này khỏi kho tư liệu?" in sure.text and (office.corpus / HA_GIANG).exists()
    yes = button(sure, "Gỡ khỏi kho")
    office.telegram.press(yes)
    await office.telegram.wait_until(lambda: "Cần chị/anh xác nhận" in found.text, WAIT_S)  # a third of the articles
    report = await office.press(found, "Vẫn cập nhật")
    assert f"Rời kho:\n• {HA_GIANG}" in report.text
    assert (office.data / "removed" / HA_GIANG).is_file()
    await office.turn(found, "") if found.buttons else None
    office.telegram.press(yes)
    await office.telegram.wait_until(lambda: found.text == article_replies.GONE, WAIT_S)
    assert (await office.acts())[-2:] == [Act.ARTICLE_REMOVED, Act.INDEX_BUILT]


async def test_a_removed_article_that_is_sent_again_has_its_corrections_back(office: Office) -> None:
    preview = await office.send("bai.txt", TEXT)
    await office.press(preview, "Tiêu đề")
    corrected = await office.say(OWNER, "Tên đúng của bài")
    await office.press(corrected, "Đưa vào kho")
    found = await office.say(OWNER, "/baiviet tên đúng")
    await office.turn(found, "1")
    await office.turn(found, "Gỡ bài này")
    office.telegram.press(button(found, "Gỡ khỏi kho"))
    await office.telegram.wait_until(lambda: "Cần chị/anh xác nhận" in found.text, WAIT_S)
    await office.press(found, "Vẫn cập nhật")
    assert "bai.txt" not in read_manifest(office.corpus)
    again = await office.send("bai.txt", TEXT)
    assert "Tiêu đề: Tên đúng của bài" in again.text
    await office.press(again, "Đưa vào kho")
    assert read_manifest(office.corpus)["bai.txt"].title == "Tên đúng của bài"


async def test_long_lists_are_turned_and_names_of_any_length_fit_a_button(office: Office) -> None:
    for n in range(20):
        folder = office.corpus / ("rất " * 20) / f"thư mục {n}"
        folder.mkdir(parents=True)
        (folder / "bài viết.txt").write_bytes(TEXT.replace(b"38", str(40 + n).encode()))
    planned = await office.say(OWNER, "/capnhat")
    await office.press(planned, "Cập nhật ngay")
    listed = await office.say(OWNER, "/baiviet bac kan")
    assert listed.text.startswith("20 bài viết khớp với “bac kan”, bài 1–8")
    assert "bài 9–16" in (await office.turn(listed, "Sau")).text
    assert "bài 17–20" in (await office.turn(listed, "Sau")).text
    assert "bài 9–16" in (await office.turn(listed, "Trước")).text
    details = await office.turn(listed, "12")
    assert "bài viết.txt" in details.text
    assert "bài 9–16" in (await office.turn(details, "Danh sách")).text


# Going back


async def test_without_an_earlier_generation_there_is_no_way_back(office: Office) -> None:
    assert "Không còn bản nào trước" in (await office.say(OWNER, "/hoantac")).text


async def test_what_a_roll_back_holds_is_told_and_released_in_two_ways(office: Office) -> None:
    preview = await office.send("bai.txt", TEXT)
    await office.press(preview, "Đưa vào kho")
    undo = await office.say(OWNER, "/hoantac")
    assert "Bản số 2" in undo.text and "Bản số 1" in undo.text and "bỏ các bài mới:\n• bai.txt" in undo.text
    await office.turn(undo, "Quay lại")
    assert "bai.txt" in undo.text and await office.generation() == 1
    planned = await office.say(OWNER, "/capnhat")
    assert "Đang giữ lại từ lần hoàn tác:\n• bai.txt" in planned.text
    fresh = await office.press(planned, "Thôi giữ lại")
    assert "bai.txt" in planned.text and "Bài mới" in fresh.text
    await office.press(fresh, "Cập nhật ngay")
    assert await office.generation() == 3
    undo = await office.say(OWNER, "/hoantac")
    await office.turn(undo, "Quay lại")
    again = await office.send("bai.txt", TEXT)  # whoever sends it again wants it
    assert "1 bài mới" in (await office.press(again, "Đưa vào kho")).text
    assert (await office.acts())[-3:] == [Act.ROLLED_BACK, Act.ARTICLE_SAVED, Act.INDEX_BUILT]


async def test_an_old_button_undoes_nothing_else(office: Office) -> None:
    for n in (1, 2):
        preview = await office.send(f"bai-{n}.txt", TEXT.replace(b"38", str(50 + n).encode()))
        await office.press(preview, "Đưa vào kho")
        if n == 1:
            old = await office.say(OWNER, "/hoantac")
    await office.turn(old, "Quay lại")
    assert "đã thay đổi từ khi nút này hiện ra" in old.text
    assert await office.generation() == 3
