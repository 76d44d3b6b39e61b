import pytest

from spiders.common.charset import decoded

HANS = "汤色清亮，回甘很长，喝完还想再来一壶，只是排队太久。"
HANT = "湯色清亮，回甘很長，喝完還想再來一壺，只是排隊太久。"


def page(text: str, codec: str, meta: str = "") -> bytes:
    said = f'<meta charset="{meta}">' if meta else ""
    return f"<html><head>{said}</head><body>{text * 3}</body></html>".encode(codec)


@pytest.mark.parametrize(
    ("text", "codec", "meta", "header"),
    [
        (HANS, "gbk", "gbk", "text/html; charset=utf-8"),
        (HANS, "gbk", "", "text/html; charset=utf-8"),
        (HANS, "gbk", "gb2312", "text/html; charset=iso-8859-1"),
        (HANS, "gbk", "utf-8", "text/html; charset=gbk"),
        (HANS, "gb18030", "", ""),
        (HANT, "big5", "big5", "text/html; charset=utf-8"),
        (HANT, "big5", "", "text/html; charset=utf-8"),
        (HANT, "big5", "big5", "text/html; charset=iso-8859-1"),
        (HANT, "big5", "big5", "text/html; charset=gbk"),
        (HANS, "gbk", "gbk", "text/html; charset=big5"),
        (HANS, "utf-8", "", "text/html; charset=gbk"),
        (HANT, "utf-8", "big5", "text/html; charset=iso-8859-1"),
        (HANS, "utf-16", "", "text/html; charset=utf-8"),
        (HANS, "gbk", "", "text/html; charset=no-such-thing"),
        ("Crème brûlée, café, naïveté", "cp1252", "", "text/html; charset=iso-8859-1"),
        ("Crème brûlée, café, naïveté", "cp1252", "utf-8", "text/html; charset=iso-8859-1"),
        ("日本のお茶は美味しい", "iso2022_jp", "", "text/html; charset=iso-2022-jp"),
    ],
)
def test_the_text_comes_out_whatever_the_server_says(text: str, codec: str, meta: str, header: str) -> None:
    assert text in decoded(page(text, codec, meta), header)


@pytest.mark.parametrize("cut", [1, 2])
def test_a_page_that_ends_inside_a_character_keeps_its_charset(cut: int) -> None:
    body = (HANS * 40).encode()[:-cut]
    assert decoded(body, "text/html; charset=utf-8").startswith(HANS)


def test_one_broken_character_does_not_change_the_charset() -> None:
    body = (HANS * 20).encode() + b"\xff" + (HANS * 20).encode()
    assert decoded(body, "text/html; charset=utf-8").count(HANS) == 40


def test_plain_pages_and_empty_ones() -> None:
    assert decoded(b"warm tea", "text/html; charset=gbk") == "warm tea"
    assert decoded(b"", "") == ""
    assert decoded(b"\xef\xbb\xbfwarm", "") == "warm"
