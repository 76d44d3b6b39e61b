import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crawler.errors import ImportProblem, UsageProblem
from crawler.importing import ImportReport, import_file, preview
from crawler.records import Post
from crawler.store.posts import iter_posts
from crawler.store.runs import list_runs
from crawler.study import Study

ROOT = Path(__file__).resolve().parents[3]


def write_csv(path: Path, rows: list[dict[str, Any]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def posts(study: Study) -> list[Post]:
    with study.open() as store:
        return list(iter_posts(store))


def rejects(study: Study, run_id: str) -> list[tuple[str, str]]:
    with study.open() as store:
        return [
            tuple(row)
            for row in store.rows("SELECT place, reason FROM rejects WHERE run_id = ? ORDER BY id", (run_id,))
        ]


def consistent(report: ImportReport) -> ImportReport:
    assert report.rows == report.new + report.changed + report.same + report.rejected
    return report


def test_a_file_arrives_whole_and_a_second_time_changes_nothing(study: Study, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "tea shop.csv",
        [
            {
                "评论内容": "汤色清亮，回甘很长",
                "星级": 5,
                "昵称": "茶友一号",
                "评论时间": "2024-03-05",
                "城市": "杭州",
            },
            {
                "评论内容": "排队半小时才喝到",
                "星级": 2,
                "昵称": "茶友二号",
                "评论时间": "2024-03-06",
                "城市": "",
            },
            {
                "评论内容": "排队半小时才喝到",
                "星级": 2,
                "昵称": "茶友二号",
                "评论时间": "2024-03-06",
                "城市": "",
            },
        ],
    )
    report = consistent(import_file(study, path, subject="云雾茶铺", brand_role="own"))
    assert (report.source, report.rows, report.new, report.encoding) == ("tea shop", 3, 3, "utf-8")
    assert str(report.scale).startswith("1–5 (guessed")
    found = posts(study)
    assert {post.subject for post in found} == {"云雾茶铺"}
    assert {post.brand_role for post in found} == {"own"}
    assert len({post.author_key for post in found}) == 2
    assert [post.attributes for post in found if post.rating == 5.0] == [{"城市": "杭州"}]
    assert {post.posted_at for post in found} == {"2024-03-05", "2024-03-06"}
    again = consistent(import_file(study, path, subject="云雾茶铺", brand_role="own"))
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    assert posts(study)[0].text == found[0].text
    with study.open() as store:
        assert [(run["stage"], run["status"], run["counts"]["rows"]) for run in list_runs(store)] == [
            ("import", "done", 3)
        ] * 2
        assert "茶友" not in "\n".join(store.conn.iterdump())


def test_the_order_of_the_rows_does_not_matter(study: Study, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"text": f"the lid drips {i % 7}", "star": i % 5 + 1} for i in range(40)]
    first = import_file(study, write_csv(tmp_path / "t.csv", rows))
    second = import_file(study, write_csv(tmp_path / "t.csv", rows[::-1]))
    assert (first.new, second.new, second.same) == (40, 0, 40)


@pytest.mark.parametrize("writing", ["csv", "tsv", "xlsx", "jsonl", "jsonl.gz", "json"])
def test_every_format_gives_the_same_posts(study: Study, tmp_path: Path, writing: str) -> None:
    rows = [
        {"text": "汤色清亮", "star": "5", "age": "30"},
        {"text": "Boils fast,\nand quietly", "star": "4", "age": "41"},
    ]
    path = tmp_path / f"t.{writing}"
    if writing == "xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in (list(rows[0]), *(list(row.values()) for row in rows)):
            book.active.append(row)
        book.save(path)
    elif writing in ("csv", "tsv"):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter="," if writing == "csv" else "\t")
            writer.writeheader()
            writer.writerows(rows)
    else:
        lines = json.dumps(rows) if writing == "json" else "\n".join(map(json.dumps, rows))
        path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    report = consistent(import_file(study, path))
    assert report.source == "t"
    assert {(post.body, post.rating, post.rating_max, post.attributes["age"]) for post in posts(study)} == {
        ("汤色清亮", 5.0, 5.0, "30"),
        ("Boils fast,\nand quietly", 4.0, 5.0, "41"),
    }


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", "排队的时间太长了，味道还不错"),
        ("big5", "排隊的時間太長了，味道還不錯"),
        ("utf-16", "排队"),
    ],
)
def test_chinese_encodings(study: Study, tmp_path: Path, codec: str, text: str) -> None:
    report = import_file(
        study,
        write_csv(
            tmp_path / "t.csv",
            [{"内容" if codec != "big5" else "內容": text, "n": i} for i in range(3)],
            codec,
        ),
    )
    assert {post.body for post in posts(study)} == {text}
    assert report.encoding is not None
    assert report.encoding.startswith(codec)


