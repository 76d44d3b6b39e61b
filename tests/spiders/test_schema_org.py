"""schema.org pages: one test a field, then the traps."""

import pytest

from crawler.pages import Fetched, Page
from spiders.schema_org.parse import detect, parse
from tests.spiders.pages import NOW, fetched

KETTLE = "https://shop.example.org/kettle"


def page(case: str, url: str) -> Page:
    return parse(fetched(f"schema_org/{case}/page.html", url))


@pytest.fixture(scope="module")
def kettle() -> Page:
    return page("product_jsonld", KETTLE)


@pytest.fixture(scope="module")
def lamp() -> Page:
    return page("product_microdata", "https://shop.example.org/lamp")


@pytest.fixture(scope="module")
def forum() -> Page:
    return page("forum", "https://talk.example.org/t/balcony")


def html(script: str, rest: str = "") -> Fetched:
    text = (
        f'<html><head><script type="application/ld+json">{script}</script></head><body>{rest}</body></html>'
    )
    return Fetched(text.encode(), "https://shop.example.org/x", {}, NOW)


def test_number_of_posts(kettle: Page) -> None:
    assert len(kettle.posts) == 5


def test_source_is_the_site(kettle: Page) -> None:
    assert kettle.posts[0].source == "schema_org:shop.example.org"


def test_kind(kettle: Page) -> None:
    assert {post.kind for post in kettle.posts} == {"review"}


def test_title(kettle: Page) -> None:
    assert kettle.posts[0].title == "Fits the hostel shelf"


def test_body_with_entities_breaks_and_notes(kettle: Page) -> None:
    assert (
        kettle.posts[0].body
        == "Boils fast & folds flat.\nThe handle gets hot though.\n+ light\n- no thermostat"
    )


def test_subject(kettle: Page) -> None:
    assert kettle.posts[1].subject == "Foldable kettle & lid"


def test_native_id(kettle: Page) -> None:
    assert kettle.posts[0].native_id == "shop.example.org/kettle#r-8801"
    assert kettle.posts[1].native_id is None


def test_url(kettle: Page) -> None:
    assert kettle.posts[0].url == "https://shop.example.org/kettle#r-8801"
    assert kettle.posts[1].url == KETTLE


def test_thread(kettle: Page) -> None:
    assert kettle.posts[1].thread_id == "shop.example.org/kettle"


def test_author(kettle: Page) -> None:
    assert [post.author for post in kettle.posts[:4]] == ["Ines", "老周", "u-17", None]


def test_dates_with_precision(kettle: Page) -> None:
    first, second, third = kettle.posts[:3]
    assert (first.posted_at, first.posted_precision) == ("2026-03-05T10:22:00+00:00", "second")
    assert first.posted_at_raw == "2026-03-05T18:22:00+08:00"
    assert first.edited_at == "2026-03-06"
    assert (second.posted_precision, second.posted_at_raw) == ("month", "2026-04")
    assert third.posted_at is None


@pytest.mark.parametrize(
    ("index", "rating"),
    [(0, (4.5, 1, 5)), (1, (80, 0, 100)), (2, (2, 1, 5)), (3, (60, 0, 100)), (4, (9, None, None))],
)
def test_rating_on_its_scale(kettle: Page, index: int, rating: tuple[float, ...]) -> None:
    post = kettle.posts[index]
    assert (post.rating, post.rating_min, post.rating_max) == rating


def test_likes(kettle: Page) -> None:
    assert (kettle.posts[0].likes, kettle.posts[1].likes) == (7, None)


def test_language(kettle: Page) -> None:
    assert kettle.posts[0].language == "en"


def test_expected(kettle: Page) -> None:
    assert kettle.expected == {"shop.example.org/kettle": 1204}


def test_next_page_by_rel(kettle: Page) -> None:
    assert [link.url for link in kettle.next] == ["https://shop.example.org/kettle?page=2"]


def test_microdata_fields(lamp: Page) -> None:
    first = lamp.posts[0]
    assert (first.title, first.author, first.posted_at) == ("Soft light", "Mirela", "2026-02-11")
    assert (first.rating, first.rating_min, first.rating_max) == (4, 1, 5)
    assert first.body == "I read to my son under it.\nIt does not wake the baby.😴"
    assert first.subject == "Reading lamp"


def test_microdata_expected(lamp: Page) -> None:
    assert list(lamp.expected.values()) == [31]


def test_microdata_itemref_and_description(lamp: Page) -> None:
    assert (lamp.posts[1].author, lamp.posts[1].body) == ("小禾", "灯光偏黄，写作业有点暗。")


def test_next_page_by_number_on_the_same_host_only(lamp: Page) -> None:
    assert [link.url for link in lamp.next] == ["https://shop.example.org/lamp?page=2"]


def test_both_markups_are_one_review_with_the_longer_text() -> None:
    posts = page("both_markups", "https://shop.example.org/tent").posts
    assert [(post.author, post.body) for post in posts] == [
        ("Per", "Stood through a storm on the ridge, and the pegs held in gravel."),
        ("Uma", "ok"),
        ("Vik", "ok"),
    ]
    assert posts[0].rating == 5


def test_a_broken_script_loses_only_itself() -> None:
    found = page("broken_script", "https://shop.example.org/x")
    assert [post.body for post in found.posts] == ["The good script is read."]
    assert found.problems[0].startswith("JSON-LD script 1 of 2 is broken")


def test_forum_posting(forum: Page) -> None:
    first = forum.posts[0]
    assert (first.kind, first.title, first.likes) == ("post", "Growing mint on a north balcony", 12)
    assert first.body == "It gets two hours of sun. Is that enough?"


