import pytest

from crawler.manners.walls import wall_of

URL = "https://a.example.org/reviews"


def wall(status: int = 200, body: str = "", url: str = URL, **headers: str) -> str | None:
    return wall_of(status, {k.replace("_", "-"): v for k, v in headers.items()}, body.encode(), url, URL)


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ({"status": 403, "cf_mitigated": "challenge"}, "captcha"),
        ({"body": "<title>Just a moment...</title>"}, "captcha"),
        ({"body": "<title>安全验证</title>"}, "captcha"),
        ({"status": 403, "body": "<div class='g-recaptcha'></div>"}, "captcha"),
        ({"status": 401}, "login wall"),
        ({"url": "https://a.example.org/users/sign_in?next=1"}, "login wall"),
        ({"url": "https://a.example.org/member.php/login.php"}, "login wall"),
        ({"body": '<title>登录 - 某站</title><input type="password">'}, "login wall"),
    ],
)
def test_walls(answer: dict[str, object], name: str) -> None:
    assert wall(**answer) == name  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "answer",
    [
        {"body": "<title>Reviews</title><form><div class='g-recaptcha'></div></form>"},
        {"body": '<title>Kettle</title><input type="password">'},
        {"status": 404},
        {"body": "<title>My login story: a review</title>"},
    ],
)
def test_no_walls(answer: dict[str, object]) -> None:
    assert wall(**answer) is None  # type: ignore[arg-type]


def test_who_asks_for_a_login_page_gets_one() -> None:
    assert wall_of(200, {}, b"", "https://a.example.org/login", "https://a.example.org/login") is None
