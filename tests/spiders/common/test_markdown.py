import pytest

from spiders.common.markdown import markdown_to_text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("> you said so\n> twice\n\nI did not.", "I did not."),
        ('see [the shop](https://a.example.org "x") and ![cup](c.png)', "see the shop and"),
        ("# Lids\n\n- **steel** and *cork*\n- __glass__", "Lids\nsteel and cork\nglass"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("```\ncode stays\n```", "code stays"),
        ("杯子**很好**，但*有点*重", "杯子很好，但有点重"),
        ("1 > 0 is true", "1 > 0 is true"),
        ("[" * 5000 + "**" * 5000, "[" * 5000 + "**" * 5000),
    ],
)
def test_markdown(markdown: str, text: str) -> None:
    assert markdown_to_text(markdown) == text
