"""The patterns of crawler.pii. They run over a folded text: full-width forms and dashes made plain.

Folding maps one character to one character, so every offset holds in the text as written.
`_FREE` and `_END` keep a number from beginning or ending inside a longer one.
"""

import re

_FOLDED = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    0x3000: " ", 0x00A0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x202F: " ",
    0xFF0C: ";",  # a comma between Chinese words never groups digits, as an ASCII one may
    **dict.fromkeys(range(0x2010, 0x2016), "-"), 0x2212: "-", 0xFE63: "-",
}  # fmt: skip

_FOLDABLE = re.compile(f"[{''.join(map(re.escape, map(chr, _FOLDED)))}]")
_FOLDS = {chr(code): chr(plain) if isinstance(plain, int) else plain for code, plain in _FOLDED.items()}

_FREE = r"(?<![0-9])(?<![0-9][.,:/])"
_END = r"(?![0-9])(?![.:/][0-9])(?!,[0-9]{3}(?![0-9]))"
# eleven digits in a row are no group of a larger number, no time and no share of anything
_MOBILE_FREE, _MOBILE_END = r"(?<![0-9])(?<![0-9]\.)", r"(?![0-9])(?!\.[0-9])"
_GAP = r"[ \-.·]?"
_IS = r"[ \t]{0,3}(?:[:=#]|是|为|為)?[ \t]{0,3}"

EMAIL_TAIL = re.compile(
    r"(?:@| ?[\[(]at[\])] ?)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}", re.IGNORECASE
)

RESIDENT_ID = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}[ -]?(?:18|19|20)[0-9]{2}[ -]?(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"[ -]?[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
TAIWAN_ID = re.compile(r"(?<![0-9A-Za-z])[A-Z][12][0-9]{8}(?![0-9A-Za-z])")
SAID_ID = re.compile(
    rf"(?:身份证|身分證|護照|护照|passport)(?:号码?|號碼?|字號|number| no\.?)?"
    rf"{_IS}([A-Za-z]{{0,2}}[0-9]{{6,17}}[0-9Xx])(?![0-9A-Za-z])",
    re.IGNORECASE,
)
BANK_CARD = re.compile(r"(?<![0-9])(?:[0-9]{16,19}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3})?)(?![0-9])")

PLATE = re.compile(
    r"[京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊]"
    r"[A-HJ-NP-Za-hj-np-z][ ·•.-]?"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂掛学學警港澳])(?![A-Za-z0-9])"
)

_CODED = r"[A-Za-z]{0,6}-?[0-9](?:[A-Za-z]{0,4}-?[0-9]){4,29}"  # letters and digits, at least five of these
ORDERS = (
    re.compile(
        rf"(?:订单|訂單|快递|快遞|物流|运单|運單|流水|单|單)(?:编号|編號|号码?|號碼?)?{_IS}({_CODED})(?![A-Za-z0-9])",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:order|tracking|invoice|receipt|confirmation|booking|reservation|ticket|case)[ ]?"
        rf"(?:#|no\b\.?|num\b\.?|number|id\b|code)(?: (?:is|was))?{_IS}({_CODED})(?![A-Za-z0-9])",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![0-9-])([0-9]{3}-[0-9]{7}-[0-9]{7})(?![0-9-])"),
)

_ACCOUNT_ID = r"[A-Za-z][A-Za-z0-9_-]{5,19}|[0-9]{5,12}"
_CHAT = r"(?:微信|薇信|威信|微❤|(?<![A-Za-z])(?:v信|vx|wx|wechat|weixin))"
_APART = r"(?![A-Za-z0-9_-])"
ACCOUNTS = (
    re.compile(
        r"(?:(?<![A-Za-z])Q{1,2}|扣扣|企鹅)(?:群|号码?|號碼?| ?number| ?no\.?){0,2}"
        rf"{_IS}([1-9][0-9]{{4,10}})(?![0-9])",
        re.IGNORECASE,
    ),
    re.compile(  # with a sign that an account follows
        rf"{_CHAT}[ ]?(?:(?:群|号码?|號碼?|账号|帳號|id\b|account)[ ]?(?:[:=]|是|为|為|is\b)?|[:=])"
        rf"[ ]{{0,3}}({_ACCOUNT_ID}){_APART}",
        re.IGNORECASE,
    ),
    re.compile(  # without one: only what holds digits
        rf"(?:{_CHAT}|加[ ]?[vV](?![A-Za-z])|加微)[ ]?(?:是|为|為)?[ ]{{0,2}}"
        rf"([A-Za-z_-]{{0,12}}[0-9](?=[A-Za-z0-9_-]{{4,19}}{_APART})[A-Za-z0-9_-]{{4,19}})",
        re.IGNORECASE,
    ),
    re.compile(  # said to be one, or a name of the make that only accounts have (tea_lover_20)
        rf"(?:{_CHAT}[ ]is|(?:加我?|my |me on |add )[ ]?{_CHAT}"
        r"|\b(?:user[ ]?name|login|handle)(?:[ ]is|[ ]?[:=])"
        rf"|(?:会员|會員)(?:账号|帳號|账户|帳戶)[ ]?[:=是为為]?)[ ]{{0,3}}({_ACCOUNT_ID}){_APART}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_CHAT}[ ]{{0,2}}((?=[A-Za-z0-9-]{{0,19}}_)[A-Za-z][A-Za-z0-9_-]{{5,19}}){_APART}", re.IGNORECASE
    ),
    re.compile(r"(?<![A-Za-z0-9_])(wxid_[A-Za-z0-9]{6,20})", re.IGNORECASE),
    re.compile(
        r"(?:\b(?:line|telegram|tg|skype|instagram|ig|kakao|whatsapp|paypal|alipay)"
        r"|小红书|小紅書|抖音|快手|微博|淘宝|淘寶|支付宝|支付寶)"
        r"(?: ?id\b|号|號|账号|帳號| account)[ ]?(?:[:=]|是|为|為|is\b)?"
        rf"[ ]{{0,3}}([A-Za-z0-9][A-Za-z0-9_.-]{{3,29}}){_APART}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:会员|會員|银行|銀行|储值|儲值)?(?:卡号|卡號|账号|帳號|会员号|會員號|会员编号|會員編號|工号|工號)"
        rf"(?:码|碼)?{_IS}([A-Za-z]{{0,4}}[0-9]{{5,19}})(?![0-9])"
    ),
    re.compile(
        r"\b(?:account|member(?:ship)?|loyalty|rewards?|card|employee|user)[ ]?(?:#|no\b\.?|number|id\b)"
        rf"(?: (?:is|was))?{_IS}([A-Za-z]{{0,4}}[0-9]{{5,19}})(?![0-9])",
        re.IGNORECASE,
    ),
)  # fmt: skip

