"""The sentences that an answer is worded with: Vietnamese, as a courteous officer of the Union would write. Pure."""

from __future__ import annotations

MAX_QUESTION_CHARS = 1_000

EMPTY = "Chị/anh muốn hỏi điều gì về hoạt động của Hội? Chị/anh vui lòng gõ câu hỏi."
NO_WORDS = "Hỏi đáp chưa đọc được câu hỏi trong tin này. Chị/anh vui lòng viết câu hỏi bằng chữ."
TOO_LONG = "Câu hỏi dài quá 1.000 ký tự. Chị/anh vui lòng rút gọn hoặc chia thành nhiều câu hỏi."
NOTHING_FOUND = (
    "Các bài viết và báo cáo hiện có chưa nêu nội dung này. "
    "Chị/anh có thể hỏi cụ thể hơn, nêu rõ địa phương và thời gian."
)
OFF_TOPIC = "Hỏi đáp chỉ trả lời về hoạt động của Hội Liên hiệp Phụ nữ, theo các bài viết và báo cáo của Hội."
NO_PLACE = "Chưa có báo cáo của {place}. Hiện có báo cáo của: {provinces}."
NO_DISTRICT = "Các báo cáo của {province} hiện có chưa nhắc đến {place}."
NO_PERIOD = "Chưa có báo cáo {period}{place}. Hiện có báo cáo: {periods}."
NO_PERIOD_AT_ALL = "Chưa có báo cáo {period}{place}."
ONLY_PLANNED = "Báo cáo hiện có mới nêu chỉ tiêu, kế hoạch cho {about}; chưa có số liệu kết quả thực hiện."
WHICH_TOPIC = "Chị/anh muốn hỏi về nội dung nào, ở đâu?"
NOTHING_CITED = "Câu trả lời vừa rồi không dẫn bài viết nào. Chị/anh muốn hỏi về nội dung nào, ở đâu?"
CITED = "Câu trả lời vừa rồi trích nguyên văn từ: {titles}."
NO_MORE = "Bài viết không nói thêm về nội dung này."
WHICH_PLACE = "Nhiều nơi có số liệu này: {places}. Chị/anh muốn hỏi nơi nào?"
MERGED = "Sau sáp nhập, {old} nay thuộc {new}; nội dung trên là của {old} trước khi sáp nhập."
TARGET = "Chỉ tiêu: "
REACHED = "Đạt được: "
FALLEN = "Giảm từ {before} xuống {after}"
RISEN = "Tăng từ {before} lên {after}"
REPORT_OF = "báo cáo {period}"
ONE_SIDE_MISSING = "Chưa tìm thấy số liệu của {side} để so sánh."
NO_PLACE_BUT_OLD = "Chưa có báo cáo của {place} trong thời gian này. Có báo cáo của {old}, nay thuộc {place}."
GREETING = (
    "Xin chào chị/anh! Chị/anh cứ gõ câu hỏi về hoạt động của Hội Liên hiệp Phụ nữ, có dấu hay không dấu đều được, "
    "nên nêu rõ địa phương và thời gian."
)
