import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.errors import ImportProblem
from crawler.importing import bounded, jsonfiles
from crawler.importing.jsonfiles import open_json
from crawler.importing.rows import MAX_CELL, BadRow, Row


def read(path: Path, content: str) -> tuple[list[dict[str, Any]], list[BadRow]]:
    path.write_text(content, encoding="utf-8")
    rows = list(open_json(path).rows())
    return [row.cells for row in rows if isinstance(row, Row)], [
        row for row in rows if isinstance(row, BadRow)
    ]


def test_lines_that_do_not_parse_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    good, bad = read(
        tmp_path / "t.jsonl", '{"text": "好喝"}\n\n{"text": "bro\nnot json\n[1]\n{"text": "last"}'
    )
    assert [row["text"] for row in good] == ["好喝", "last"]
    assert [row.place for row in bad] == ["line 3", "line 4", "line 5"]
    assert "does not parse as JSON" in bad[0].reason
    assert "where a post is an object" in bad[2].reason


def test_nested_objects_become_dotted_columns(tmp_path: Path) -> None:
    good, _ = read(
        tmp_path / "t.jsonl", '{"text": "a", "user": {"name": "Mei", "geo": {"city": "x"}}, "tags": ["t"]}\n'
    )
    assert good == [{"text": "a", "user.name": "Mei", "user.geo.city": "x", "tags": ["t"]}]


@pytest.mark.parametrize(
    "deep", ["[" * 100_000 + "]" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000, "[" * 100_000]
)
def test_nesting_without_end_is_one_bad_row(tmp_path: Path, deep: str) -> None:
    good, bad = read(tmp_path / "t.jsonl", '{"text": "a"}\n{"text": ' + deep + '}\n{"text": "b"}\n')
    assert [row["text"] for row in good] == ["a", "b"]
    assert len(bad) == 1
    good, bad = read(tmp_path / "t.json", '[{"text": "a"}, {"text": ' + deep + '}, {"text": "b"}]')
    assert [row["text"] for row in good] == ["a", "b"]
    assert len(bad) == 1


def test_an_array_with_a_broken_item(tmp_path: Path) -> None:
    good, bad = read(
        tmp_path / "t.json", '[{"text": "a"},\n {"text": oops},\n {"text": "b"}, 7, {"text": "c"}]'
    )
    assert [row["text"] for row in good] == ["a", "b", "c"]
    assert [row.place for row in bad] == ["item 2", "item 4"]


def test_an_array_that_ends_too_early_is_said_to(tmp_path: Path) -> None:
    good, bad = read(tmp_path / "t.json", '[{"text": "a"}, {"text": "b"}')
    assert len(good) == 2
    assert "ends too early" in bad[0].reason


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_items_may_lie_across_any_border(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(jsonfiles, "_CHUNK", chunk)
    posts = [{"text": f'tea "{i}" }}, {{ 茶', "n": i, "list": [i, [i]]} for i in range(30)]
    good, bad = read(tmp_path / "t.json", json.dumps(posts, indent=1))
    assert [row["n"] for row in good] == list(range(30))
    assert bad == []


def test_an_object_with_a_list_inside(tmp_path: Path) -> None:
    good, bad = read(
        tmp_path / "t.json",
        json.dumps({"code": 0, "data": {"reviews": [{"text": "a"}, {"text": "b"}], "x": []}}, indent=2),
    )
    assert [row["text"] for row in good] == ["a", "b"]
    assert bad == []


def test_lines_under_the_name_json(tmp_path: Path) -> None:
    good, _ = read(tmp_path / "t.json", '{"text": "a"}\n{"text": "b"}\n')
    assert len(good) == 2


@pytest.mark.parametrize("content", ["", "  \n", "[", "null", "{"])
def test_what_holds_no_posts_is_refused_or_named(tmp_path: Path, content: str) -> None:
    try:
        good, bad = read(tmp_path / "t.json", content)
    except ImportProblem:
        return
    assert good == []
    assert len(bad) == 1


def test_numbers_beyond_all_measure_are_one_bad_row(tmp_path: Path) -> None:
    good, bad = read(tmp_path / "t.jsonl", '{"text": "a", "n": ' + "9" * 10_000 + '}\n{"text": "b"}\n')
    assert [row["text"] for row in good] == ["b"]
    assert len(bad) == 1


def test_a_gzip_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.jsonl.gz"
    with gzip.open(path, "wb") as file:
        file.write(b'{"text": "honest"}\n')
        for _ in range(90):
            file.write(b" " * 1024**2)
    assert path.stat().st_size < 150_000
    with pytest.raises(ImportProblem, match="gzip bomb"):
        list(open_json(path).rows())


def test_gzip_that_ends_in_the_middle_is_said_to(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl.gz"
    lines = "".join(json.dumps({"text": f"tea {i * 7919 % 1000}"}) + "\n" for i in range(5_000))
    path.write_bytes(gzip.compress(lines.encode())[:-2_000])
    with pytest.raises(ImportProblem, match="damaged gzip"):
        list(open_json(path).rows())


def test_honest_repetition_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "good"}\n' * 100_000))
    assert sum(isinstance(row, Row) for row in open_json(path).rows()) == 100_000
    assert bounded.MAX_RATIO > 20


def test_a_line_beyond_all_measure_is_skipped_whole(tmp_path: Path) -> None:
    good, bad = read(tmp_path / "t.jsonl", '{"text": "' + "x" * (MAX_CELL + 5) + '"}\n{"text": "b"}\n')
    assert [row["text"] for row in good] == ["b"]
    assert len(bad) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=9), max_size=4),
        min_size=1,
        max_size=8,
    )
)
def test_every_item_of_an_array_arrives(tmp_path: Path, posts: list[dict[str, Any]]) -> None:
    good, bad = read(tmp_path / "t.json", json.dumps(posts, ensure_ascii=True))
    assert len(good) == len(posts)
    assert bad == []