SAID_PHONE = re.compile(
    r"(?:电话|電話|手机号|手機號|热线|熱線|座机|市話|致电|致電|拨打|撥打|联系方式|聯絡方式|"
    r"\b(?:tel|phone|telephone|mobile|cell|whatsapp|call|text|fax)\b)"
    r"(?:号码|號碼|码|碼| number| no\.?)?(?: (?:me|us|him|her|them))?(?: (?:at|on|is))?"
    r"[ .]{0,2}(?:[:=]|是|为|為)?[ ]{0,3}"
    r"(\+?\(?[0-9](?:[ \-.()]{0,2}[0-9]){6,14})" + _END + r"(?! ?[元块塊¥$€£%]| ?(?:左右|RMB|dollars?|yuan))",
    re.IGNORECASE,
)

PHONES = tuple(
    re.compile(pattern)
    for pattern in (
        # mainland mobile, 3-4-4 or 3-3-5, also with the middle hidden
        (
            rf"{_MOBILE_FREE}((?:(?:\+|00)?86[ -]?)?1[3-9][0-9]"
            rf"(?:{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}}|\*{{4}}[0-9]{{4}})){_MOBILE_END}"
        ),
        rf"{_FREE}(1(?:-[0-9]){{10}}|1(?: [0-9]){{10}}){_END}",
        # area code with the trunk 0: mainland, Taiwan (fixed and mobile), United Kingdom, Australia
        (
            rf"{_FREE}(\(?0[1-9][0-9]{{1,3}}\)?[ -]?[0-9]{{3,4}}[ -]?[0-9]{{3,4}}"
            rf"(?:(?:转|轉|-|ext\.?| x)[ ]?[0-9]{{1,5}})?){_END}"
        ),
        rf"{_FREE}(\(0[1-9]\) ?[0-9]{{3,4}}[ -]?[0-9]{{4}}|0[2-9]-[0-9]{{3,4}}-?[0-9]{{4}}){_END}",
        rf"{_FREE}([48]00[ -][0-9]{{3,4}}[ -][0-9]{{3,4}}|[48]00[0-9]{{7}}){_END}",
        # international
        r"(?<![0-9A-Za-z])(\+(?![0-9]{1,3}\.[0-9]{5})[1-9](?:[ \-.()]{0,2}[0-9]){8,14})" + _END,
        r"(?<![0-9A-Za-z])(00(?:1|33|44|49|60|61|65|81|82|852|853|86|886)(?:[ -]?[0-9]){8,12})" + _END,
        # North America, with the country code or without
        r"(?<![0-9A-Za-z.$€£¥-])((?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])"
        r"[2-9][0-9]{2}[ .-][0-9]{4})" + _END,
    )
)

AT_NAME = re.compile(r"(?<![A-Za-z0-9._%+@-])@(?![0-9]+(?:am|pm|x|k|[^\w]|$)|_+(?:\W|$))([\w-]{1,30})")
REDDIT_NAME = re.compile(r"(?<![\w/.])/?u/[A-Za-z0-9_-]{3,20}(?![\w/-])")

_DATE = re.compile(
    r"\(?(?:(?:19|20)[0-9]{2}[ .\-]?(?:0?[1-9]|1[0-2])[ .\-]?(?:0?[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[ .\-](?:0?[1-9]|[12][0-9]|3[01])[ .\-](?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[ \-](?:19|20)[0-9]{2})(?:[ ][0-9]{1,2})?"
)


def fold(text: str) -> str:
    """The text with full-width forms, odd spaces and dashes made plain; same length, same offsets."""
    return text if text.isascii() else _FOLDABLE.sub(lambda match: _FOLDS[match[0]], text)


def is_date(text: str) -> bool:
    """Whether a number is a calendar date, or a span of years, rather than somebody's number."""
    return _DATE.fullmatch(text) is not None