def test_hostile_rows_each_get_a_clear_word_and_nothing_is_lost(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "hostile.csv"
    long_text = "茶" * 2_000_000
    path.write_text(
        "text,star,link\n"
        '<script>alert("x")</script>,1,javascript:alert(1)\n'
        '"=HYPERLINK(""http://example.org"",""x"")",2,"data:text/html,<b>x</b>"\n'
        '"never closed,3,https://example.org/3\n'
        "one field too many,4,https://example.org/4,extra\n"
        f"{long_text},5,https://example.org/5\n"
        ",5,https://example.org/6\n"
        "🍵🍵🍵,5,https://example.org/7\n"
        "call 13912345670 now,17,https://example.org/8\n"
        "nul \x00 and bell \x07,5,ftp://example.org/9\n"
        "the last one,5,https://example.org/10\n",
        encoding="utf-8",
    )
    report = consistent(import_file(study, path, map_spec="text=text,url=link,rating=star,scale=1-5"))
    found = {post.body[:60]: post for post in posts(study)}
    assert set(found) == {
        '<script>alert("x")</script>',
        '=HYPERLINK("http://example.org","x")',
        "茶" * 60,
        "🍵🍵🍵",
        "call [phone] now",
        "nul  and bell ",
        "the last one",
    }
    assert [
        post.url for post in found.values() if post.url and not post.url.startswith("https://example.org/")
    ] == []
    assert found["call [phone] now"].rating is None
    assert (report.rows, report.new, report.rejected) == (10, 7, 3)
    assert report.masked == {"phone": 1}
    assert report.counts["dropped.url"] == 3
    assert report.counts["cut"] == 1
    assert any("1 ratings lie outside" in note for note in report.notes)
    said = dict(rejects(study, report.run_id))
    assert said["row 4, line 4"] == "a quote is opened and not closed"
    assert said["row 5, line 5"] == "4 fields where the headings are 3"
    assert said["row 6, line 6"] == "the text has 2,000,000 characters; the first 100,000 were kept"
    assert said["row 7, line 7"] == "no words: text and title are empty"


def test_samples_of_refused_rows_are_masked(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('text,star\nok,1\n"call 13912345670, mei@example.org,2\n', encoding="utf-8")
    import_file(study, path)
    with study.open() as store:
        dump = "\n".join(store.conn.iterdump())
    assert "13912345670" not in dump
    assert "mei@" not in dump
    assert "[phone]" in dump


def test_a_gzip_bomb_is_refused_before_anything_is_saved(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl.gz"
    with gzip.open(path, "wb") as file:
        file.write(b'{"text": "honest"}\n')
        for _ in range(100):
            file.write(b" " * 1024**2)
    with pytest.raises(ImportProblem, match="gzip bomb"):
        import_file(study, path)
    assert posts(study) == []


def test_a_file_that_breaks_in_the_middle_keeps_what_came_before_and_says_so(
    study: Study, tmp_path: Path
) -> None:
    path = tmp_path / "t.jsonl.gz"
    lines = [json.dumps({"text": f"tea number {i} and {i * 7919 % 1009}"}) for i in range(3_000)]
    path.write_bytes(gzip.compress("\n".join(lines).encode())[:-4_000])
    with pytest.raises(ImportProblem, match=r"damaged gzip.*posts were saved before"):
        import_file(study, path)
    saved = len(posts(study))
    assert 1_000 < saved < 3_000
    with study.open() as store:
        [run] = list_runs(store)
    assert (run["status"], run["counts"]["new"]) == ("failed", saved)
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert import_file(study, path).new == 3_000 - saved


def test_a_zip_bomb_saves_nothing(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c>" * 20_000_000)
    with pytest.raises(ImportProblem, match="zip bomb"):
        import_file(study, path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.csv", None, "no such file"),
        ("t.csv", b"", "is empty"),
        ("t.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, r"old \.xls"),
        ("t.pdf", b"%PDF-1.7", "no file of posts"),
        ("t.json", b'{"a": ', "does not parse"),
        ("t.csv", b"star,age\n1,2\n", "no column looks like the text"),
    ],
)
def test_what_is_no_file_of_posts_is_refused(
    study: Study, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ImportProblem, match=message):
        import_file(study, path)
    assert posts(study) == []


def test_a_source_needs_a_name(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [{"text": "a b c"}])
    with pytest.raises(UsageProblem):
        import_file(study, path, source=" ")


def test_rows_with_an_id_are_updated_and_replies_know_their_parent(study: Study, tmp_path: Path) -> None:
    rows = [
        {"id": "1", "content": "first words", "parent_id": ""},
        {"id": "2", "content": "an answer", "parent_id": "1"},
    ]
    import_file(study, write_csv(tmp_path / "t.csv", rows))
    rows[0]["content"] = "second words"
    report = consistent(import_file(study, write_csv(tmp_path / "t.csv", rows)))
    assert (report.changed, report.same) == (1, 1)
    assert {(post.body, post.kind, post.version) for post in posts(study)} == {
        ("second words", "review", 2),
        ("an answer", "reply", 1),
    }


def test_an_id_that_turns_out_not_to_be_one_loses_no_row(study: Study, tmp_path: Path) -> None:
    rows = [{"id": str(i), "text": f"tea number {i}"} for i in range(2_100)] + [
        {"id": "7", "text": "other words"}
    ]
    report = consistent(import_file(study, write_csv(tmp_path / "t.csv", rows)))
    assert (report.rows, report.new) == (2_101, 2_101)


def test_preview_shows_the_mapping_and_hides_people(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "t.csv", [{"昵称": "茶友一号", "内容": "打13912345670", "手机": "13912345670", "星级": 4}]
    )
    found = preview(path)
    assert found.rows == [{"text": "打[phone]", "rating": "4", "author": "[name]", "attr.手机": "[phone]"}]
    assert found.mapping.lines() == [
        "text <- 内容 (guessed)",
        "rating <- 星级 (guessed)",
        "author <- 昵称 (guessed)",
        "attributes[手机] <- 手机",
    ]
    assert preview(path, "text=内容,author=").rows[0]["attr.昵称"] == "[name]"


_IMPORT = """
import sys
from pathlib import Path
from crawler.importing import import_file
from crawler.study import load_study
def show(name, done, total):
    print(done, flush=True)
import_file(load_study(Path(sys.argv[1])), Path(sys.argv[2]), progress=show)
"""


@pytest.mark.parametrize("kill_after", [1, 4])
def test_a_kill_in_the_middle_loses_nothing_and_doubles_nothing(
    study: Study, tmp_path: Path, kill_after: int
) -> None:
    rows = [{"text": f"the lid drips {i % 500}", "star": i % 5 + 1} for i in range(8_000)]
    path = write_csv(tmp_path / "t.csv", rows)
    command = [sys.executable, "-c", _IMPORT, str(study.folder), str(path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        assert process.stdout is not None
        for _ in range(kill_after):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    saved = len(posts(study))
    assert kill_after * 1_000 <= saved < len(rows)
    report = consistent(import_file(study, path))
    assert (report.new, report.same) == (len(rows) - saved, saved)
    assert Counter(post.body for post in posts(study)) == Counter(row["text"] for row in rows)


_PEAK = _IMPORT + "import resource; print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"


@pytest.mark.heavy
def test_memory_is_flat(study: Study, tmp_path: Path) -> None:
    peaks = []
    for number in (5_000, 80_000):
        rows = [
            {"text": f"the lid drips at {i} degrees, and more words", "star": i % 5 + 1}
            for i in range(number)
        ]
        path = write_csv(tmp_path / f"t{number}.csv", rows)
        command = [sys.executable, "-c", _PEAK, str(study.folder), str(path)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
        )
        peaks.append(int(done.stdout.split()[-1]))
    assert peaks[1] - peaks[0] < 30_000  # kilobytes


@pytest.mark.parametrize(
    ("name", "rows", "rated", "attributes"),
    [
        ("coffee_chain_en", 767, 1.0, {"location"}),
        ("smart_speaker_en", 3_071, 1.0, {"variation"}),
        ("restaurants_zh", 300, 1.0, set()),
        ("takeaway_zh", 11_987, 0.0, {"label"}),
    ],
)
def test_the_corpora_import_whole(
    study: Study, shared_dir: Path, name: str, rows: int, rated: float, attributes: set[str]
) -> None:
    report = consistent(import_file(study, shared_dir / "data" / f"{name}.jsonl.gz"))
    assert (report.source, report.rows, report.new, report.rejected) == (name, rows, rows, 0)
    found = posts(study)
    assert {key for post in found for key in post.attributes} == attributes
    assert (
        sum(post.rating is not None for post in found) >= 0.85 * rated * rows
    )  # some rows of the corpus have none
    assert all(post.rating_max == 5.0 for post in found if post.rating is not None)


@pytest.mark.heavy
def test_the_largest_corpus_imports_whole(study: Study, shared_dir: Path) -> None:
    path = shared_dir / "data" / "shopping_zh.jsonl.gz"
    assert consistent(import_file(study, path)).new == 62_773
    assert consistent(import_file(study, path)).same == 62_773


def test_entities_left_by_a_page_become_what_was_typed(study: Study, tmp_path: Path) -> None:
    text = "a &#34;soft&#34; bun &amp; tea&nbsp;&lt;3, AT&T; & so on &unknown;"
    write_csv(tmp_path / "t.csv", [{"text": text, "title": "tea &amp; bun"}])
    import_file(study, tmp_path / "t.csv", source="shop")
    [post] = posts(study)
    assert post.text.startswith("tea & bun")
    assert 'a "soft" bun & tea' in post.text
    assert "<3, AT&T; & so on &unknown;" in post.text
