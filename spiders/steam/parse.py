"""Steam's answer -> reviews and the next page. Shape: partner.steamgames.com/doc/store/getreviews."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.api import dated, older_than, query_of, root_of, with_query
from spiders.common.dates import read_date
from spiders.common.html import tidy
from spiders.common.json import NotJson, as_dict, as_list, as_text, read_json
from spiders.common.numbers import read_count
from spiders.steam.places import app_of


@cache
def _languages() -> dict[str, str]:
    text = files(__package__).joinpath("languages.toml").read_text(encoding="utf-8")
    return {name: str(code) for name, code in tomllib.loads(text).items()}


def parse(fetched: Fetched) -> Page:
    """One page of reviews. It is the last when it has none or its cursor is the one that it was asked with.

    A page with fewer reviews than asked for is not the end.
    """
    try:
        data = as_dict(read_json(fetched.body))
    except NotJson as error:
        return Page(problems=[f"no JSON where Steam should give some: {error}"])
    app = app_of(fetched.url)
    if data.get("success") != 1 or app is None:
        return Page(problems=["Steam says that it could not do it (success is not 1)"])
    raws = [as_dict(raw) for raw in as_list(data.get("reviews"))]
    posts = [post for raw in raws if (post := _review(raw, app[0], fetched))]
    left_out = len(raws) - len(posts)
    return Page(
        posts=posts,
        next=_next(data, raws, posts, fetched),
        expected=_expected(data, app[0], fetched),
        skipped={"without text": left_out} if left_out else {},
    )


def _next(data: Mapping[str, Any], raws: list[Any], posts: list[RawPost], fetched: Fetched) -> list[Link]:
    cursor = as_text(data.get("cursor"))
    if not raws or cursor is None or cursor == query_of(fetched.url).get("cursor"):
        return []
    if posts and older_than(posts[-1].posted_at, fetched.hints.get("since")):
        return []
    return [Link(with_query(fetched.url, {"cursor": cursor}), fetched.hints)]


def _expected(data: Mapping[str, Any], app: str, fetched: Fetched) -> dict[str, int]:
    """The total, which only the first page states; it counts all dates, so it says nothing about some."""
    if fetched.hints.get("since") or fetched.hints.get("until"):
        return {}
    total = read_count(as_dict(data.get("query_summary")).get("total_reviews"))
    return {} if total is None else {f"app/{app}": total}


def _review(raw: Mapping[str, Any], app: str, fetched: Fetched) -> RawPost | None:
    number, text = as_text(raw.get("recommendationid")), raw.get("review")
    if number is None or not isinstance(text, str) or not text.strip():
        return None
    posted = read_date(raw.get("timestamp_created"), fetched.now)
    edited = read_date(raw.get("timestamp_updated"), fetched.now)
    was_edited = edited and posted and edited.iso != posted.iso
    liked = raw.get("voted_up")
    rated = liked is True or liked is False
    name = fetched.hints.get("name")
    return RawPost(
        source="steam",
        kind="review",
        body=tidy(text),
        native_id=number,
        url=f"{root_of(fetched.url)}/app/{app}/#review{number}",
        thread_id=f"app/{app}",
        subject=name or f"Steam app {app}",
        rating=float(liked is True) if rated else None,
        rating_min=0.0 if rated else None,
        rating_max=1.0 if rated else None,
        likes=read_count(raw.get("votes_up")),
        author=as_text(as_dict(raw.get("author")).get("steamid")),
        **dated(posted),
        edited_at=edited.iso if edited and was_edited else None,
        language=_languages().get(str(raw.get("language"))),
        attributes=_attributes(raw),
    )


def _attributes(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What Steam states beside the text; minutes of play, and whether the makers have answered."""
    author = as_dict(raw.get("author"))
    numbers = {
        "minutes_played": author.get("playtime_forever"),
        "minutes_played_at_review": author.get("playtime_at_review"),
        "funny": raw.get("votes_funny"),
        "comments": raw.get("comment_count"),
    }
    flags = {
        "steam_purchase": raw.get("steam_purchase"),
        "received_for_free": raw.get("received_for_free"),
        "early_access": raw.get("written_during_early_access"),
    }
    found: dict[str, Any] = {name: count for name, value in numbers.items() if (count := read_count(value))}
    found |= {name: value for name, value in flags.items() if isinstance(value, bool)}
    if as_text(raw.get("language")):
        found["steam_language"] = str(raw["language"])
    return found | ({"answered_by_maker": True} if as_text(raw.get("developer_response")) else {})
