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
_ODD_CASE = ("ſ", "ı")  # letters that IGNORECASE takes for s and i, and lower() does not


def worth_a_look(text: str) -> bool:
    """Whether a text as written holds numbers, or a sign that an account or address may follow."""
    if _NUMBERS.search(text):
        return True
    lowered = text.lower()
    return any(sign in lowered for sign in _SIGNS) or _ID.search(lowered) is not None


class Gates:
    """What a folded text could hold. Each attribute is False only where its patterns cannot match."""

    __slots__ = ("_lowered", "at", "chats", "five", "order", "reddit", "seven", "sites")

    def __init__(self, text: str) -> None:
        self._lowered = text.lower()
        odd = not text.isascii() and any(letter in text for letter in _ODD_CASE)
        self.five = _FIVE.search(text) is not None
        self.seven = _SEVEN.search(text) is not None
        self.at = "@" in text or odd or self._any(("at)", "at]"))
        self.reddit = "u/" in text
        self.order = odd or (self._any(_ORDER_WORDS) and _LOOSE.search(text) is not None)
        self.chats = odd or self._any(_CHAT_WORDS)
        self.sites = odd or (self._any(_SITE_ENDS) and self._any(_SITE_WORDS))

    def _any(self, words: tuple[str, ...]) -> bool:
        lowered = self._lowered
        return any(word in lowered for word in words)
