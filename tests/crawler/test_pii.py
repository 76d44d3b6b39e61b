import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pii import KINDS, mask
from crawler.pii_numbers import luhn_valid, resident_id_valid, taiwan_id_valid

FOUND = [
    # telephone numbers
    ("有事打13912345670就行", "有事打[phone]就行"),
    ("139 1234 5670 / 139-1234-5670", "[phone] / [phone]"),
    ("+86 139 1234 5670", "[phone]"),
    ("0086-13912345670", "[phone]"),
    ("１３９１２３４５６７０", "[phone]"),
    ("139****5670 的老板", "[phone] 的老板"),
    ("1-3-9-1-2-3-4-5-6-7-0", "[phone]"),
    ("门店（021）5555 0134", "门店[phone]"),
    ("0755-8899 0134转801", "[phone]"),
    ("投诉 400-820-0134", "投诉 [phone]"),
    ("手機 0912-345-678", "手機 [phone]"),
    ("(02) 2345-0134", "[phone]"),
    ("+886 912 345 678", "[phone]"),
    ("+852 9123 4567", "[phone]"),
    ("電話：9123 4567", "電話：[phone]"),
    ("call me at 415 555 0134", "call me at [phone]"),
    ("(415) 555-0134 or 415.555.0134", "[phone] or [phone]"),
    ("+1 (415) 555-0134", "[phone]"),
    ("+44 20 7946 0958", "[phone]"),
    ("mobile 07700 900123.", "mobile [phone]."),
    # addresses and numbers of persons
    ("write to mei.lin+tea@mail.example.org!", "write to [email]!"),
    ("邮箱mei@qq.com，谢谢", "邮箱[email]，谢谢"),
    ("mei (at) example.org", "[email]"),
    ("身份证11010519491231002X丢了", "身份证[id-card]丢了"),
    ("110105 19491231 002x", "[id-card]"),
    ("身份证号：110105194912310021", "身份证号：[id-card]"),
    ("卡 4111 1111 1111 1111 扣款", "卡 [account] 扣款"),
    ("会员卡号 VIP0012345", "会员卡号 [account]"),
    ("My membership number is 00123456", "My membership number is [account]"),
    ("粤B12F45停在门口", "[plate]停在门口"),
    ("京A·D12345 新能源", "[plate] 新能源"),
    # accounts that a sentence introduces
    ("add me, WeChat is wei_lantern_88", "add me, WeChat is [account]"),
    ("加我微信 tea_lover_2020", "加我微信 [account]"),
    ("My username is tea_lover_2027", "My username is [account]"),
    ("会员账号 tea_lover_2028", "会员账号 [account]"),
    # accounts that a word introduces
    ("微信号：tea_lover88", "微信号：[account]"),
    ("加vx tea88888吧", "加vx [account]吧"),
    ("加V13912345670", "加V[account]"),
    ("WeChat ID: tealover", "WeChat ID: [account]"),
    ("QQ 812345678，QQ群：912345678", "QQ [account]，QQ群：[account]"),
    ("打13912345670，3天没人接", "打[phone]，3天没人接"),
    ("1,13912345670,2", "1,[phone],2"),
    ("13912345670/13812345678", "[phone]/[phone]"),
    ("call 010-12345678,5 times", "call [phone],5 times"),
    ("LINE ID: mei.lin", "LINE ID: [account]"),
    # orders
    ("订单号：20231105123456789", "订单号：[order]"),
    ("訂單編號 TW-2023-00157", "訂單編號 [order]"),
    ("order #AB-123456 never came", "order #[order] never came"),
    ("Order No. 114-1234567-1234567", "Order No. [order]"),
    # names
    ("@小茶 来看看", "[name] 来看看"),
    ("thanks @mei_lin, u/tea_drinker", "thanks [name], [name]"),
]  # fmt: skip

