"""Both languages of the interface say the same things."""

import re
from string import Formatter

import pytest

from outputs.report.page import TEMPLATES
from outputs.text import LANGUAGES, Words, load_table


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_and_fields() -> None:
    zh, en = load_table("zh"), load_table("en")
    plural = {key for key in en if key.endswith("_one")}

    assert set(en) - plural == set(zh)
    assert {key: fields(zh[key]) for key in zh} == {key: fields(en[key]) for key in zh}
    assert all(key.removesuffix("_one") in en for key in plural)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_template_names_is_there(language: str) -> None:
    table = load_table(language)  # type: ignore[arg-type]
    named = {
        key
        for path in TEMPLATES.glob("*.j2")
        for key in re.findall(r"""\bt\(["']([a-z_]+\.[a-z_]+)["'][,)]""", path.read_text(encoding="utf-8"))
    }

    assert len(named) > 40
    assert named <= set(table)


def test_one_is_singular_and_thousands_are_separated() -> None:
    words = Words("en")

    assert words("people_count.some", n=1) == "1 person"
    assert words("people_count.some", n=1234) == "1,234 people"
    with pytest.raises(KeyError):
        words("journey.nothing")
