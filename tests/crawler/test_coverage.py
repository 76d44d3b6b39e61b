"""Alarms: a site that changes its pages is noticed, a small or ordinary difference is not."""

import json
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crawler.coverage import LEAST_POSTS, fallen, least_fall, lengths_differ
from crawler.launch import run_crawl
from crawler.store.coverage import Coverage, list_alarms
from tests.spiders.loopback import Loopback, loopback, study_of


def coverage(posts: int, titled: int, *, size: int = 5) -> Coverage:
    return Coverage("web", "https://a.example.org/", posts, {"title": titled}, {size: posts})


def test_a_title_that_went_missing_is_an_alarm() -> None:
    alarm = fallen(coverage(100, 20), [coverage(50, 49), coverage(50, 49)], "title")
    assert alarm is not None
    assert (alarm.now, alarm.before, alarm.posts, alarm.posts_before) == (0.2, 0.98, 100, 100)


def test_few_posts_and_small_falls_raise_none() -> None:
    before = [coverage(200, 196)]
    assert fallen(coverage(LEAST_POSTS - 1, 0), before, "title") is None
    assert fallen(coverage(100, 20), [coverage(LEAST_POSTS - 1, 19)], "title") is None
    assert fallen(coverage(100, 85), before, "title") is None  # 13 points, but not surely ten
    assert fallen(coverage(100, 20), [], "title") is None
    assert fallen(coverage(100, 100), [coverage(100, 10)], "title") is None  # more is no harm


@given(m=st.integers(1, 400), n=st.integers(1, 400), data=st.data())
def test_the_interval_lies_below_the_difference_itself(m: int, n: int, data: st.DataObject) -> None:
    before, now = data.draw(st.integers(0, m)), data.draw(st.integers(0, n))
    assert least_fall(before, m, now, n) <= before / m - now / n + 1e-12


def test_newcombes_own_example() -> None:
    """56/70 against 48/80: his table gives .0524 at 95 %; at 99 % the end lies lower, near .0099."""
    assert 0.0 < least_fall(56, 70, 48, 80) < 0.0524


def test_texts_of_another_length_are_an_alarm_and_chance_is_not() -> None:
    alarm = lengths_differ(coverage(60, 0, size=2), [coverage(60, 0, size=7)])
    assert alarm is not None
    assert (alarm.now, alarm.before) == (6.0, 192.0)
    mixed = Coverage("web", "u", 60, {}, {4: 25, 5: 25, 6: 10})
    other = Coverage("web", "u", 60, {}, {4: 15, 5: 30, 6: 15})
    assert lengths_differ(mixed, [other]) is None


def shop(site: Loopback, names: Sequence[str | None], *, rated: bool = True, reviews: bool = True) -> str:
    said = [
        {
            "@type": "Review", "@id": f"/r/{n}", "author": f"a{n}", "datePublished": "2026-05-01",
            "reviewBody": f"Cup number {n} was warm enough.",
            **({"name": name} if name else {}),
            **({"reviewRating": {"@type": "Rating", "ratingValue": 4}} if rated else {}),
        }
        for n, name in enumerate(names)
    ]  # fmt: skip
    value = {"@context": "https://schema.org", "@type": "Product", "name": "Tea", "review": said}
    script = f'<script type="application/ld+json">{json.dumps(value)}</script>' if reviews else ""
    site.page("/shop", f"<html><head>{script}</head><body>Tea</body></html>")
    return f"{site.url}/shop"


def test_a_site_that_changes_its_pages_raises_alarms_at_the_next_crawl(tmp_path: Path) -> None:
    names = [f"Fine {n}" for n in range(40)]
    with loopback() as site:
        study = study_of(tmp_path / "s", shop(site, names))
        assert run_crawl(study, anew=True).alarms == ()
        shop(site, [*names[:8], *[None] * 32])  # the redesign drops most titles
        alarms = run_crawl(study, anew=True).alarms
        assert [(a.kind, a.field, a.now, a.before) for a in alarms] == [("field", "title", 0.2, 1.0)]
        assert [a.field for a in run_crawl(study, anew=True).alarms] == ["title"]  # not taken for normal
        shop(site, names, reviews=False)
        report = run_crawl(study, anew=True)
        assert [(a.kind, a.before, a.posts) for a in report.alarms] == [("empty", 40.0, 0)]
        assert report.status == "failed"  # no seed gave anything, as before
        shop(site, names)
        assert run_crawl(study, anew=True).alarms == ()
    with study.open() as store:
        assert list_alarms(store) == []  # only the last crawl of a seed speaks
        assert store.value("SELECT count(*) FROM alarms") == 3


def test_small_samples_raise_no_alarm(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", shop(site, [f"Fine {n}" for n in range(10)]))
        run_crawl(study, anew=True)
        shop(site, [None] * 10)
        assert run_crawl(study, anew=True).alarms == ()
