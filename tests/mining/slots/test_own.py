"""A study's own words for slots: laid over the shipped ones, in the study only, refused with the place."""

from pathlib import Path

import pytest

from crawler.errors import ConfigProblem
from mining.slots import concepts, extract, kin, label, slot_of
from mining.slots.lexicon import concepts_by_id, read_table, shipped
from mining.slots.own import FILE, load_lexicon, own_version, study_lexicon

MEWS = """
[where.mews]
label = { zh = "鹰舍", en = "mews" }
kin = "public_place"
zh = ["鹰舍"]
en = ["mews", "hawk house"]

[who.mother]
zh = ["老妈子"]

[activity.hawking]
label = { zh = "放鹰", en = "falconry" }
en = ["fly the hawk"]
"""


def write(folder: Path, text: str) -> Path:
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def found(text: str, language: str) -> set[str]:
    return {f"{hit.slot}:{hit.concept}" for hit in concepts(text, language)}


def test_new_concepts_are_found_in_both_languages_and_have_names(tmp_path: Path) -> None:
    with study_lexicon(write(tmp_path, MEWS)):
        assert extract("在鹰舍里用它听歌很方便。", "zh")["where"].concept == "mews"
        assert extract("在鷹舍裡用它聽歌很方便。", "zh")["where"].concept == "mews"
        assert "where:mews" in found("I listen to it in the Hawk House every morning.", "en")
        assert "activity:hawking" in found("I use it while flying the hawk.", "en")
        assert (label("mews", "zh"), label("mews", "en")) == ("鹰舍", "mews")
        assert (slot_of("mews"), kin("mews")) == ("where", "public_place")


def test_a_known_concept_gets_further_terms_and_keeps_its_own(tmp_path: Path) -> None:
    with study_lexicon(write(tmp_path, MEWS)):
        assert "who:mother" in found("送给老妈子用", "zh")
        assert "who:mother" in found("送给妈妈用", "zh")
        assert kin("mother") == "family"


def test_outside_of_the_study_nothing_of_it_is_known(tmp_path: Path) -> None:
    before = dict(shipped().concepts)
    with study_lexicon(write(tmp_path, MEWS)):
        assert "mews" in concepts_by_id()
    assert concepts_by_id() == before
    assert extract("在鹰舍里用它听歌很方便。", "zh")["where"].concept == ""
    (tmp_path / FILE).unlink()
    with study_lexicon(tmp_path):
        assert concepts_by_id() == before


def test_a_weak_term_and_a_decoy_that_a_study_names_are_found(tmp_path: Path) -> None:
    weak = next(c for c in shipped().concepts.values() if c.weak and c.slot == "where")
    term = min(word for word in weak.weak if word in weak.zh)
    assert found(term, "zh") == set()
    with study_lexicon(write(tmp_path, f'[where.{weak.id}]\nzh = ["{term}"]\n')):
        assert f"where:{weak.id}" in found(term, "zh")
    decoy = read_table("decoys")["zh"].split()[0]
    assert found(decoy, "zh") == set()
    own = f'[who.comrade]\nlabel = {{ zh = "同志", en = "comrades" }}\nzh = ["{decoy}"]\n'
    with study_lexicon(write(tmp_path, own)):
        assert found(decoy, "zh") == {"who:comrade"}


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('[whom.nurse]\nzh = ["护士"]', "whom", "no slot"),
        ("who = 3", "who", "no slot"),
        ('[who]\nnurse = ["护士"]', "who.nurse", "Entry"),
        ('[who.falconer]\nzh = ["鹰把式"]', "who.falconer.label", "name in both languages"),
        ('[who.falconer]\nlabel = { zh = "鹰" }\nzh = ["鹰把式"]', "who.falconer.label.en", "required"),
        ('[who.falconer]\nlabel = { zh = "鹰", en = "f" }', "who.falconer", "no term"),
        ('[who.mother]\nzh = "老妈子"', "who.mother.zh", "list"),
        ('[who.mother]\nzh = ["老妈子", " "]', "who.mother.zh.1", "at least 1"),
        ('[who.mother]\nen = ["x"]', "who.mother.en.0", "too short"),
        ('[who.mother]\nzh = ["！？"]', "who.mother.zh", "letters"),
        ('[who.mother]\nterms = ["老妈子"]', "who.mother.terms", "not permitted"),
        ('[where.mother]\nzh = ["老妈子"]', "where.mother", "slot who already"),
        ('[who.mother]\nzh = ["爸爸"]', "who.mother.zh", "who.father already"),
        ('[who.mother]\nkin = "unheard"\nzh = ["老妈子"]', "who.mother.kin", "unheard"),
        ('[who."An Old"]\nlabel = { zh = "老", en = "old" }\nzh = ["老把式"]', "who.An Old", "small letters"),
        ("[who.mother\n", FILE, "TOML"),
    ],
)
def test_faults_are_named_with_their_place(tmp_path: Path, text: str, place: str, reason: str) -> None:
    with pytest.raises(ConfigProblem) as raised:
        load_lexicon(write(tmp_path, text))

    assert FILE in str(raised.value)
    assert place in str(raised.value)
    assert reason in str(raised.value)
    assert raised.value.hint
    with pytest.raises(ConfigProblem):
        own_version(tmp_path)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem) as raised:
        load_lexicon(write(tmp_path, '[who.mother]\nzh = ["爸爸"]\n[whom.x]\n[where.mews]\nzh = ["鹰舍"]\n'))

    assert [line.strip().split(":")[0] for line in raised.value.message.split("\n")] == [
        "whom", "where.mews.label", "who.mother.zh",
    ]  # fmt: skip


def test_the_example_in_the_documentation_is_sound(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "taxonomy.md").read_text(encoding="utf-8")
    with study_lexicon(write(tmp_path, page.split("```toml")[1].split("```")[0])):
        assert "where:tea_garden" in found("在茶园里喝", "zh")


def test_two_new_concepts_may_not_share_a_slot_or_a_word(tmp_path: Path) -> None:
    names = 'label = { zh = "鹰", en = "hawk" }\n'
    with pytest.raises(ConfigProblem, match=r"where\.b\.zh: '鹰舍' is a term of where\.a already"):
        load_lexicon(write(tmp_path, f'[where.a]\n{names}zh = ["鹰舍"]\n[where.b]\n{names}zh = ["鷹舍"]\n'))
    with pytest.raises(ConfigProblem, match=r"who\.a: this concept stands in the slot where already"):
        load_lexicon(write(tmp_path, f'[where.a]\n{names}zh = ["鹰舍"]\n[who.a]\n{names}zh = ["鹰奴"]\n'))


def test_the_version_changes_with_what_the_file_says(tmp_path: Path) -> None:
    assert own_version(tmp_path) == ""
    first = own_version(write(tmp_path, MEWS))

    assert own_version(write(tmp_path, f"# a remark\n{MEWS}")) == first
    assert own_version(write(tmp_path, MEWS.replace("老妈子", "老娘们"))) not in ("", first)
    assert own_version(write(tmp_path, "# nothing yet\n")) == ""
