"""Hostile text on the pages that have an id or a choice in their address, and in what is sent to them."""

import re
from collections.abc import Iterator

import numpy as np
import pytest

from crawler.study import Study
from mining.clause_map.build import build_map
from mining.embed.shards import write_shard
from outputs.web.pages.map import SIDE
from tests.outputs.test_hostile import HOSTILE, attacked
from tests.outputs.web.test_every_page import MOST_BYTES, Page
from tests.outputs.web_tools import Reviewer

__all__ = ["attacked"]
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]")


@pytest.fixture
def besieged(attacked: Study) -> Iterator[Reviewer]:
    """A reviewer of a study in which every field tries to be more than text, on a map, too."""
    with attacked.open() as store:
        ids = [row[0] for row in store.rows("SELECT id FROM clauses ORDER BY id")]
        vectors = np.random.default_rng(7).standard_normal((len(ids), 8)).astype(np.float32)
        write_shard(store, "test/1", ids, vectors)
        build_map(store, method="pca")
    with Reviewer(attacked, name="Mei%20%3Cb%3E") as opened:
        yield opened


def harmless(answer: object, path: str) -> str:
    """The text of a page in which nothing runs, loads, or disguises itself."""
    text = str(answer.text)  # type: ignore[attr-defined]
    page = Page(text)
    assert page.wrong == [], path
    assert not BIDI.search(text), path
    assert len(text.encode()) < MOST_BYTES, path
    assert len(page.ids) == len(set(page.ids)), path
    return page.text


def test_every_post_is_shown_as_text(besieged: Reviewer) -> None:
    with besieged.study.open() as store:
        posts = [row[0] for row in store.rows("SELECT id FROM posts")]
    shown = "".join(harmless(besieged.get(f"/post/{post}"), post) for post in posts)

    assert HOSTILE["script"][:40] in shown
    assert "[U+202E]" in shown


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_words_that_are_searched_for_are_text(besieged: Reviewer, name: str) -> None:
    answer = besieged.get("/search", params={"q": HOSTILE[name][:300], "source": HOSTILE[name][:300]})

    assert answer.status_code == 200
    harmless(answer, name)


def test_the_map_shows_text(besieged: Reviewer) -> None:
    harmless(besieged.get("/map"), "/map")
    parts = [besieged.get(f"/map/region/{cell}") for cell in range(SIDE * SIDE)]
    ids = [point[0] for point in besieged.get("/map/tiles/0/0").json()["points"]]
    words = [besieged.get(f"/map/words/{one}").json()["text"] for one in ids]

    assert HOSTILE["script"][:40] in "".join(harmless(part, "region") for part in parts)
    assert not BIDI.search("".join(words))
    harmless(besieged.post("/map/chosen", clause=ids), "/map/chosen")


def test_groups_and_jobs_and_forms_show_text(besieged: Reviewer) -> None:
    for name, value in HOSTILE.items():
        asked = {"field": value[:300], "first": value[:300], "kind": value[:300]}
        harmless(besieged.get("/compare", params=asked), name)
        sent = besieged.post("/jobs/new", url=value[:300], subject=value[:300], do="start")
        assert sent.status_code == 400
        harmless(sent, name)
        form = besieged.post("/kano/questionnaire", own=value[:100].replace("\n", " "), language="zh")
        assert form.status_code in (200, 400)
        assert "<script" not in form.text.lower()
