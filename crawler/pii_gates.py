"""Cheap looks that say which patterns of crawler.pii can find anything at all in a text.

Each gate is a necessary condition of its patterns: where it is shut they would find nothing. So masks
are the same with the gates and without them (a test compares); only the time differs, by a factor of four.
"""

import re

_NUMBERS = re.compile(r"[0-9０-９]{4}|[0-9０-９][^0-9０-９][0-9０-９]")
_ID = re.compile(r"id\b")
_SIGNS = (
    "@", "＠", "(at)", "[at]", "u/", "微信", "vx", "wx", "v信", "wechat", "weixin", "号", "號", "account",
)  # fmt: skip
_SEVEN = re.compile(r"[0-9](?:[ \-.()·]{0,2}[0-9]){6}|[0-9]{3}\*{4}[0-9]{4}")
_FIVE = re.compile(r"[0-9]{5}")
_LOOSE = re.compile(r"[0-9](?:[A-Za-z]{0,4}-?[0-9]){4}")

_ORDER_WORDS = (
    "order", "tracking", "invoice", "receipt", "confirmation", "booking", "reservation", "ticket", "case",
)  # fmt: skip
_CHAT_WORDS = (
    "微信", "薇信", "威信", "微❤", "v信", "vx", "wx", "wechat", "weixin", "加v", "加 v", "加微",
    "user", "login", "handle", "会员", "會員",
)  # fmt: skip
_SITE_WORDS = (
    "line", "telegram", "tg", "skype", "instagram", "ig", "kakao", "whatsapp", "paypal", "alipay",
    "小红书", "小紅書", "抖音", "快手", "微博", "淘宝", "淘寶", "支付宝", "支付寶",
)  # fmt: skip
_SITE_ENDS = ("id", "号", "號", "account")
_ODD_CASE = re.compile("[ſı\u212a]")  # letters that IGNORECASE takes for s, i and k
_DIGIT = re.compile(r"[0-9]")
_ACCOUNT = re.compile(r"[a-z0-9_-]{5}")  # the least that a chat account is made of
_SITE_ACCOUNT = re.compile(r"[a-z0-9_.-]{4}")


def worth_a_look(text: str) -> bool:
    """Whether a text as written holds numbers, or a sign that an account or address may follow."""
    if _NUMBERS.search(text):
        return True
    lowered = text.lower()
    return _has(lowered, _SIGNS) or _ID.search(lowered) is not None


class Gates:
    """What a folded text could hold. Each attribute is False only where its patterns cannot match."""

    __slots__ = ("at", "chats", "coded", "five", "order", "plate", "reddit", "seven", "sites")

    def __init__(self, text: str) -> None:
        lowered = text.lower()
        odd = not text.isascii() and _ODD_CASE.search(text) is not None
        digits = len(_DIGIT.findall(text))  # most texts have too few for most patterns
        self.plate = digits >= 3
        self.five = digits >= 5 and _FIVE.search(text) is not None
        self.seven = digits >= 7 and _SEVEN.search(text) is not None
        self.coded = odd or (digits >= 5 and _LOOSE.search(text) is not None)
        self.order = odd or (self.coded and _has(lowered, _ORDER_WORDS))
        self.at = "@" in text or odd or "at)" in lowered or "at]" in lowered
        self.reddit = "u/" in text
        self.chats = odd or (_has(lowered, _CHAT_WORDS) and _ACCOUNT.search(lowered) is not None)
        self.sites = odd or (
            _has(lowered, _SITE_ENDS)
            and _has(lowered, _SITE_WORDS)
            and _SITE_ACCOUNT.search(lowered) is not None
        )


def _has(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - any() with a generator takes three times as long
        if word in text:
            return True
    return False