LEFT = [
    "2019 年和 2020年", "2018-2019", "2023-11-05 10:30:00", "05/11/2023", "01-02-2023 10:30", "20231105",
    "订单 20231105 那天下的", "13点到15点", "10:30-11:30", "早上8点-晚上20点",
    "¥1999-2999", "手机1999-2999元", "价格 12345678 元", "$1,299,000.00", "1.2万", "一共 100 200 3000",
    "评分4.5，5星", "5/5 stars", "10/10", "100%", "3.1415926535", "0.123456789012",
    "iPhone 13 Pro 256GB", "WX-1000 headphones", "model SM-G991B", "Galaxy S21 5G 2021", "B08N5WRWNW",
    "新iPhone13",
    "wechat payment is terrible", "微信支付 100 元", "QQ 音乐", "on line 12345", "in order to pay 50",
    "meet @7pm", "2 @ 5", "10086", "12315", "192.168.100.200", "版本1.2.3.4567890", "110105194912310021",
    "1,391,234,567 views", "13912345670.5",
    "1000000000 people", "快递3天才到", "下单2次，退单1次", "10.5-11 inch", "12345678901234567",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_personal_data_becomes_a_typed_placeholder(text: str, expected: str) -> None:
    masked = mask(text)
    assert masked.text == expected
    assert sum(masked.counts.values()) == expected.count("[")
    assert set(masked.counts) <= set(KINDS)


@pytest.mark.parametrize("text", LEFT)
def test_ordinary_numbers_stay(text: str) -> None:
    masked = mask(text)
    assert masked.text == text
    assert not masked.counts


def test_counts_are_per_kind() -> None:
    masked = mask("13912345670, 13912345671, a@b.example")
    assert masked.counts == {"phone": 2, "email": 1}


def test_a_name_glued_to_a_sentence_does_not_swallow_it() -> None:
    assert mask("@小茶这家店的奶茶真的很好喝下次还来").text.endswith("很好喝下次还来")


@pytest.mark.parametrize(
    ("number", "valid"),
    [("11010519491231002X", True), ("110105194912310021", False), ("440524188001010014", True)],
)
def test_resident_numbers_have_a_check_digit(number: str, valid: bool) -> None:
    assert resident_id_valid(number) is valid


def test_other_check_digits() -> None:
    assert luhn_valid("4111111111111111")
    assert not luhn_valid("4111111111111112")
    assert not luhn_valid("0000000000000000")
    assert taiwan_id_valid("A123456789")
    assert not taiwan_id_valid("A123456788")


_PIECES = st.one_of(
    st.sampled_from([text for text, _ in FOUND] + LEFT),
    st.text(alphabet="0123456789-+() .@:#xX", max_size=25),
    st.text(max_size=10),
    st.sampled_from(["微信", "QQ", "订单号", "tel ", "order no", "[phone]", "\n", "粤B", "加vx"]),
)


@settings(max_examples=250, deadline=None)
@given(st.lists(_PIECES, max_size=6).map("".join))
def test_masking_twice_is_masking_once_and_counts_what_it_put_there(text: str) -> None:
    masked = mask(text)
    placed = sum(masked.text.count(f"[{kind}]") - text.count(f"[{kind}]") for kind in KINDS)
    assert placed == sum(masked.counts.values())
    assert mask(masked.text).text == masked.text


@settings(max_examples=100, deadline=None)
@given(
    st.integers(3, 9),
    st.integers(0, 10**9 - 1),
    st.sampled_from(["", " ", "-"]),
    st.text("你好啊，。吗 ", max_size=8),
)
def test_no_mainland_mobile_number_gets_through(second: int, rest: int, gap: str, around: str) -> None:
    number = f"1{second}{rest:09d}"
    written = gap.join((number[:3], number[3:7], number[7:]))
    masked = mask(f"{around}{written}{around}").text
    assert number[3:7] + gap + number[7:] not in masked
    assert "[" in masked


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"[a-z][a-z0-9._]{0,20}[a-z0-9]@[a-z]{1,10}\.(com|org|cn)", fullmatch=True))
def test_no_mail_address_gets_through(address: str) -> None:
    assert "@" not in mask(f"写信到{address}。").text


@pytest.mark.parametrize(
    "unit",
    ["a", "1", "1 ", "a@", "微信", "13912345670 ", "@a ", "0-", "(0", "vx ", "1-1 1.1(", "@a.", "单A1-"],
)
def test_two_million_characters_take_linear_time(unit: str) -> None:
    """Twice the text takes about twice the time: a quadratic pattern would take four times."""

    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        start = time.process_time()
        mask(text)
        return time.process_time() - start

    seconds(1_000)
    small, large = seconds(100_000), seconds(400_000)
    assert large < max(12 * small, 0.5)
    assert large < 4.0


def test_a_long_mixed_text_is_masked_to_its_end() -> None:
    random.seed(1)
    text = "".join(random.choice("好喝的奶茶，。 12") for _ in range(500_000)) + " 13912345670"
    assert mask(text).text.endswith(" [phone]")