def test_forum_replies_know_what_they_answer(forum: Page) -> None:
    opening, reply, nested = forum.posts
    assert opening.thread_id == reply.thread_id == nested.thread_id
    assert (reply.kind, reply.native_id) == ("reply", "talk.example.org/t/balcony#c5")
    assert nested.parent_id == reply.native_id
    assert nested.subject == "Growing mint on a north balcony"


def test_forum_reply_answers_the_opening_post(forum: Page) -> None:
    assert forum.posts[0].native_id is not None
    assert forum.posts[1].parent_id == forum.posts[0].native_id


def test_deleted_comments_are_counted(forum: Page) -> None:
    assert forum.skipped == {"deleted": 1}


def test_next_page_by_words(forum: Page) -> None:
    assert [link.url for link in forum.next] == ["https://talk.example.org/t/balcony/page/2"]


def test_questions_and_answers() -> None:
    question, accepted, other = page("questions", "https://ask.example.org/q/9").posts
    assert (question.kind, accepted.kind, other.kind) == ("question", "answer", "answer")
    assert (question.title, question.body) == ("Can I return a used filter?", "It clogged after a week.")
    assert question.likes == 3
    assert accepted.parent_id == other.parent_id == question.native_id


def test_graph_and_references() -> None:
    posts = {post.native_id: post for post in page("graph", "https://g.example.org/inn").posts}
    assert len(posts) == 2
    assert {post.subject for post in posts.values()} == {"Canal Inn"}
    assert posts["g.example.org#/r/1"].author == "Sanna"


def test_what_looks_dangerous_is_kept_as_text() -> None:
    found = page("hostile", "https://shop.example.org/cup")
    bodies = [post.body for post in found.posts]
    assert bodies[0] == "<script>alert(1)</script>"
    assert bodies[1].startswith("=HYPERLINK(")
    assert bodies[2] == "Fish & chips <3 你好 &lol9;"
    assert bodies[3] == "Nice cup <script>alert(2)</script>"
    assert found.skipped == {"without text": 1}


def test_script_addresses_are_not_taken_over() -> None:
    assert page("hostile", "https://shop.example.org/cup").posts[0].url == "https://shop.example.org/cup"


def test_gbk_page_with_a_relative_date() -> None:
    post = page("gbk", "https://shop.example.org/pot").posts[0]
    assert (post.body, post.author, post.subject) == ("夜班开车路上喝，早上还是温的。", "阿梨", "保温壶")
    assert post.posted_at is not None
    assert post.posted_at.startswith("2026-07-31T10:11")


def test_gb18030_named_by_the_header_wins_over_the_default() -> None:
    body = (
        '<script type="application/ld+json">{"@type":"Review","reviewBody":"茶不错，𠮷利"}</script>'.encode(
            "gb18030"
        )
    )
    found = parse(
        Fetched(body, "https://a.example.org/", {"content-type": "text/html; charset=gb18030"}, NOW)
    )
    assert found.posts[0].body == "茶不错，𠮷利"


def test_deep_nesting_ends() -> None:
    deep = '{"@type":"Comment","text":"x","comment":' * 5000 + "1" + "}" * 5000
    assert parse(html(deep)).problems == ["JSON-LD script 1 of 1 is broken: nested too deeply"]


def test_a_node_that_contains_itself_by_reference_ends() -> None:
    loop = '{"@type":"Comment","@id":"https://shop.example.org/c","text":"round","comment":{"@id":"https://shop.example.org/c"}}'
    assert [post.body for post in parse(html(loop)).posts] == ["round"]


def test_values_of_unexpected_types_break_nothing() -> None:
    odd = (
        '{"@type":"Review","reviewBody":["a",{"b":1}],"author":[[]],"reviewRating":true,'
        '"datePublished":{"x":1},"itemReviewed":7}'
    )
    assert parse(html(odd)).posts[0].body == "a"


def test_a_bare_fragment_is_no_identity() -> None:
    text = '{"@type":"Review","@id":"#review-1","reviewBody":"same number on every page"}'
    assert parse(html(text)).posts[0].native_id is None


def test_a_list_of_things_is_followed_from_a_seed_only() -> None:
    items = '{"@type":"ItemList","itemListElement":[{"@type":"ListItem","url":"/a"},{"@type":"ListItem","item":{"url":"https://other.example.net/b"}}]}'
    seed = html(items)
    assert parse(seed).next == []
    followed = parse(Fetched(seed.body, seed.url, {}, NOW, {"seed": "yes"})).next
    assert [link.url for link in followed] == ["https://shop.example.org/a"]


def test_detect_says_what_it_found() -> None:
    found = detect(fetched("schema_org/product_jsonld/page.html", KETTLE))
    assert found.score > 0.7
    assert found.reason == "5 posts in schema.org markup (review)"
    assert detect(html("{}")).score == 0.0


def test_items_that_refer_to_each_other_are_read_once() -> None:
    ring = "".join(
        f'<p id="a{n}" itemprop="x" itemscope itemref="b{n} c{n} a{n}"></p>'
        f'<p id="b{n}" itemprop="x" itemscope itemref="a{n + 1}"></p>'
        f'<p id="c{n}" itemprop="x" itemscope itemref="a{n + 1}"></p>'
        for n in range(50)
    )
    body = '<p itemprop="reviewBody">one</p>'
    review = f'<div itemscope itemtype="https://schema.org/Review" itemref="a0">{body}</div>'
    found = parse(Fetched((review + ring).encode(), "https://a.example.org/x", {}, NOW))
    assert [post.body for post in found.posts] == ["one"]
