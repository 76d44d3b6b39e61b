"""The shipped taxonomies are sound; a study's own files override them; faults are named one by one."""

from pathlib import Path

import pytest

from crawler.errors import ConfigProblem
from mining.mappers.place import Placer
from mining.records import PHASES
from mining.taxonomy import SHIPPED, list_taxonomies, load_taxonomy, shipped_domains
from mining.taxonomy_check import check_taxonomy

PROVIDERS = {
    "traditional_communications", "product_services", "website", "partners", "employee_interactions",
    "professional_events", "social_media",
}  # fmt: skip


def write(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / "taxonomies" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def messages(path: Path) -> str:
    return "\n".join(problem.message for problem in check_taxonomy(path))


def test_what_is_shipped_has_no_fault() -> None:
    assert check_taxonomy(SHIPPED) == []


def test_domains_and_their_ends() -> None:
    assert set(shipped_domains()) == {"app", "general", "hotel", "membership", "restaurant", "retail"}
    for domain in shipped_domains():
        taxonomy = load_taxonomy([domain])
        assert [item.id for item in taxonomy.phases] == list(PHASES)
        assert sum(item.end for item in taxonomy.touchpoints) == 1, domain
        assert {item.provider for item in taxonomy.touchpoints} <= PROVIDERS


def test_no_domain_means_the_general_one() -> None:
    taxonomy = load_taxonomy()
    assert taxonomy.domains == ("general",)
    assert {"waiting", "delivery", "staff", "payment"} <= {item.id for item in taxonomy.touchpoints}


def test_service_is_during_a_meal_and_after_a_purchase() -> None:
    assert load_taxonomy(["restaurant"]).scenes.of("service") == "during"
    assert load_taxonomy(["retail"]).scenes.of("service") == "post"


def test_merging_a_brand_with_its_member_programme() -> None:
    brand, both = load_taxonomy(["restaurant"]), load_taxonomy(["restaurant", "membership"])
    ids = [item.id for item in both.touchpoints]
    assert ids[: len(brand.touchpoints)] == [item.id for item in brand.touchpoints]
    assert {"food", "redeem_mall", "tier_growth"} <= set(ids)
    assert both.scenes == brand.scenes
    assert load_taxonomy(["restaurant", "restaurant"]).version == brand.version


def test_after_merging_a_cue_stands_for_one_touchpoint() -> None:
    for pair in (["restaurant", "membership"], ["retail", "app"], ["hotel", "restaurant", "membership"]):
        owners: dict[str, str] = {}
        for item in load_taxonomy(pair).touchpoints:
            for cue in item.cues:
                assert owners.setdefault(cue, item.id) == item.id, (pair, cue)


def test_tags_of_other_domains_stay_out() -> None:
    hotel = {tag.id for tag in load_taxonomy(["hotel"]).tags}
    assert "breakfast" in hotel
    assert "sizing" not in hotel
    assert {"sizing", "breakfast"} <= {tag.id for tag in load_taxonomy().tags}


def test_unknown_domain_names_the_known_ones() -> None:
    with pytest.raises(ConfigProblem, match=r"no domain 'zoo'(.|\n)*restaurant"):
        load_taxonomy(["zoo"])


def test_the_list_names_every_file() -> None:
    found = {item.name: item for item in list_taxonomies()}
    assert {"phases", "lenses", "tags", "domains/retail"} <= set(found)
    assert found["phases"].entries == {"phases": 6}
    assert all(item.version >= 1 for item in found.values())


@pytest.mark.parametrize("domain", ["restaurant", "retail", "hotel", "general"])
def test_every_anchor_is_read_as_its_own_phase(domain: str) -> None:
    taxonomy = load_taxonomy([domain])
    placer = Placer(taxonomy)
    wrong = [
        (phase.id, anchor)
        for phase in taxonomy.phases
        for anchor in (*phase.anchors_zh, *phase.anchors_en)
        if placer.place(anchor).phase not in {phase.id, "unassigned", "ambiguous"}
    ]
    total = sum(len(phase.anchors_zh) + len(phase.anchors_en) for phase in taxonomy.phases)
    assert len(wrong) <= total * 0.1, wrong


def test_a_study_overrides_by_id_and_adds(tmp_path: Path) -> None:
    write(
        tmp_path,
        'version = 1\n[[touchpoints]]\nid = "staff"\nname_en = "Tea masters"\n'
        '[[touchpoints]]\nid = "roof"\nphase = "service"\nprovider = "product_services"\n'
        'name_zh = "屋顶"\nname_en = "Roof garden"\ncues_zh = ["屋顶花园"]\ncues_en = ["roof garden"]\n',
    )
    plain, own = load_taxonomy(["restaurant"]), load_taxonomy(["restaurant"], tmp_path)
    staff, before = own.touchpoint("staff"), plain.touchpoint("staff")
    assert staff is not None
    assert before is not None
    assert (staff.name_en, staff.name_zh, staff.cues) == ("Tea masters", before.name_zh, before.cues)
    assert Placer(own).place("我們在屋頂花園坐了一下午").touchpoint == "roof"
    assert own.version != plain.version


def test_a_cue_that_a_study_gives_away_leaves_its_old_place(tmp_path: Path) -> None:
    write(
        tmp_path,
        'version = 1\n[[touchpoints]]\nid = "lantern_queue"\nphase = "need"\nprovider = "partners"\n'
        'name_zh = "灯笼队"\nname_en = "Lantern queue"\ncues_zh = ["排队"]\n',
    )
    assert Placer(load_taxonomy(["restaurant"])).place("门外排队").touchpoint == "queue_booking"
    assert Placer(load_taxonomy(["restaurant"], tmp_path)).place("门外排队").touchpoint == "lantern_queue"


def test_a_study_may_borrow_from_another_domain(tmp_path: Path) -> None:
    write(tmp_path, 'version = 1\n[[touchpoints]]\nid = "breakfast"\nname_en = "Dawn menu"\n')
    borrowed = load_taxonomy(["app"], tmp_path).touchpoint("breakfast")
    assert borrowed is not None
    assert (borrowed.name_en, "早餐" in borrowed.cues_zh) == ("Dawn menu", True)
    assert check_taxonomy(tmp_path) == []


def test_an_override_that_is_wrong_names_file_and_key(tmp_path: Path) -> None:
    path = write(tmp_path, 'version = 1\n[[phases]]\nid = "need"\ncues_zh = "想要"\n')
    with pytest.raises(ConfigProblem) as caught:
        load_taxonomy([], tmp_path)
    assert caught.value.where == str(path)
    assert caught.value.message.startswith("phases[0].cues_zh:")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('version = 1\n[[phases]]\nid = "need"\nname_zh = "  "\n', "phases[0].name_zh:"),
        ('version = 1\n[[touchpoints]]\nid = "x"\nphase = "buying"\n', "touchpoints[0].phase:"),
        ('version = 1\n[[touchpoints]]\nid = "staff"\nprovider = "us"\n', "touchpoints[0].provider:"),
        ('version = 1\n[[lenses]]\nid = "time"\n[[lenses]]\nid = "time"\n', "lenses[1].id: 'time' stands"),
        ('version = 1\n[[lenses]]\nname_zh = "x"\n', "lenses[0].id: each entry needs an id"),
        ('version = 1\n[[phases]]\nid = "need"\ncuez = []\n', "phases[0].cuez:"),
        ('version = 1\n[[moods]]\nid = "x"\n', "moods: is no section"),
        ('version = 1\n[[tags]]\nid = "taste"\ncategory = "Food!"\n', "tags[0].category:"),
        ('version = 1\n[[phases]]\nid = "need"\ncues_en = ["a"]\n', "'a' is too short"),
        ('[[phases]]\nid = "need"\n', "version: a whole number is missing"),
        ("version = \n", "is not valid TOML"),
        ("version = 1\nphases = 3\n", "phases: write [[phases]]"),
        (
            'version = 1\n[scenes]\npre = ["need"]\nduring = []\npost = []\n',
            "each of the six phases must stand in exactly one",
        ),
    ],
)
def test_check_names_the_fault(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in messages(write(tmp_path, text))


def test_check_finds_one_cue_on_two_touchpoints_whatever_the_script(tmp_path: Path) -> None:
    entry = (
        '[[touchpoints]]\nid = "{}"\nphase = "service"\nprovider = "website"\nname_zh = "甲"\nname_en = "A"\n'
    )
    path = write(
        tmp_path,
        "version = 1\n"
        + entry.format("one")
        + 'cues_zh = ["積分牆"]\n'
        + entry.format("two")
        + 'cues_zh = ["积分墙"]\n',
    )
    assert "touchpoints[1]: the cue '积分墙' belongs to 'one' already" in messages(path)


def test_check_tells_all_faults_at_once_and_across_files(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('[study]\nname = "x"\n', encoding="utf-8")
    write(tmp_path, 'version = 1\n[[lenses]]\nid = "time"\nname_zh = ""\nname_en = ""\n', "a.toml")
    write(tmp_path, 'version = 1\n[[lenses]]\nid = "time"\n', "b.toml")
    found = messages(tmp_path)
    assert "lenses[0].name_zh:" in found
    assert "lenses[0].name_en:" in found
    assert "lenses: 'time' stands already in a.toml" in found


def test_check_of_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert "no taxonomy file" in messages(tmp_path)


def test_a_reserved_name_is_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'version = 1\n[[touchpoints]]\nid = "unassigned"\nphase = "service"\nprovider = "website"\n'
        'name_zh = "无"\nname_en = "None"\n',
    )
    assert "is the name of a result" in messages(path)
