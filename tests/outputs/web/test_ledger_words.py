"""Why a crawl ended where it did is told in the tongue of the page, figures kept."""

import pytest

from outputs.web.ledger_words import reason_text
from outputs.web.words import PageWords


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("complete", "完整"),
        ("short: the source states 40, its pages gave 31", "不全：对方说有 40 条，页面给了 31 条"),
        ("complete; left out on purpose: language ×3", "完整；有意不收：language ×3"),
        ("stopped by hand; the next crawl goes on from here; left out on purpose: old ×1",
         "由人停止；下次从这里继续；有意不收：old ×1"),
        ("the limit of the study", "the limit of the study"),  # what is not known stays as it is
        ("", ""),
    ],
)  # fmt: skip
def test_a_reason_is_told_part_by_part(said: str, chinese: str) -> None:
    assert reason_text(said, PageWords("zh-Hans")) == chinese
    assert reason_text(said, PageWords("en")) == said
