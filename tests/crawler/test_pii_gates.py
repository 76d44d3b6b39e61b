"""The gates of crawler.pii spare time and change nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import pii, pii_gates

_PIECES = (
    "138 0013 8000", "13800138000", "+44 20 7946 0958", "订单号 ", "order no. ", "A12b3-4c5", "微信", "wx: ",
    "tea_lover_20", "id", "号", "QQ ", "12345", "@", "ann@example.org", "(at)", "u/ann_b", "粤B12345",
    "会员号",
    "account ", "passport ", "E1234567", "call me on ", "ig id ", "ſkype id ", "110101199003078515",
    " ", "-", "x",
    "ID", "的", "加v ", "wxid_abcdef12", "A123456789", "4111 1111 1111 1111", "2026-05-01", "***", "****",
    "1\u212a2", "user", "抖音", "9", "_",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=8).map("".join) | st.text(max_size=40)


class _Open:
    """Every gate open."""

    def __init__(self, _text: str) -> None:
        self.coded = self.plate = True
        self.at = self.chats = self.five = self.order = self.reddit = self.seven = self.sites = True


@given(TEXTS)
@settings(max_examples=600)
def test_what_is_found_does_not_depend_on_the_gates(text: str) -> None:
    found = pii._mask(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pii, "Gates", _Open)
        assert pii._mask(text) == found


def test_a_plain_sentence_opens_no_gate() -> None:
    gates = pii_gates.Gates("The tea was cold, and nobody said sorry.")
    names = [name for name in gates.__slots__ if not name.startswith("_")]
    assert not any(getattr(gates, name) for name in names)
