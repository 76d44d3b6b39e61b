"""What a study wishes and a source cannot do is said: in the notes, in the ledger's line, in the README."""

import re
from pathlib import Path

import pytest

from spiders.common.wishes import unheard
from spiders.registry import SOURCES, get_source
from spiders.source import SeedSpec, Source
from tests.spiders.loopback import crawled, loopback, serve

SPIDERS = Path(__file__).resolve().parents[3] / "spiders"
TEA = {"query": "tea", "tag": "cups"}


@pytest.mark.parametrize(
    ("name", "url", "lost"),
    [
        ("phpbb", "https://f.example.org/viewforum.php?f=2", ("query", "tag")),
        ("steam", "https://store.steampowered.com/app/1/", ("query",)),
        ("flarum", "https://f.example.org/", ()),
        ("flarum", "https://f.example.org/d/41-lids", ("query", "tag")),
        ("discourse", "https://f.example.org/", ("tag",)),
        ("discourse", "https://f.example.org/t/lids/41", ("query", "tag")),
        ("stackexchange", "https://cooking.stackexchange.com/", ()),
        ("oscar", "https://s.example.org/catalogue/pot_1/", ("query", "tag")),
    ],
)
def test_a_wish_that_changes_nothing_is_unheard(name: str, url: str, lost: tuple[str, ...]) -> None:
    source = get_source(name)
    assert source is not None
    assert unheard(source, SeedSpec(url, **TEA)) == lost
    assert unheard(source, SeedSpec(url)) == ()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_readme_says_which_wishes_are_heard(source: Source) -> None:
    text = " ".join((SPIDERS / source.name / "README.md").read_text(encoding="utf-8").split())
    said = re.search(r"\*\*Wishes\*\* (.+?) \*\*", text)
    assert said is not None
    if source.off:
        assert said.group(1) == "none."
        return
    heard, _, denied = said.group(1).partition(" No `")
    assert {name for name in ("query", "tag", "select") if f"`{name}`" in heard} == source.understands
    missing = {"query", "tag"} - source.understands
    assert {name for name in ("query", "tag") if f"{name}`" in denied} == missing
    assert "`since`" in heard
    assert "`until`" in heard


def test_the_ledger_says_what_was_not_honoured(tmp_path: Path) -> None:
    with loopback() as site:
        serve(site, {
            "/m/showthread.php?tid=5": "mybb/topic/page.html",
            "/m/showthread.php?tid=5&page=2": "mybb/later/page.html",
        })  # fmt: skip
        url = f"{site.url}/m/showthread.php?tid=5"
        posts, report = crawled(
            tmp_path / "s", url, tag="cups", until="2026-07-31", subject="Sieve", brand_role="own"
        )
    assert "cannot be honoured here: 'tag'" in report.seeds[0].reason
    assert "outside the dates" in report.seeds[0].reason
    assert {(post.subject, post.brand_role) for post in posts} == {("Sieve", "own")}
    assert all(post.posted_at and post.posted_at[:10] <= "2026-07-31" for post in posts)
    assert "mybb cannot honour 'tag'; it was ignored" in report.notes


def test_posts_without_a_date_are_kept_and_the_ledger_says_so(tmp_path: Path) -> None:
    post = '<div class="post" id="post_9"><div class="post_body">No date on it.</div></div>'
    with loopback() as site:
        site.page("/showthread.php?tid=5", f"<script>my_post_key = 'x'; cookiePrefix</script>{post}")
        posts, report = crawled(tmp_path / "s", f"{site.url}/showthread.php?tid=5", since="2026-07-01")
    assert [post.body for post in posts] == ["No date on it."]
    assert "cannot be honoured here: since and until, for posts without a date" in report.seeds[0].reason


def test_google_play_is_answered_and_not_asked(tmp_path: Path) -> None:
    url = "https://play.google.com/store/apps/details?id=org.example.kettle"
    posts, report = crawled(tmp_path / "s", url)
    assert (posts, report.status, report.seeds[0].source) == ([], "failed", "googleplay")
    assert "googleplay is off: Google Play has no documented public way" in report.seeds[0].reason
