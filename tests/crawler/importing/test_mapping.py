from typing import Any

import pytest

from crawler.errors import ImportProblem, UsageProblem
from crawler.importing.convert import Converter
from crawler.importing.mapping import guess_mapping, make_mapping, parse_map
from crawler.importing.ratings import guess_scale, parse_count, parse_rating


def fields(rows: list[dict[str, Any]]) -> dict[str, str]:
    return dict(guess_mapping(list(rows[0]), rows).fields)


def test_chinese_headings() -> None:
    rows = [
        {
            "用户昵称": f"茶友{i}",
            "评论内容": "汤色清亮，回甘很长",
            "星级": 5,
            "评论时间": "2024年3月5日",
            "点赞数": i,
            "商品名称": "云雾茶",
            "省份": "浙江",
        }
        for i in range(3)
    ]
    assert fields(rows) == {
        "text": "评论内容",
        "rating": "星级",
        "date": "评论时间",
        "author": "用户昵称",
        "likes": "点赞数",
        "subject": "商品名称",
    }
    assert dict(guess_mapping(list(rows[0]), rows).attributes) == {"省份": "省份"}


def test_english_headings_in_any_spelling() -> None:
    rows = [
        {
            "Review_ID": i,
            "Reviewer Name": f"M{i}",
            "Review-Title": "ok",
            "reviewText": "Brews fast",
            "Star Rating": "4.0 out of 5 stars",
            "Review Date": "March 5, 2024",
            "permalink": "https://example.org/1",
            "helpful_votes": "1,204",
            "lang": "en",
        }
        for i in range(3)
    ]
    assert fields(rows) == {
        "text": "reviewText",
        "title": "Review-Title",
        "rating": "Star Rating",
        "date": "Review Date",
        "author": "Reviewer Name",
        "id": "Review_ID",
        "url": "permalink",
        "likes": "helpful_votes",
        "language": "lang",
    }


