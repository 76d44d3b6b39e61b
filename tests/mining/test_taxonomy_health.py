"""What the health check of a taxonomy sees."""

from pathlib import Path

from mining.mappers.place import Placer
from mining.taxonomy import load_taxonomy
from mining.taxonomy_health import examine_taxonomy
from mining.taxonomy_model import FACET_AXES, Taxonomy

FACETS = {
    "provider": 7, "sense": 5, "servqual": 5, "maslow": 5, "driver": 8, "membership": 6, "family": 3,
}  # fmt: skip


def own(folder: Path, text: str, *domains: str) -> Taxonomy:
    (folder / "taxonomies").mkdir(exist_ok=True)
    (folder / "taxonomies" / "own.toml").write_text("version = 1\n" + text, encoding="utf-8")
    return load_taxonomy(domains or ["restaurant"], folder)


def test_what_ships_is_healthy_in_every_domain() -> None:
    for domain in ("retail", "restaurant", "hotel", "app", "membership"):
        assert examine_taxonomy(load_taxonomy([domain])) == [], domain


def test_every_axis_has_its_values_in_every_domain() -> None:
    for domain in ("retail", "restaurant", "hotel", "app", "membership"):
        facets = load_taxonomy([domain]).facets
        assert {axis: sum(f.axis == axis for f in facets) for axis in FACET_AXES} == FACETS
        assert all(f.cues for f in facets if f.axis != "provider")


def test_duplicates_and_levels_are_seen(tmp_path: Path) -> None:
    taxonomy = own(
        tmp_path,
        """
[[tags]]
id = "line"
category = "time"
name_zh = "排队等位"
name_en = "Line"
cues_zh = ["排队", "排长队"]

[[tags]]
id = "people"
category = "people"
name_zh = "人"
name_en = "Persons"

[[tags]]
id = "loud_kids"
category = "people"
parent = "noise"
name_zh = "熊孩子"
name_en = "Loud children"
cues_zh = ["熊孩子"]
""",
    )

    found = {(ailment.kind, ailment.entries) for ailment in examine_taxonomy(taxonomy)}

    assert found == {
        ("same name", ("queue", "line")),
        ("same cues", ("line", "queue")),
        ("two levels", ("people", "people")),
        ("two levels", ("noise", "loud_kids")),
        ("no cues", ("people",)),
    }


def test_a_tag_that_nobody_says_is_named() -> None:
    taxonomy = load_taxonomy(["restaurant"])
    said = {tag.id: 3 for tag in taxonomy.tags} | {"wifi": 0}

    assert [a.entries for a in examine_taxonomy(taxonomy, said)] == [("wifi",)]


def test_a_clause_bears_facets_with_their_cues_and_the_provider_of_its_touchpoint() -> None:
    placer = Placer(load_taxonomy(["restaurant", "membership"]))

    place = placer.place("积分过期清零，客服一直没人理，音乐又太吵")

    assert place.facets["sense"] == {"hearing": ("音乐", "太吵")}
    assert set(place.facets["membership"]) == {"expiry"}
    assert "avoidance" in place.facets["driver"]
    assert place.facets["servqual"]["responsiveness"] == ("没人理",)
    assert "unassigned" not in place.keys("maslow")
