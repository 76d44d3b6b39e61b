"""Figures that take long: counted once for a state, in another process where the study is large."""

import time
from pathlib import Path

import pytest

from crawler.store import Store
from crawler.study import Study
from outputs.web import derived
from outputs.web.counting import collected_state, count_collected
from outputs.web.derived import Derived
from tests.builders import make_post, save

CALLS: list[Path] = []


def counting(folder: Path) -> dict[str, int]:
    CALLS.append(folder)
    return {"calls": len(CALLS)}


@pytest.fixture
def opened(sample: Study) -> Store:
    CALLS.clear()
    return sample.open()


def test_it_is_counted_once_for_each_state_and_kept_on_disk(sample: Study, opened: Store) -> None:
    first = Derived(sample)
    assert [first.get(opened, "x", state, counting).data["calls"] for state in (1, 1, 2)] == [1, 1, 2]  # type: ignore[union-attr]
    again = Derived(sample).get(opened, "x", 2, counting)

    assert again is not None
    assert (again.data, again.fresh) == ({"calls": 2}, True)
    assert len(list((sample.folder / "cache").glob("x-*.json"))) == 1


def test_a_damaged_file_is_counted_anew(sample: Study, opened: Store) -> None:
    Derived(sample).get(opened, "x", 1, counting)
    next((sample.folder / "cache").glob("x-*.json")).write_text("{half", encoding="utf-8")
    found = Derived(sample).get(opened, "x", 1, counting)

    assert found is not None
    assert found.data == {"calls": 2}


def test_a_large_study_is_counted_beside_and_the_last_figures_stay_meanwhile(
    sample: Study, opened: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "AT_ONCE", -1)
    figures = Derived(sample)
    try:
        assert figures.get(opened, "collected", collected_state(opened), count_collected) is None
        before = arrived(figures, opened)
        save(opened, make_post("late", "One more dryer that stays cold."))
        stale = figures.get(opened, "collected", collected_state(opened), count_collected)
        after = arrived(figures, opened)
    finally:
        figures.close()

    assert stale is not None
    assert (stale.fresh, stale.data["posts"]) == (False, before)
    assert after == before + 1


def arrived(figures: Derived, store: Store) -> int:
    """The posts that are counted, as soon as the figures are those of now."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = figures.get(store, "collected", collected_state(store), count_collected)
        if found is not None and found.fresh:
            return int(found.data["posts"])
        time.sleep(0.05)
    raise AssertionError("never counted")


def test_counting_that_fails_is_said_and_tried_again(sample: Study, opened: Store) -> None:
    calls: list[int] = []

    def failing(_folder: Path) -> dict[str, int]:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("disk")
        return {"fine": 1}

    figures = Derived(sample)
    with pytest.raises(OSError, match="disk"):
        figures.get(opened, "y", 1, failing)
    found = figures.get(opened, "y", 1, failing)
    assert found is not None
    assert found.data == {"fine": 1}
