"""What an import did can be looked at, corrected and taken back."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import ImportProblem, UsageProblem
from crawler.importing import Wishes, import_file, preview
from crawler.importing.files import Doubtful
from crawler.importing.ratings import guess_scale
from crawler.intake import Intake
from crawler.records import RawPost
from crawler.store.imports import find_import, list_imports, posts_only_of, refused_of, remove_import
from crawler.store.posts import iter_posts
from crawler.store.runs import Fingerprint, finish_run, start_run
from crawler.study import Study


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def rows(first: int, last: int) -> list[dict[str, Any]]:
    return [
        {"id": f"r{n}", "text": f"the lid of cup {n} drips", "star": n % 5 + 1} for n in range(first, last)
    ]


def kept(study: Study) -> set[str]:
    with study.open() as store:
        return {str(post.native_id) for post in iter_posts(store)}


def ids(first: int, last: int) -> set[str]:
    return {f"r{n}" for n in range(first, last)}


def remove(study: Study, which: str) -> tuple[int, int]:
    with study.open() as store:
        done = remove_import(store, find_import(store, which))
    return done.posts, done.kept


def test_an_import_goes_and_what_another_one_saw_stays(study: Study, tmp_path: Path) -> None:
    import_file(study, lines(tmp_path / "a.jsonl", *rows(0, 30)), source="shop")
    import_file(study, lines(tmp_path / "b.jsonl", *rows(20, 50)), source="shop")
    assert remove(study, "1") == (20, 10)
    assert kept(study) == ids(20, 50)
    assert remove(study, "2") == (30, 0)
    assert kept(study) == set()
    with study.open() as store:
        assert [one.status for one in list_imports(store)] == ["removed", "removed"]
        assert (
            store.value("SELECT count(*) FROM search")
            == store.value("SELECT count(*) FROM post_versions")
            == 0
        )
    import_file(study, tmp_path / "a.jsonl", source="shop")
    assert kept(study) == ids(0, 30)


def test_a_run_between_first_and_last_keeps_its_posts(study: Study, tmp_path: Path) -> None:
    for name in "abc":
        import_file(study, lines(tmp_path / f"{name}.jsonl", *rows(0, 5)), source="shop")
    assert remove(study, "3") == (0, 5)
    assert remove(study, "1") == (0, 5)
    assert kept(study) == ids(0, 5)  # the second import may have seen all of them
    with study.open() as store:
        assert posts_only_of(store, find_import(store, "2").run_id) == ([], 0)


def test_a_crawl_that_saw_a_post_keeps_it(study: Study, tmp_path: Path) -> None:
    import_file(study, lines(tmp_path / "a.jsonl", *rows(0, 3)), source="shop")
    with study.open() as store:
        run_id = start_run(store, Fingerprint("crawl", 1, "c", ""))
        intake = Intake(store, study.config, run_id=run_id, parser_version="t")
        intake.save([RawPost("shop", "review", "the lid of cup 1 drips", native_id="r1", rating=2.0)])
        finish_run(store, run_id, {})
    assert remove(study, "1") == (2, 1)
    assert kept(study) == {"r1"}


def test_what_was_refused_can_be_read_masked(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("text,star\ngood,5\ncall 13912345670,1,extra\n,3\n", encoding="utf-8")
    report = import_file(study, path)
    with study.open() as store:
        refused = refused_of(store, report.run_id)
    assert [place for place, _, _ in refused] == ["row 4, line 4", "row 3, line 3"]
    assert "[phone]" in refused[1][2]
    assert report.refused == {
        "no words: text and title are empty": (1, "row 4, line 4"),
        "N fields where the headings are N": (1, "row 3, line 3"),
    }
    assert preview(path).refused.keys() == report.refused.keys()
    assert preview(path).counted == 3


def test_an_import_is_found_by_number_id_or_beginning(study: Study, tmp_path: Path) -> None:
    report = import_file(study, lines(tmp_path / "a.jsonl", *rows(0, 2)))
    with study.open() as store:
        for wish in ("1", report.run_id, report.run_id[:6]):
            found = find_import(store, wish)
            assert (found.run_id, found.file, found.source) == (report.run_id, "a.jsonl", "a")
        for wish in ("2", "0", "zzz", ""):
            if wish:
                with pytest.raises(UsageProblem):
                    find_import(store, wish)
    remove(study, "1")
    with pytest.raises(UsageProblem, match="removed before"):
        remove(study, "1")


def test_the_preview_shows_posts_as_they_would_be_saved(study: Study, tmp_path: Path) -> None:
    row = {
        "评论": "杯盖漏，打13912345670",
        "星级": 4,
        "昵称": "茶友",
        "时间": "2024-05-06",
        "城市": "杭州",
        "点赞数": "1.2万",
    }
    seen = preview(lines(tmp_path / "t.jsonl", row), study=study, wishes=Wishes(kind="comment"))
    assert seen.posts == [
        {"kind": "comment", "text": "杯盖漏，打[phone]", "rating": "4 of 5", "date": "2024-05-06",
         "author": "keyed", "likes": 12000, "城市": "杭州"}
    ]  # fmt: skip
    assert kept(study) == set()


def test_one_slip_does_not_widen_the_scale() -> None:
    found = guess_scale([1, 2, 3, 4, 5] * 20 + [50])
    assert found is not None
    assert (found.low, found.high) == (1.0, 5.0)
    assert found.reason == "guessed: 100 ratings seen, from 1 to 5; 1 beyond it are taken for slips (50)"
    wide = guess_scale([1, 2, 3, 4, 5] * 20 + [7, 8, 9])
    assert wide is not None
    assert wide.high == 10.0


def test_a_wrong_scale_is_corrected_by_importing_again(study: Study, tmp_path: Path) -> None:
    path = lines(
        tmp_path / "t.jsonl", *({"id": f"r{n}", "text": f"cup {n}", "star": n % 3 + 1} for n in range(9))
    )
    import_file(study, path, map_spec="scale=1-10")
    again = import_file(study, path, map_spec="scale=1-5")
    assert (again.new, again.changed, again.same) == (0, 0, 9)
    with study.open() as store:
        assert {(post.rating_min, post.rating_max) for post in iter_posts(store)} == {(1.0, 5.0)}


@pytest.mark.parametrize("name", ["tool.py", "notes.md", "page.log", "study.toml"])
def test_a_file_that_is_no_data_is_asked_about(study: Study, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("text\nthe lid drips\nthe cup leaks\n", encoding="utf-8")
    with pytest.raises(Doubtful, match="does not end like a file of posts") as caught:
        import_file(study, path)
    assert "--any-name" in str(caught.value)
    assert import_file(study, path, any_name=True).new == 2


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE html><html>", "\n<html lang='zh'>", "<?xml version='1.0'?><rss>"]
)
def test_a_page_is_not_taken_for_a_table(study: Study, tmp_path: Path, start: str) -> None:
    path = tmp_path / "download.csv"
    path.write_text(f"{start}<body>please log in</body>", encoding="utf-8")
    with pytest.raises(ImportProblem, match="web page"):
        import_file(study, path)
