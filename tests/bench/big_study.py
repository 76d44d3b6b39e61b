"""A large study made of nothing, for measuring pages: few words, everything else in proportion."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from crawler.ids import clause_id, digest
from crawler.store import Store
from crawler.store.runs import Fingerprint, finish_run, start_run
from crawler.store.search import index_words
from crawler.study import Study, init_study
from mining.records import PHASES
from mining.schema import MINING_MIGRATIONS

SAID = "the dryer by the door ate my coin again and nobody came so I left with wet sheets at night"
WORDS = SAID.split()
HAN = "洗衣店门口那台烘干机又吞了我的硬币没有人来帮忙我抱着孩子站在雨里等了半个小时手机上说已经好了"
KINDS = ("scenario", "pain", "need")
TAGS = ("waiting", "price", "staff", "drying", "app", "seats", "noise", "smell", "light", "points")
CLAUSES_A_POST = 6
Row = tuple[object, ...]
Chosen = tuple[str, str, int, int, str]  # clause, post, start, end, text
SEED = 7


def make_big(folder: Path, *, posts: int = 100_000, findings: int = 1_500, evidence: int = 300_000) -> Study:
    """A study folder with so many posts, six clauses each, all labelled and placed, and findings on them."""
    study = init_study(folder, name="Big", question="How fast is a page?", domains=["restaurant"])
    rng = random.Random(SEED)
    with study.open() as store:
        store.migrate(MINING_MIGRATIONS)
        runs = {stage: start_run(store, Fingerprint(stage, 1, "big", "big", None, SEED)) for stage in _STAGES}
        clauses = _fill_posts(store, rng, posts, runs["map"])
        _fill_findings(store, rng, clauses, findings, evidence, runs)
        for stage in _STAGES:
            finish_run(store, runs[stage], {"posts": posts})
        store.conn.execute("ANALYZE")
    return study


_STAGES = ("crawl", "discover", "map", "kano")


def _sentence(rng: random.Random, chinese: bool) -> str:
    if chinese:
        start = rng.randrange(len(HAN) - 24)
        return HAN[start : start + rng.randint(8, 24)] + "。"
    return " ".join(rng.choices(WORDS, k=rng.randint(5, 14))) + ". "


def _fill_posts(store: Store, rng: random.Random, posts: int, map_run: str) -> list[Chosen]:
    kept: list[Chosen] = []
    batch: list[dict[str, list[Row]]] = []
    for number in range(posts):
        rows, clauses = _one_post(rng, number, map_run)
        batch.append(rows)
        kept += clauses
        if len(batch) == 5_000:
            _write(store, batch)
            batch = []
    _write(store, batch)
    return kept


def _one_post(
    rng: random.Random, number: int, map_run: str
) -> tuple[dict[str, list[Row]], list[Chosen]]:
    chinese = rng.random() < 0.6
    post, language = "p" + digest(str(number)), "zh" if chinese else "en"
    parts = [_sentence(rng, chinese) for _ in range(CLAUSES_A_POST)]
    text, source = "".join(parts), f"forum{number % 7}.example"
    day = f"202{number % 2 + 5}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T10:00:00+00:00"
    rows: dict[str, list[Row]] = {
        "posts": [(post, source, str(number), f"https://{source}/{number}", "review", text, text,
                   float(rng.randint(1, 5)), 1.0, 5.0, "a" + digest(str(number // 2)), day, day, language,
                   "bench@1", 1, digest(text))],
        "post_versions": [(post, 1, text, text, day, digest(text))],
        "search": [(index_words(text), post)],
        "clauses": [], "labels": [], "places": [],
    }  # fmt: skip
    found, start = [], 0
    for sentence, part in enumerate(parts):
        end = start + len(part.rstrip())
        one = clause_id(post, 1, start, end)
        found.append((one, post, start, end, text[start:end]))
        rows["clauses"].append((one, post, 1, sentence, start, end, text[start:end], language))
        rows["labels"].append(_label(rng, one))
        rows["places"].append(_place(rng, map_run, one))
        start += len(part)
    return rows, found


def _label(rng: random.Random, one: str) -> Row:
    kind = rng.choices(("scenario", "pain", "need", "praise", ""), (10, 30, 8, 20, 32))[0]
    scores = {name: round(rng.random(), 4) for name in (*KINDS, "praise")}
    polarity = {"pain": -rng.random(), "praise": rng.random()}.get(kind, 0.0)
    types = json.dumps([kind] if kind else [])
    return one, types, json.dumps(scores), polarity, "service", "{}", "{}", "[]", "bench"


def _place(rng: random.Random, run: str, one: str) -> Row:
    phase = rng.choice((*PHASES, "unassigned", "ambiguous"))
    tags = {tag: ["cue"] for tag in rng.sample(TAGS, rng.choice((0, 0, 1, 2)))}
    cues = {"lens": {}, "phase": ["cue"], "phase_reason": "label", "tags": tags, "touchpoint": [],
            "touchpoint_reason": "no cue"}  # fmt: skip
    return run, one, phase, "unassigned", json.dumps(cues, separators=(",", ":"), sort_keys=True)


_INSERTS = {
    "posts": "INSERT INTO posts (id, source, native_id, url, kind, body, text, rating, rating_min,"
    " rating_max, author_key, posted_at, fetched_at, language, parser_version, version, content_hash) VALUES",
    "post_versions": "INSERT INTO post_versions (post_id, version, body, text, fetched_at, content_hash)"
    " VALUES",
    "search": "INSERT INTO search (words, post_id) VALUES",
    "clauses": "INSERT INTO clauses VALUES",
    "labels": "INSERT INTO labels VALUES",
    "places": "INSERT INTO places VALUES",
}


def _write(store: Store, batch: list[dict[str, list[Row]]]) -> None:
    if not batch:
        return
    with store.writing() as conn:
        for table, insert in _INSERTS.items():
            rows = [row for one in batch for row in one[table]]
            conn.executemany(f"{insert} ({', '.join('?' * len(rows[0]))})", rows)


def _fill_findings(
    store: Store,
    rng: random.Random,
    clauses: list[Chosen],
    findings: int,
    evidence: int,
    runs: dict[str, str],
) -> None:
    chosen = rng.sample(clauses, min(evidence, len(clauses)))
    share = max(1, len(chosen) // findings)
    groups = [chosen[n * share : (n + 1) * share] for n in range(findings)]
    with store.writing() as conn:
        for number, group in enumerate(group for group in groups if group):
            name = "f" + digest("finding", str(number))
            kind, people = KINDS[number % 3], len({post for _, post, *_ in group})
            conn.execute(
                "INSERT INTO findings VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (runs["discover"], name, kind, f"发现 {number}：{HAN[:12]}",
                 f"Finding {number}: {group[0][4][:60]}", "说明", "Statement", "{}", json.dumps(WORDS[:8]),
                 people, "authors", people,
                 json.dumps({"people": people, "reach": people / 1e5}), 0.8,
                 ("main", "main", "innovated", "weak")[number % 4], number),
            )  # fmt: skip
            conn.executemany(f"INSERT INTO evidence VALUES ({_marks(11)})", _evidence(runs, name, group))
            mappings = _mappings(rng, runs["map"], name, people)
            conn.executemany(f"INSERT INTO mappings VALUES ({_marks(7)})", mappings)
            conn.execute("INSERT INTO lineage VALUES (?, ?, NULL, 'new', 0)", (runs["discover"], name))
        for tag in TAGS:
            conn.executemany("INSERT INTO tags VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                             [(runs["map"], tag, side, 900, 5000, .18, .16, .2, 900, tag, tag)
                              for side in ("positive", "negative")])  # fmt: skip


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _evidence(
    runs: dict[str, str], name: str, group: list[Chosen]
) -> Iterator[Row]:
    for rank, (one, post, start, end, text) in enumerate(group):
        url = f"https://forum.example/{post}"
        yield runs["discover"], name, one, post, 1, start, end, text, url, 0.7, rank


def _mappings(rng: random.Random, run: str, name: str, people: int) -> Iterator[Row]:
    axes = {"phase": (*PHASES, "unassigned"), "touchpoint": ("staff", "bill"), "lens": ("effort", "time")}
    for axis, keys in axes.items():
        for key in rng.sample(keys, min(3, len(keys))):
            yield run, name, axis, key, round(rng.random(), 3), people // 3, '["cue"]'