def test_nested_columns_by_their_last_part_but_an_id_is_the_posts_own() -> None:
    rows = [
        {"user.id": i // 2, "user.nickname": "x", "note.content": "The lid drips", "note.stats.likes": 3}
        for i in range(4)
    ]
    assert fields(rows) == {"text": "note.content", "author": "user.id", "likes": "note.stats.likes"}


def test_data_that_contradict_a_heading_win() -> None:
    rows = [
        {"text": "The lid drips", "rating": "good lid", "date": "spring", "id": 1, "likes": "many"}
        for _ in range(3)
    ]
    assert fields(rows) == {"text": "text"}


def test_without_a_heading_the_longest_column_is_the_text() -> None:
    rows = [{"a": "x1", "b": "The kettle takes an age to boil", "c": 3.0}] * 2
    assert fields(rows)["text"] == "b"
    with pytest.raises(ImportProblem, match="no column looks like the text"):
        make_mapping(["a", "c"], [{"a": "x", "c": 3}], None)


@pytest.mark.parametrize("first", ["汤色清亮，回甘很长", "The kettle boils! And fast", "so many words " * 6])
def test_a_file_without_headings_does_not_lose_its_first_post(first: str) -> None:
    with pytest.raises(ImportProblem, match="should hold the headings"):
        make_mapping([first], [{first: "The lid drips when it pours"}], None)


@pytest.mark.parametrize(("names", "field"), [(["Mei", "Ana", "Tom"], "author"), (["Kettle"] * 3, "subject")])
def test_a_column_called_name_is_what_its_values_say(names: list[str], field: str) -> None:
    rows = [{"name": name, "text": "boils fast"} for name in names]
    assert fields(rows)[field] == "name"


def test_a_second_name_of_the_author_is_hidden_later() -> None:
    rows = [{"user_id": i, "name": f"N{i}", "text": "boils fast"} for i in range(4)]
    assert dict(guess_mapping(list(rows[0]), rows).attributes) == {"author name": "name"}


def test_parse_map() -> None:
    assert parse_map('text=Q1, rating=score,attr.age=Age group,author=,subject="a, b=c",scale=0-10') == {
        "text": "Q1",
        "rating": "score",
        "attr.age": "Age group",
        "author": "",
        "subject": "a, b=c",
        "scale": "0-10",
    }
    assert parse_map(None) == parse_map("") == {}


@pytest.mark.parametrize("spec", ["text", "txt=a", "attr.=a", "=a"])
def test_a_map_that_cannot_be_meant_is_refused_with_the_fields(spec: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        parse_map(spec)
    assert "rating" in str(caught.value)
    assert caught.value.exit_code == 2


def test_an_unknown_column_is_named_beside_those_that_exist() -> None:
    with pytest.raises(UsageProblem, match="no column 'Text'") as caught:
        make_mapping(["text", "星级"], [], "text=Text")
    assert "one of: text, 星级" in str(caught.value)


@pytest.mark.parametrize("scale", ["5", "5-1", "a-b"])
def test_a_scale_has_two_ends(scale: str) -> None:
    with pytest.raises(UsageProblem, match="no scale"):
        make_mapping(["text"], [{"text": "a"}], f"scale={scale}")


def test_the_user_overrides_the_guess_and_no_column_is_lost() -> None:
    rows = [{"text": "old", "Q1": "The lid drips", "star": 4, "age": "30", "city": "x"}]
    found = make_mapping(list(rows[0]), rows, "text=Q1,rating=,attr.years=age")
    assert dict(found.fields) == {"text": "Q1"}
    assert dict(found.attributes) == {"text": "text", "star": "star", "city": "city", "years": "age"}


@pytest.mark.parametrize(
    ("cell", "rating", "high"),
    [
        (4, 4.0, None),
        ("4.5", 4.5, None),
        ("4.0 out of 5 stars", 4.0, 5.0),
        ("8/10", 8.0, 10.0),
        ("★★★★☆", 4.0, 5.0),
        ("⭐⭐⭐", 3.0, 5.0),
        ("五星", 5.0, 5.0),
        ("4星", 4.0, None),
        ("力荐", 5.0, 5.0),
        ("80%", 80.0, 100.0),
        ("评分：4.5分", 4.5, None),
        ("Rated 3 stars", 3.0, None),
    ],
)
def test_ratings_as_they_are_written(cell: Any, rating: float, high: float | None) -> None:
    assert parse_rating(cell) == (rating, high)


@pytest.mark.parametrize(
    "cell", [None, "", "good", True, float("nan"), "2024-03-05", "the 3 of us went twice"]
)
def test_what_is_no_rating(cell: Any) -> None:
    assert parse_rating(cell) is None


@pytest.mark.parametrize(
    ("column", "ends"),
    [
        ([1, 5, 3], (1, 5)),
        ([0.5, 5], (0, 5)),
        ([1, 9], (1, 10)),
        ([0, 7], (0, 10)),
        ([35, 80], (0, 100)),
        ([0, 1, 1], (0, 1)),
        (["4/5", "2/5"], (1, 5)),
    ],
)
def test_scales_are_guessed_from_the_data_and_say_why(column: list[Any], ends: tuple[float, float]) -> None:
    found = guess_scale(column)
    assert found is not None
    assert (found.low, found.high) == ends
    assert "guessed" in str(found) or "stated" in str(found)


@pytest.mark.parametrize("column", [[], ["good"], [-3, 4], [300, 4]])
def test_no_scale_is_better_than_a_wrong_one(column: list[Any]) -> None:
    assert guess_scale(column) is None


@pytest.mark.parametrize(
    ("cell", "count"),
    [("1,234", 1234), ("1.2万", 12000), ("3k", 3000), (7, 7), ("", None), ("many", None), (True, None)],
)
def test_counts_as_they_are_written(cell: Any, count: int | None) -> None:
    assert parse_count(cell) == count


def test_what_a_field_cannot_hold_stays_as_an_attribute() -> None:
    rows: list[dict[str, Any]] = [{"text": "a", "rating": 4, "likes": 2}] * 9
    mapping = make_mapping(list(rows[0]), rows, None)
    post = Converter("s", mapping, guess_scale([4, 5]), False).post(
        {"text": "b", "rating": "n.a.", "likes": "lots"}
    )
    assert (post.rating, post.likes) == (None, None)
    assert post.attributes == {"rating": "n.a.", "likes": "lots"}


def test_empty_and_absent_differ_where_the_format_tells_them_apart() -> None:
    mapping = make_mapping(["text", "title", "x"], [{"text": "a", "title": "b", "x": "c"}], None)
    for blank_is_absent, title, attributes in ((True, None, {}), (False, "", {"x": ""})):
        post = Converter("s", mapping, None, blank_is_absent).post({"text": "a", "title": "", "x": ""})
        assert post.title == title
        assert post.attributes == attributes


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (1.5, "1.5"),
        (True, "True"),
        (["one", "two"], "one\ntwo"),
        ([{"p": "one"}], '[{"p": "one"}]'),
        (float("nan"), ""),
        (None, ""),
        ("nan", "nan"),
    ],
)
def test_cells_of_any_kind_become_text(cell: Any, text: str) -> None:
    mapping = make_mapping(["text", "id"], [{"text": "a", "id": "1"}], None)
    assert Converter("s", mapping, None, True).post({"text": cell}).body == text


@pytest.mark.parametrize(
    ("cell", "native_id"), [("nan", None), ("NULL", None), (" ", None), (7.0, "7"), ("a7", "a7")]
)
def test_words_for_nothing_are_nothing_outside_the_text(cell: Any, native_id: str | None) -> None:
    mapping = make_mapping(["text", "id"], [{"text": "a", "id": "1"}], None)
    assert Converter("s", mapping, None, True).post({"text": "a", "id": cell}).native_id == native_id


def test_a_rating_that_states_another_scale_keeps_its_own() -> None:
    mapping = make_mapping(["text", "rating"], [{"text": "a", "rating": 4}], None)
    convert = Converter("s", mapping, guess_scale([4, 5]), True)
    post = convert.post({"text": "a", "rating": "8/10"})
    assert (post.rating, post.rating_min, post.rating_max) == (8.0, 1.0, 10.0)
    unscaled = Converter("s", mapping, None, True).post({"text": "a", "rating": 300})
    assert (unscaled.rating, unscaled.rating_min, unscaled.rating_max) == (300.0, None, None)
