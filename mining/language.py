"""Which language a text is in: by its script first, and only Latin text by a statistical model."""

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from mining.normalise import HAN_PATTERN, simplified

if TYPE_CHECKING:
    from lingua import LanguageDetector

UNKNOWN = "und"
LATIN_LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "id", "tl", "vi", "tr", "pl")
CLEARLY = 4.0
LIKELY = 0.5
SHORT_LETTERS = 20  # fewer Latin letters than this say too little for a model: plain ASCII counts as English

# a Han character carries about as much as an English word, so brand names do not outvote a Chinese text
_HAN_WEIGHT = 5
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile("[\u3041-\u30fa\u31f0-\u31ff\uff66-\uff9d]")),
    ("ko", re.compile("[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
)
_ASCII_LETTER = re.compile("[A-Za-z]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u3041-\U0003ffff]")
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|&\w+;")
# common words that English shares with none of the other languages here
_ENGLISH = re.compile(
    r"\b(?:the|and|this|it|with|my|you|have|they|but|are|for|its|that|i'm|it's|of|not|very|is|to|good|great|best"
    r"|better|worst|love|loved|works?|working|don't|can't|won't|cant|dont|from|what|when|which|would|please|pls|plz"
    r"|nice|than|then|all|how|does|did|just|like|use|using|easy|really|only|was|has|been|your|our|get|will|so|too"
    r"|ever|fix|awesome|excellent|bad|easier|no longer|could|should|there|i)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z']+")


def detect(text: str) -> str:
    """ISO 639-1 code ("zh" for both scripts of Chinese), or "und" when there is nothing to read.

    Emoji, digits and punctuation only give "und". Very short plain Latin text is taken for English.
    """
    clean = _NOISE.sub(" ", text) if not text.isalpha() else text
    if _BEYOND_LATIN.search(clean):
        found = _by_script(clean)
        if found is not None:
            return found
    return _latin(clean)


def detect_clause(text: str, post_language: str) -> str:
    """Language of a part of a post: its own script decides, and the post where the part says too little."""
    found = detect(text)
    if found == post_language or found == "zh":
        return found
    if found == UNKNOWN or (len(_LATIN.findall(text)) < 2 * SHORT_LETTERS and post_language != "zh"):
        return post_language
    return found


def script(text: str) -> Literal["Hans", "Hant"] | None:
    """Which script of Chinese the text uses, or None where no character tells."""
    han = "".join(HAN_PATTERN.findall(text))
    if not han:
        return None
    simple = simplified(han)
    traditional = sum(a != b for a, b in zip(han, simple, strict=True))
    only_simple = sum(a != b for a, b in zip(simple, _traditional(simple), strict=True)) - traditional
    if traditional == only_simple == 0:
        return None
    return "Hant" if traditional > only_simple else "Hans"


def _by_script(text: str) -> str | None:
    """The language of the script with most characters, or None when that is Latin (or none)."""
    counts = {code: len(pattern.findall(text)) for code, pattern in _SCRIPTS}
    han = len(HAN_PATTERN.findall(text))
    # Japanese mixes kana with Han: one kana in eight is plenty; fewer decorate Chinese (の)
    if (counts["ja"] > 1 or not han) and counts["ja"] * 8 >= han:
        counts["ja"] += han
        han = 0
    counts["zh"] = han * _HAN_WEIGHT
    best = max(counts, key=lambda code: counts[code])
    latin = len(_LATIN.findall(text))
    return best if counts[best] and counts[best] >= latin else None


def _latin(text: str) -> str:
    letters = len(_LATIN.findall(text))
    if not letters:
        return UNKNOWN
    words = len(_WORD.findall(text))
    english = len(_ENGLISH.findall(text))
    plain = len(_ASCII_LETTER.findall(text)) == letters
    if plain and (letters < SHORT_LETTERS or english * 4 >= words or english >= 12):
        return "en"
    ranked = _detector().compute_language_confidence_values(text)
    if not ranked:
        return "en"
    scores = {value.language.iso_code_639_1.name.lower(): value.value for value in ranked}
    best = max(scores, key=lambda code: scores[code])
    # reviews are full of misspelt English: another language has to be clearly likelier
    doubtful = scores["en"] * CLEARLY > scores[best] or scores[best] < LIKELY
    return "en" if doubtful and (english or plain) else best


@cache
def _detector() -> "LanguageDetector":
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in LATIN_LANGUAGES]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return builder.with_low_accuracy_mode().build()


@cache
def _to_traditional() -> object:
    from opencc import OpenCC

    return OpenCC("s2t")


def _traditional(text: str) -> str:
    converted: str = _to_traditional().convert(text)  # type: ignore[attr-defined]
    return converted if len(converted) == len(text) else text
