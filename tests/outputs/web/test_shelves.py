"""The shelves of unusual scenarios and of weak signals: what stands there, and why."""

from crawler.study import Study
from tests.builders import FindingSpec, discover, make_post, save
from tests.outputs.web_tools import Reviewer

COIN = "The dryer kept my coin."


def shelve(study: Study, shelf: str, components: dict[str, float], terms: tuple[str, ...] = ()) -> str:
    """The page of a shelf with one finding of one person on it."""
    post = make_post(1, COIN)
    spec = FindingSpec("fa01", shelf=shelf, quotes=[(post, COIN)], components=components, terms=terms)
    with study.open() as store:
        save(store, post)
        discover(store, spec)
    with Reviewer(study) as reviewer:
        return str(reviewer.get(f"/{shelf}").text)


def test_a_shelf_holds_its_own_findings_only(reviewer: Reviewer) -> None:
    assert 'id="c-f0d06c1b"' in reviewer.get("/innovated").text
    assert 'id="c-f0e51234"' not in reviewer.get("/innovated").text
    assert 'id="c-f0e51234"' in reviewer.get("/weak").text
    assert "fa10900d" not in reviewer.get("/weak").text


def test_what_is_rejected_leaves_its_shelf(reviewer: Reviewer) -> None:
    reviewer.post("/decide", action="reject", subject="f0e51234", back="/weak")

    assert 'id="c-f0e51234"' not in reviewer.get("/weak").text


def test_surprise_is_told_in_bits_and_in_people(study: Study) -> None:
    page = shelve(study, "innovated", {"surprise": 10.0, "sources": 1.0})

    assert "surprise 10.0 bits" in page
    assert "one teller in 1,024" in page
    assert "only one person says it" in page
    assert "from one source only" in page


def test_words_that_nobody_else_uses_are_named(study: Study) -> None:
    page = shelve(study, "innovated", {"surprise": 10.0, "oddness": 1.5}, ("coin", "dryer"))

    assert "words that hardly anybody else uses here: coin, dryer" in page
    assert "surprise 10.0 bits" in page


def test_a_weak_signal_says_what_it_lacks(study: Study) -> None:
    page = shelve(study, "weak", {"telling": 0.31, "quotes_alike": 0.5, "sources": 2.0})

    assert "tells little (0.31; 0.80 is needed)" in page
    assert "hardly resemble" not in page
    assert "one source only" not in page
