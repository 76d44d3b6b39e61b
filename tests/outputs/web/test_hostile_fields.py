"""Hostile text in every field of a study: text on every page, each shown somewhere, its direction its own."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from crawler.store import Store
from crawler.study import Study, load_study
from mining.clause_map.build import build_map
from mining.decisions import record
from mining.embed.shards import write_shard
from mining.overlay import current_findings
from outputs.web.desk import page_url
from outputs.web.pages import all_pages
from tests.builders import run
from tests.outputs.web.test_app_browser import opened
from tests.outputs.web.test_every_page import MOST_BYTES
from tests.outputs.web.test_every_page import Page as Checked
from tests.outputs.web_tools import Reviewer, serve_live

HEBREW = "\u05e9\u05dc\u05d5\u05dd"
EVIL = (
    f"<img src=x onerror=alert(1)>{HEBREW} <script>alert(2)</script>{{{{1234*4321}}}}'); DROP TABLE posts;--"
    ' " onmouseover="alert(3)" \u202egnp.exe zero\u200bwidth'
)
LONG = "word " * 2_000
ISOLATING = ("bdi", "option", "title", "textarea")
FIELDS = (
    *("study name", "study question", "subject", "attribute", "segment", "statement"),
    *("slot", "term", "model", "concept", "cue", "phase", "touchpoint", "lens", "feature", "survey"),
    *("asked feature", "kano cue", "renamed", "note", "idea", "reason", "who", "me", "seed", "seed reason"),
    *("refused", "run message", "job source", "job address"),
)


def evil(field: str, longest: int = 400) -> str:
    """A text that begins with a mark of its field, so that it is known where it is shown."""
    return f"[{field}] {EVIL}"[:longest]


class Directions(HTMLParser):
    """Hebrew letters that stand where they could turn what is around them."""

    VOID = ("meta", "link", "input", "br", "img", "rect", "line", "circle", "hr")

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.loose: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append((tag, tag in ISOLATING or dict(attrs).get("dir") == "auto"))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if re.search("[\u0590-\u05ff]", data) and not any(kept for _, kept in self.open):
            self.loose.append(f"{'/'.join(tag for tag, _ in self.open[-3:])}: {data.strip()[:60]}")


TAXONOMY = """version = 1
[[phases]]
id = "service"
name_zh = {phase}
name_en = {phase}
[[lenses]]
id = "time"
name_zh = {lens}
name_en = {lens}
[[touchpoints]]
id = "evil"
phase = "service"
provider = "product_services"
name_zh = {touchpoint}
name_en = {touchpoint}
cues_en = ["dryer"]
"""


@pytest.fixture
def besieged(sample: Study) -> Study:
    """The launderette with something hostile in each field; the same fields are long in one finding."""
    toml = sample.folder / "study.toml"
    text = toml.read_text(encoding="utf-8")
    for name in ("name", "question"):
        quoted = json.dumps(visible_only(evil(f"study {name}", 180)), ensure_ascii=False)
        text = re.sub(rf"(?m)^{name} = .*$", lambda _, q=quoted, n=name: f"{n} = {q}", text, count=1)
    toml.write_text(text, encoding="utf-8")
    (sample.folder / "taxonomies").mkdir(exist_ok=True)
    labels = {axis: json.dumps(visible_only(evil(axis, 80))) for axis in ("phase", "lens", "touchpoint")}
    (sample.folder / "taxonomies" / "evil.toml").write_text(TAXONOMY.format(**labels), encoding="utf-8")
    study = load_study(sample.folder)
    with study.open() as store:
        spoil(store)
        decide(store)
    return study


def visible_only(text: str) -> str:
    """Without the characters that TOML does not take."""
    return "".join(char for char in text if char.isprintable() or char == "\u202e")


def spoil(store: Store) -> None:
    """Every text column that a page shows."""
    first = store.value("SELECT id FROM findings ORDER BY rank LIMIT 1")
    crawl, kano = run(store, "crawl", {"new": 1}), run(store, "kano", {})
    clause_ids = [row[0] for row in store.rows("SELECT clause_id FROM labels ORDER BY clause_id")]
    with store.writing() as conn:
        for sql, values in [*of_posts(), *of_findings(), *of_crawl(crawl), *of_kano(kano, first)]:
            conn.execute(sql, values)
    vectors = np.random.default_rng(7).standard_normal((len(clause_ids), 8)).astype(np.float32)
    write_shard(store, "test/1", clause_ids, vectors)
    build_map(store, method="pca")


Statements = list[tuple[str, tuple[object, ...]]]


def of_posts() -> Statements:
    return [
        ("UPDATE posts SET subject = ?, title = ?", (evil("subject"), evil("post title"))),
        ("UPDATE posts SET attributes = ?", (json.dumps({evil("attribute", 60): evil("segment")}),)),
        ("UPDATE places SET touchpoint = 'evil', phase = 'service'", ()),
    ]


def of_findings() -> Statements:
    titles = (evil("title zh"), evil("title en"), evil("statement"), evil("statement"))
    slots, terms = json.dumps({"who": evil("slot", 90)}), json.dumps([evil("term", 200)])
    placed = (
        "INSERT OR REPLACE INTO mappings SELECT DISTINCT run_id, finding_id, ?, ?, 1.0, 5, '[]' FROM mappings"
        " WHERE axis = 'phase'"
    )
    return [
        ("UPDATE findings SET title_zh = ?, title_en = ?, statement_zh = ?, statement_en = ?", titles),
        ("UPDATE findings SET slots = ?, terms = ?", (slots, terms)),
        ("UPDATE findings SET title_en = ? WHERE rank = 3", (LONG,)),
        ("UPDATE mappings SET cues = ?", (json.dumps([evil("cue")]),)),
        (placed, ("touchpoint", "evil")),
        (placed, ("lens", "time")),
        ("UPDATE tags SET label_zh = ?, label_en = ?", (evil("tag"), evil("tag"))),
        ("DELETE FROM cores", ()),
        (
            ("INSERT INTO cores (run_id, finding_id, signatures, members)"
            " SELECT run_id, id, ?, '[]' FROM findings"),
            (json.dumps([[f"who:{evil('concept', 200)}"]]),),
        ),
        (
            ("INSERT INTO finding_names (run_id, finding_id, content_hash, model, title_zh, title_en)"
            " SELECT run_id, id, 'x', ?, title_zh, title_en FROM findings"),
            (evil("model", 90),),
        ),
    ]


def of_crawl(crawl: str) -> Statements:
    return [
        ("UPDATE seeds SET url = ?, reason = ?", (evil("seed"), evil("seed reason"))),
        ("UPDATE rejects SET reason = ?", (evil("refused"),)),
        ("UPDATE runs SET status = 'failed', message = ? WHERE id = ?", (evil("run message"), crawl)),
        (
            ("INSERT INTO crawl_jobs (run_id, seed_key, source, url, state, fruitless, progress, updated_at)"
            " VALUES (?, 'k', ?, ?, 'ended', 0, '{}', '2026-01-01T00:00:00+00:00')"),
            (crawl, evil("job source"), evil("job address")),
        ),
    ]


def of_kano(kano: str, finding: str) -> Statements:
    cues = json.dumps({"must_be": {"people": 2, "words": [evil("kano cue")]}})
    answer = (
        "INSERT INTO kano_answers (survey, respondent, feature, functional, dysfunctional, imported_at)"
        " VALUES (?, 'r1', ?, 'like', 'dislike', '2026-01-01T00:00:00+00:00')"
    )
    return [
        (
            ("INSERT INTO kano_candidates (run_id, feature, label_zh, label_en, verdict, n_neg, n_pos,"
            " people_neg, people_pos, missing, cues, note)"
            " VALUES (?, 'f', ?, ?, 'insufficient_evidence', 1, 2, 1, 2, '{}', ?, '')"),
            (kano, evil("feature"), evil("feature"), cues),
        ),
        (answer, (evil("survey", 90), evil("asked feature", 90))),
        (answer, (evil("other survey", 90), evil("asked feature", 90))),
        (
            ("INSERT INTO kano_findings (run_id, feature, finding_id, share, clauses)"
            " VALUES (?, 'f', ?, 1.0, 1)"),
            (kano, finding),
        ),
    ]


def decide(store: Store) -> None:
    """Everything that a reviewer can write."""
    who = visible_only(evil("who", 190)).replace("\u202e", "")
    mine = next(item.id for item in current_findings(store) if item.kind == "pain")
    record(store, "rename", mine, {"zh": evil("renamed", 190), "en": evil("renamed", 190)}, who=who)
    record(store, "note", mine, {"text": evil("note")}, who=who)
    record(store, "note", mine, {"text": evil("idea"), "idea": True}, who=who)
    record(store, "note", mine, {"text": LONG[:4_900]}, who=who)
    record(store, "park", mine, {"reason": evil("reason")}, who=who)
    record(store, "accept", mine, {}, who="Lin")


def paths(study: Study) -> list[str]:
    """Every page, with the ids and the choices that bring each field to light."""
    with study.open() as store:
        found = current_findings(store)
        posts = [row[0] for row in store.rows("SELECT id FROM posts ORDER BY id LIMIT 2")]
    mine = next(item.id for item in found if item.kind == "pain")
    plain = [path for page in all_pages() for path in page.reads if "{" not in path and path != "/report"]
    forms = ("rename", "merge", "split", "move", "retype", "note", "accept")
    more = ["/board?by=phase", "/journey?map=to_be&weak=1", "/jobs/1", "/map/region/0", "/search?q=dryer"]
    more += [page_url("/kano", survey=evil("survey", 90)), "/compare?kind=finding", "/compare?field=subject"]
    more += [page_url("/compare", field=f"stated:{evil('attribute', 60)}")]
    own = [f"/finding/{one}" for one in (mine, *(item.id for item in found[:4]))]
    own += [f"/post/{one}" for one in posts]
    asked = [f"/finding/{mine}/ask?do={what}" for what in forms]
    again = f"/decide?trouble=mined&action=rename&subject={mine}&en=Other"
    return list(dict.fromkeys([*plain, *more, *own, *asked, again]))


@pytest.fixture
def reader(besieged: Study) -> Iterator[Reviewer]:
    """Let in under a hostile name."""
    with Reviewer(besieged, name="%5Bme%5D%20%3Cscript%3E%D7%A9%D7%9C%D7%95%D7%9D") as let_in:
        yield let_in


@pytest.mark.parametrize("tongue", ["en", "zh-Hant"])
def test_every_field_is_text_on_every_page(reader: Reviewer, tongue: str) -> None:
    shown: set[str] = set()
    wrong: dict[str, list[str]] = {}
    for path in paths(reader.study):
        answer = reader.get(path, params={"lang": tongue} if "?" not in path else None)
        page = Checked(answer.text)
        faults = [*page.wrong, *Directions(answer.text).loose]
        faults += [] if answer.status_code in (200, 404, 409) else [str(answer.status_code)]
        faults += ["evaluated"] if str(1234 * 4321) in answer.text else []
        faults += ["direction"] if re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", answer.text) else []
        faults += ["large"] if len(answer.content) >= MOST_BYTES else []
        if faults:
            wrong[path] = sorted(set(faults))
        shown |= set(re.findall(r"\[([a-z ]+)\] <", page.text))

    assert wrong == {}
    assert {*FIELDS, "title en" if tongue == "en" else "title zh"} - shown == set()


@pytest.mark.browser
def test_nothing_runs_and_nothing_is_turned_in_a_real_browser(besieged: Study, browser: Browser) -> None:
    with serve_live(besieged) as live:
        context, page, said = opened(browser, live, viewport={"width": 390, "height": 844})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        wide: dict[str, int] = {}
        for path in [one for one in paths(besieged) if "?" not in one][::2]:
            page.goto(live.url + path)
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                wide[path] = over
            assert page.locator("#evil, img[src=x]").count() == 0
        page.goto(f"{live.url}/board")
        page.keyboard.press("j")
        page.keyboard.press("e")
        expect(page.locator("#ask input[name=en]")).to_be_visible()
        context.close()

    assert [line for line in said if not re.search("40[49]", line)] == []
    assert [url for url in asked if not url.startswith((live.url, "data:"))] == []
    assert wide == {}
