"""Stack Exchange's answers -> questions, answers, comments. Shape: api.stackexchange.com/docs.

The wrapper's `backoff` and the quota are obeyed by crawler.manners.quota.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.pages import Fetched, Link, Page
from crawler.records import PostKind, RawPost
from spiders.common.api import dated, query_of, root_of, with_query
from spiders.common.dates import read_date
from spiders.common.html import html_to_text, plain_text
from spiders.common.json import NotJson, as_dict, as_list, as_number, as_text, read_json
from spiders.common.numbers import read_count
from spiders.stackexchange.places import PER_PAGE, under

LAST_PAGE = 25  # that the API gives without a key
NOT_SPEECH = "blockquote, pre, .snippet, aside"
_SITE = re.compile(r"[a-z0-9.-]{1,80}")


def parse(fetched: Fetched) -> Page:
    """A page of questions, answers or comments; a page may hold but one kind."""
    try:
        data = as_dict(read_json(fetched.body))
    except NotJson as error:
        return Page(problems=[f"no JSON where Stack Exchange should give some: {error}"])
    if not isinstance(data.get("items"), list):
        said = as_text(data.get("error_message")) or as_text(data.get("error_name")) or "something unknown"
        return Page(problems=[f"the API says: {said}"])
    items = [as_dict(item) for item in data["items"]]
    posts = [post for item in items if (post := _post(item, fetched))]
    following, capped = _following(data, items, fetched)
    skipped = {"without text": len(items) - len(posts)} if len(posts) < len(items) else {}
    links = [*following, *_below(items, fetched)]
    return Page(posts=posts, next=links, expected=_expected(items, fetched), skipped=skipped, capped=capped)


def _following(
    data: Mapping[str, Any], items: list[dict[str, Any]], fetched: Fetched
) -> tuple[list[Link], str | None]:
    """The next page; after the last that is free, lists of questions go on up to the oldest seen."""
    if data.get("has_more") is not True or not items:
        return [], None
    asked = query_of(fetched.url)
    number = int(asked["page"]) if asked.get("page", "").isdecimal() else 1
    if number < LAST_PAGE:
        return [Link(with_query(fetched.url, {"page": str(number + 1)}), fetched.hints)], None
    oldest = as_number(items[-1].get("creation_date"))
    if asked.get("order") == "desc" and oldest and str(oldest) != asked.get("todate"):
        return [Link(with_query(fetched.url, {"page": "1", "todate": str(oldest)}), fetched.hints)], None
    return [], f"cap {LAST_PAGE * int(PER_PAGE)} under one batch of questions"


def _below(items: list[dict[str, Any]], fetched: Fetched) -> list[Link]:
    """Answers of the questions of this page, and comments of its questions and answers."""
    root, site = root_of(fetched.url), _site(fetched)
    answers = [number for item in items if _is_answer(item) and (number := as_number(item.get("answer_id")))]
    questions = [item for item in items if _is_question(item) and as_number(item.get("question_id"))]
    answered = [item["question_id"] for item in questions if read_count(item.get("answer_count"))]
    calls = [under(root, "questions", site, answered, "answers")] if answered else []
    if questions:
        calls.append(under(root, "questions", site, [item["question_id"] for item in questions], "comments"))
    if answers:
        calls.append(under(root, "answers", site, answers, "comments"))
    return [Link(call) for call in calls]


def _expected(items: list[dict[str, Any]], fetched: Fetched) -> dict[str, int]:
    """A question states its answers. Comments nobody states: a page of them states itself."""
    stated = {
        f"q/{item['question_id']}": 1 + (read_count(item.get("answer_count")) or 0)
        for item in items
        if _is_question(item) and as_number(item.get("question_id"))
    }
    comments = sum("comment_id" in item for item in items)
    page = f"{urlsplit(fetched.url).path}?page={query_of(fetched.url).get('page', '1')}"
    return stated | ({page: comments} if comments else {})


def _is_answer(item: Mapping[str, Any]) -> bool:
    return "answer_id" in item and "comment_id" not in item


def _is_question(item: Mapping[str, Any]) -> bool:
    return "question_id" in item and "answer_id" not in item and "comment_id" not in item


def _site(fetched: Fetched) -> str:
    named = query_of(fetched.url).get("site", "").lower()
    return named if _SITE.fullmatch(named) else "unknown"


def _post(item: Mapping[str, Any], fetched: Fetched) -> RawPost | None:
    body = item.get("body")
    what: tuple[str, str, PostKind] = (
        ("comment_id", "c", "comment") if "comment_id" in item
        else ("answer_id", "a", "answer") if "answer_id" in item
        else ("question_id", "q", "question")
    )  # fmt: skip
    number = as_number(item.get(what[0]))
    if number is None or not isinstance(body, str):
        return None
    edited = read_date(item.get("last_edit_date"), fetched.now)
    question, above = as_number(item.get("question_id")), as_number(item.get("post_id"))
    title, owner = as_text(item.get("title")), as_dict(item.get("owner"))
    account = as_number(owner.get("user_id"))
    return RawPost(
        source=f"stackexchange:{_site(fetched)}",
        kind=what[2],
        body=html_to_text(body, drop=NOT_SPEECH),
        native_id=f"{what[1]}/{number}",
        url=_page_of(what[1], number, fetched),
        thread_id=f"q/{question}" if question else None,
        parent_id=_parent(what[1], question, above, fetched),
        title=plain_text(title) if title and what[1] == "q" else None,
        likes=read_count(item.get("score")),
        author=f"account {account}" if account else as_text(owner.get("display_name")),
        **dated(read_date(item.get("creation_date"), fetched.now)),
        edited_at=edited.iso if edited else None,
        attributes=_attributes(item),
    )


def _page_of(letter: str, number: int, fetched: Fetched) -> str:
    """The short address of a post, which names nobody."""
    site = _site(fetched)
    host = site if "." in site else f"{site}.com" if site == "stackoverflow" else f"{site}.stackexchange.com"
    return f"https://{host}/" + (f"posts/comments/{number}" if letter == "c" else f"{letter}/{number}")


def _parent(letter: str, question: int | None, above: int | None, fetched: Fetched) -> str | None:
    """A comment's post may be a question or an answer: the call that brought it says which."""
    if letter == "a":
        return f"q/{question}" if question else None
    if letter == "q" or above is None:
        return None
    return f"{'a' if '/answers/' in urlsplit(fetched.url).path else 'q'}/{above}"


def _attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    tags = [tag for value in as_list(item.get("tags")) if (tag := as_text(value))]
    score, found = item.get("score"), dict[str, Any]({"tags": tags} if tags else {})
    if isinstance(score, int) and score < 0:
        found["score"] = score
    if item.get("is_accepted") is True:
        found["accepted"] = True
    for name in ("content_license", "closed_reason"):
        if as_text(item.get(name)):
            found[name] = as_text(item.get(name))
    return found
