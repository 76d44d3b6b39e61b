"""Watching: what is new and grave becomes a work order once, with an owner, a status and its words."""

import csv
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.config import WatchRule
from crawler.errors import ConfigProblem, DecisionProblem, ExportProblem
from crawler.study import Study, init_study
from mining.mappers.tags import Sign
from mining.segments.voices import Voice
from mining.taxonomy import load_taxonomy
from mining.watching.orders import add_orders, change_order, load_orders
from mining.watching.rules import Said, alerts, safety_words
from mining.watching.webhook import deliver
from outputs.cli import run as run_command

TAXONOMY = load_taxonomy(["restaurant"])
BLAME: frozenset[Sign] = frozenset({"negative"})


def voices(count: int, start: int, blamed: int, tag: str = "queue") -> list[Voice]:
    return [
        Voice(f"p{start + n}", frozenset({f"a:{start + n}"}), {}, {tag: BLAME} if n < blamed else {})
        for n in range(count)
    ]


def said(number: int, quote: str, *tags: str) -> Said:
    people = frozenset({f"a:{number}"})
    return Said(f"c{number}", f"p{number}", quote, None, people, frozenset(tags), bool(tags))


def test_a_spike_needs_people_a_factor_and_more_than_chance() -> None:
    rule = WatchRule(kind="spike")
    old = voices(300, 0, 15)

    spike = alerts([rule], voices(60, 1000, 20), old, [said(1000, "排队排到门外", "queue")], TAXONOMY)
    same = alerts([rule], voices(60, 1000, 4), old, [], TAXONOMY)
    few = alerts([rule], voices(4, 1000, 4), old, [], TAXONOMY)

    assert [(a.kind, a.subject, a.people, a.of_people) for a in spike] == [("spike", "queue", 20, 60)]
    assert (spike[0].people_before, spike[0].of_people_before) == (15, 300)
    assert [s.quote for s in spike[0].evidence] == ["排队排到门外"]
    assert same == few == []


def test_a_grave_tag_needs_no_spike_and_a_light_one_is_no_matter() -> None:
    rule = WatchRule(kind="severity", people=2, owner="Ms Lin")

    grave = alerts([rule], voices(10, 100, 2, "food_safety"), voices(50, 0, 20, "food_safety"), [], TAXONOMY)

    assert [(a.subject, a.severity, a.owner) for a in grave] == [("food_safety", 3, "Ms Lin")]
    assert alerts([rule], voices(10, 100, 9, "queue"), [], [], TAXONOMY) == []


def test_safety_words_are_heard_in_both_languages_and_not_when_negated() -> None:
    new = voices(3, 0, 0)
    heard = [said(0, "吃完拉肚子了"), said(1, "I found glass in my tea"), said(2, "没有拉肚子")]

    found = alerts([], new, [], heard, TAXONOMY)

    assert {(a.kind, a.subject) for a in found} == {("words", "拉肚子"), ("words", "glass in")}
    assert alerts([WatchRule(kind="words", words=["门口"], people=1)], new, [], heard, TAXONOMY) == []
    assert len(safety_words()) > 40


def test_an_order_is_kept_once_and_changes_hands(study: Study) -> None:
    found = alerts([], voices(1, 0, 0), [], [said(0, "吃完拉肚子了")], TAXONOMY)
    with study.open() as store:
        first = add_orders(store, found, "look 1", "Kitchen")
        again = add_orders(store, found, "look 1", "Kitchen")
        later = add_orders(store, found, "look 2", "")
        changed = change_order(store, first[0].id[:7], status="taken", owner="Ms Lin", note="called")
        with pytest.raises(DecisionProblem, match="no status"):
            change_order(store, first[0].id, status="lost")
        with pytest.raises(DecisionProblem, match="no work order"):
            change_order(store, "nope")
        open_ones = load_orders(store, ("open",))

    assert (len(first), len(again), len(later)) == (1, 0, 1)
    assert (first[0].owner, first[0].status) == ("Kitchen", "open")
    assert (changed.owner, changed.status, changed.note) == ("Ms Lin", "taken", "called")
    assert [order.id for order in open_ones] == [later[0].id]


@contextmanager
def hook(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A webhook on this machine, and what it was given."""
    given: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/orders?team=1", given
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_on_a_private_address_is_refused_unless_allowed() -> None:
    with hook() as (url, given):
        for place in (url, url.replace("127.0.0.1", "localhost"), "http://169.254.169.254/latest/meta-data"):
            with pytest.raises(ConfigProblem, match="private network"):
                deliver(place, {"orders": []})
        assert given == []
        assert deliver(url, {"orders": ["=1"]}, allow_private=True) == 200
        assert given == [{"orders": ["=1"]}]
    with hook(302) as (url, _), pytest.raises(ExportProblem, match="answered 302"):
        deliver(url, {}, allow_private=True)  # a redirect is not followed
    for bad in ("ftp://example.org/x", "file:///etc/passwd", "http://8.8.8.8/x"):
        with pytest.raises(ConfigProblem):
            deliver(bad, {})


def test_watch_from_import_to_webhook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = init_study(tmp_path / "tea", domains=["restaurant"])
    folder, config = str(study.folder), study.folder / "study.toml"
    text = config.read_text(encoding="utf-8").replace('embedder = "use"', 'embedder = "lite"')

    def bring(name: str, lines: list[str]) -> None:
        path = tmp_path / f"{name}.csv"
        path.write_text("text\n" + "\n".join(lines) + "\n", encoding="utf-8")
        assert run_command(["import", str(path), "--study", folder, "--source", name]) == 0

    with hook() as (url, given):
        config.write_text(
            text.replace("allow_private = false", "allow_private = true")
            + f'\n[watch]\nowner = "Quality"\nwebhook = "{url}"\n',
            encoding="utf-8",
        )
        bring("old", [f"第{n}次来，奶茶味道不错" for n in range(12)])
        assert run_command(["watch", "--no-crawl", "--study", folder]) == 0
        assert "First look" in capsys.readouterr().err
        bring("new", ["=喝完第二天就拉肚子了", "店员很热情"])
        out = tmp_path / "orders.csv"
        assert run_command(["watch", "--no-crawl", "--study", folder, "--out", str(out)]) == 0
        assert "work orders: 1" in capsys.readouterr().out
        assert run_command(["watch", "--no-crawl", "--study", folder]) == 0  # nothing new since

    assert [order["subject"] for content in given for order in content["orders"]] == ["拉肚子"]
    [row] = csv.DictReader(out.open(encoding="utf-8-sig", newline=""))
    assert (row["owner"], row["status"], row["quote"][:2]) == ("Quality", "open", "'=")
    capsys.readouterr()
    assert run_command(["orders", row["id"][:6], "--study", folder, "--status", "done"]) == 0
    capsys.readouterr()
    assert run_command(["orders", "--study", folder]) == 0
    assert "No open work orders" in capsys.readouterr().err
