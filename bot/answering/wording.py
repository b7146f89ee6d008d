"""The sentences that an answer is worded with: Vietnamese, as a courteous officer of the Union would write. Pure."""

from __future__ import annotations

MAX_QUESTION_CHARS = 1_000

EMPTY = "Chị/anh muốn hỏi điều gì về hoạt động của Hội? Chị/anh vui lòng gõ câu hỏi."
NO_WORDS = "Hỏi đáp chưa đọc được câu hỏi trong tin này. Chị/anh vui lòng viết câu hỏi bằng chữ."
TOO_LONG = "Câu hỏi dài quá 1.000 ký tự. Chị/anh vui lòng rút gọn hoặc chia thành nhiều câu hỏi."
NOTHING_FOUND = "Các bài viết và báo cáo hiện có chưa nêu nội dung này nên Hỏi đáp chưa trả lời được."
