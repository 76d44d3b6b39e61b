import io

import pytest

from crawler.importing.encodings import detect_stream

HANS = "内容,评分\n这家奶茶店的味道不错，就是排队时间太长了,4\n服务员态度很好，下次还会来,5\n"
HANT = "內容,評分\n這家奶茶店的味道不錯，就是排隊時間太長了,4\n服務員態度很好，下次還會來,5\n"


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (HANS, "utf-8", "utf-8"),
        (HANS, "utf-8-sig", "utf-8-sig"),
        (HANS, "utf-16", "utf-16"),
        (HANS, "gbk", "gb18030"),
        (HANS, "gb18030", "gb18030"),
        (HANS + "𠮷", "gb18030", "gb18030"),
        (HANT, "big5", "big5hkscs"),
        (HANT, "gb18030", "gb18030"),
        ("text,star\nplain,4\n" * 10, "utf-16-le", "utf-16-le"),
        ("text,star\nplain,4\n" * 10, "utf-16-be", "utf-16-be"),
        ("text,star\nplain,4\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found_by_what_it_says(text: str, written: str, read: str) -> None:
    data = text.encode(written)
    found = detect_stream(io.BytesIO(data))
    assert found.name == read
    assert data.decode(found.name).removeprefix("\ufeff") == text


@pytest.mark.parametrize("size", [60, 200, 5_000, 300_000])
@pytest.mark.parametrize(("text", "codec", "name"), [(HANS, "gbk", "gb18030"), (HANT, "big5", "big5hkscs")])
def test_short_files_and_long_ones(text: str, codec: str, name: str, size: int) -> None:
    assert detect_stream(io.BytesIO((text * (size // len(text) + 1)).encode(codec))).name == name


def test_chinese_far_behind_english_is_still_seen() -> None:
    data = b"plain english line,5\n" * 30_000 + HANS.encode("gbk") * 20
    assert detect_stream(io.BytesIO(data)).name == "gb18030"


def test_english_in_a_latin_codec_is_read_with_a_warning() -> None:
    found = detect_stream(
        io.BytesIO("text,star\nThe café’s crème brûlée was naïve,4\n".encode("cp1252") * 20)
    )
    assert found.name not in ("gb18030", "big5hkscs")
    assert found.note is not None
    assert "guess" in found.note


def test_a_few_bad_bytes_leave_utf8_utf8_and_are_said() -> None:
    found = detect_stream(io.BytesIO(HANS.encode() * 50 + b"\xff\xfe,1\n"))
    assert found.name == "utf-8"
    assert found.note is not None
    assert "2 bytes" in found.note


def test_bad_bytes_behind_the_sample_are_seen() -> None:
    found = detect_stream(io.BytesIO(HANS.encode() * 5_000 + b"\xff"))
    assert found.note is not None
