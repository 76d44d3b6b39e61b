"""The page of the map: tiles, regions, words, and a finding made of what was chosen."""

import re

import numpy as np
import pytest

from crawler.study import Study
from mining.clause_map.build import build_map
from mining.embed.shards import write_shard
from mining.overlay import current_findings
from tests.builders import run
from tests.outputs.web_tools import Reviewer


@pytest.fixture
def mapped(sample: Study) -> Study:
    """The launderette, its typed clauses on a map."""
    with sample.open() as store:
        ids = [row[0] for row in store.rows("SELECT clause_id FROM labels ORDER BY clause_id")]
        vectors = np.random.default_rng(7).standard_normal((len(ids), 8)).astype(np.float32)
        write_shard(store, "test/1", ids, vectors)
        build_map(store, method="pca")
    return sample


def test_tiles_hold_every_point(mapped: Study) -> None:
    with Reviewer(mapped) as reviewer:
        points = reviewer.get("/map/tiles/0/0").json()["points"]
        words = reviewer.get(f"/map/words/{points[0][0]}").json()
    with mapped.open() as store:
        placed = store.value("SELECT placed FROM clause_map")
        text = store.value("SELECT text FROM clauses WHERE id = ?", (points[0][0],))

    assert len(points) == placed > 20
    assert all(0 <= x <= 1 and 0 <= y <= 1 and 0 <= kind <= 4 for _, x, y, kind in points)
    assert words["text"] == text


@pytest.mark.parametrize(
    "path",
    ["/map/tiles/9/0", "/map/tiles/1/4", "/map/tiles/x/0", "/map/words/c0", "/map/region/36"],
)
def test_what_is_not_there_is_not_found(mapped: Study, path: str) -> None:
    with Reviewer(mapped) as reviewer:
        assert reviewer.get(path).status_code == 404


def test_the_table_of_regions_holds_the_same(mapped: Study) -> None:
    with Reviewer(mapped) as reviewer:
        page = reviewer.get("/map").text
        places = re.findall(r'href="(/map/region/\d+)"', page)
        parts = [reviewer.get(path).text for path in places]
    seen = [one for part in parts for one in re.findall(r'name="clause" value="([^"]+)"', part)]
    with mapped.open() as store:
        placed = store.value("SELECT placed FROM clause_map")

    assert len(seen) == len(set(seen)) == placed


def test_chosen_clauses_become_a_finding(mapped: Study) -> None:
    with Reviewer(mapped) as reviewer:
        ids = [point[0] for point in reviewer.get("/map/tiles/0/0").json()["points"][:3]]
        looked = reviewer.post("/map/chosen", clause=ids).text
        assert looked.count('name="clause"') == 3
        fields = {"action": "create", "subject": "new", "kind": "need", "en": "Drawn", "back": "/map"}
        reviewer.post("/decide", clause=ids, **fields)
    with mapped.open() as store:
        made = [item for item in current_findings(store) if item.by_hand]

    assert [item.title["en"] for item in made] == ["Drawn"]
    assert {e.clause_id for e in made[0].evidence} == set(ids)


def test_a_map_from_before_the_last_mining_says_so(mapped: Study) -> None:
    with Reviewer(mapped) as reviewer:
        assert "mined after the map" not in reviewer.get("/map").text
        with mapped.open() as store:
            run(store, "embed")
            with store.writing() as conn:
                conn.execute("UPDATE clause_map SET made_at = '2020-01-01T00:00:00+00:00'")
        assert "mined after the map" in reviewer.get("/map").text


def test_an_empty_choice_and_an_unknown_method_are_refused(mapped: Study) -> None:
    with Reviewer(mapped) as reviewer:
        assert reviewer.post("/map/chosen").status_code == 400
        assert reviewer.post("/map/make", method="tarot").status_code == 400


def test_without_a_map_there_is_a_button(reviewer: Reviewer) -> None:
    page = reviewer.get("/map").text

    assert "has not been made yet" in page
    assert "Make the map" in page
    assert "<canvas" not in page
