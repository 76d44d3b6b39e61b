import pytest

from spiders.common.doors import closed_page, door_in
from spiders.common.html import soup_of


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("You must be logged in to see this.", "login wall"),
        ("抱歉，您尚未登录，没有权限访问该版块", "login wall"),
        ("您需要登入後才可以瀏覽", "login wall"),
        ("You are not authorised to read this forum.", "restricted page"),
        ("抱歉，本帖要求阅读权限高于 20 才能浏览", "restricted page"),
        ("抱歉，指定的主题不存在或已被删除或正在被审核", "page gone"),
        ("The requested topic does not exist.", "page gone"),
        ("论坛关闭维护中", "board closed"),
        ("您的操作频繁，请稍后再试", "asked too fast"),
        ("Welcome to the kettle board!", None),
        ("", None),
    ],
)
def test_what_a_message_means(message: str, kind: str | None) -> None:
    assert door_in(message) == kind


def test_a_long_text_is_content_and_no_message() -> None:
    assert door_in("tea " * 1000 + "does not exist") is None


def test_the_first_box_that_says_something_counts() -> None:
    page = closed_page(soup_of("<p class=m>hello</p><p class=m>请先登录</p>"), ".m", otherwise="nothing")
    assert page.skipped == {"login wall": 1}
    assert page.problems[0].startswith("login wall")


def test_without_a_message_the_parsers_own_words_stand() -> None:
    page = closed_page(soup_of("<p>hello</p>"), ".m", otherwise="no posts here")
    assert (page.problems, dict(page.skipped)) == (["no posts here"], {})
