"""Which encoding a text file is in: byte order marks, UTF-8 by proof, Chinese by its commonest characters.

Statistics over a few hundred bytes often take GBK for Korean or Big5 for GBK. So the Chinese
candidates are decoded and scored by how many of their characters are among the commonest of Chinese
writing; charset-normalizer decides only where neither fits.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from charset_normalizer import from_bytes

_SAMPLE = 256 * 1024
_BLOCK = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运吃喝味店快送餐味服务态度质量价格差慢推荐喜欢评价买商城订单退货奶茶咖啡"
    "這個們來為國說時會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機業關點將兩間問應戰頭體見產給門員東聲論處義條兒題爾別變總電數報結務場計許統區隊決馬書聽達強難權設記類據邊張該規萬覺術領確傳師觀讓識帶導爭運讚價錢買賣單貨飲評歡這裡"
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec name, and a word on anything a person should know about the choice."""

    name: str
    note: str | None = None


def detect_encoding(path: Path) -> Encoding:
    """The encoding of a whole file. Reads it once, in blocks."""
    with path.open("rb") as file:
        return detect_stream(file)


def detect_stream(file: IO[bytes]) -> Encoding:
    """The encoding of an open file, from where it stands to its end."""
    sample = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return Encoding(name)
    wide = _wide(sample)
    if wide:
        return Encoding(wide, f"no byte order mark; read as {wide}")
    valid, bad, evidence = _utf8_share(sample, file)
    if bad == 0:
        return Encoding("utf-8")
    if valid > 20 * bad:
        return Encoding("utf-8", f"{bad:,} bytes are not UTF-8; they became �")
    return _legacy(evidence)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text and line ends is nought."""
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 5 * (even + 1) or (odd and not even):
        return "utf-16-le"
    return "utf-16-be" if even > 5 * (odd + 1) or (even and not odd) else None


def _utf8_share(sample: bytes, file: IO[bytes]) -> tuple[int, int, bytes]:
    """How many characters beyond ASCII are UTF-8, how many bytes are not, and the first block with such.

    Stops when it is hopeless.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    valid = bad = 0
    block = evidence = sample
    while block:
        text = decoder.decode(block)
        wrong = text.count("\ufffd")
        if wrong and not bad:
            evidence = block
        bad += wrong
        valid += 0 if text.isascii() else sum(1 for c in text if c > "\x7f") - wrong
        if bad > 1_000 and bad * 20 > valid:
            break
        block = file.read(_BLOCK)
    bad += decoder.decode(b"", final=True).count("\ufffd")
    return valid, bad, evidence


def _legacy(sample: bytes) -> Encoding:
    scores = {name: _chinese_share(sample, name) for name in ("gb18030", "big5hkscs")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.25:
        return Encoding(best)
    guess = from_bytes(sample).best()
    name = guess.encoding if guess else "cp1252"
    if name in ("ascii", "utf_8"):
        name = "cp1252"
    return Encoding(name, f"read as {name}, which is a guess; save the file as UTF-8 if words look wrong")


def _chinese_share(sample: bytes, name: str) -> float:
    """Share of the characters outside ASCII that are common in Chinese; errors count against it."""
    text = codecs.getincrementaldecoder(name)("replace").decode(sample)
    foreign = [c for c in text if c > "\x7f"]
    if not foreign:
        return 0.0
    known = sum(1 for c in foreign if c in _COMMON or c in "，。！？、；：“”（）《》…")
    return (known - 3 * foreign.count("\ufffd")) / len(foreign)
