"""Posts into clauses: exact spans for zh-Hans, zh-Hant, English and mixtures of them.

A sentence ends where its writer ended it (mark, ellipsis, line end, emoji run); what is then too long
to type as one thing is cut at commas, in front of discourse markers where there are any (mining.cutting).
Every letter, digit and Han character of the text lies in exactly one span, and no span begins or ends
with white space. Marks that stand alone are in none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from mining.cutting import cut_chinese, cut_english
from mining.normalise import HAN, HAN_PATTERN
from mining.words import word_list

# a line is Chinese when its Han characters outweigh its Latin words
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f']+")
_HAN_PER_WORD = 1.5
_CLOSING = "”’」』）)】》〉]\"' \t\u3000"
_EMOJI = "\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff"
_EMOJI_RUN = f"[{_EMOJI}](?:[{_EMOJI}\ufe0f\u200d\u20e3\\s]*[{_EMOJI}\ufe0f])?"
_CLOSERS = "”’」』）)】》〉\\]\"'"
# what a full stop, question mark or semicolon is part of, not the end of a sentence
_PROTECTED = re.compile(
    r"(?:https?://|www\.)[\x21-\x7e]{0,300}[A-Za-z0-9/=]|[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,64}\.[A-Za-z0-9.-]{2,64}|&#?\w{2,8};"
    r"|\d[.:~～]\d|[;:]-?[)(DPp](?![a-z])|\b[A-Za-z][A-Za-z0-9-]{0,62}\.(?:com|net|org|cn|io|co|tv|me|uk|edu|gov)\b"
)
_ZH_END = re.compile(
    rf"(?:[。！？!?；;…~～]|\.{{2,}}|(?<=[{HAN}])[.．](?![\d.])|(?:\^_\^|T_T))+(?:\s{{0,3}}{_EMOJI_RUN})?[{_CLOSERS}]{{0,4}}|{_EMOJI_RUN}"
)
_EN_END = re.compile(
    rf"(?:[.!?…。！？；]|;(?=\s))+[{_CLOSERS}]{{0,4}}(?:\s+(?=\S)|(?<=[a-z)][.!?])(?=[A-Z][a-z']*\b)|(?<=[!?。！？…])(?=\w)|(?<=\.\.)(?=[A-Za-z])|$)(?:{_EMOJI_RUN})?"
    rf"|;\s+|\s{{0,3}}{_EMOJI_RUN}"
)
_LIST_ITEM = re.compile(
    rf"(?:(?<=^)|(?<=[\s{HAN}，,。；;：:！!）)~]))(?:\d{{1,2}}(?:[、．)）]|\.(?!\d))|[(（]\d{{1,2}}[)）]|[①-⑳])(?!\d)"
)
# a wrapped line: a long line without a mark at its end, and the next goes on in lower case
_LINE_END = re.compile(r"\n")
_WRAPPED_LENGTH = 60
_LAST_WORD = re.compile(r"([A-Za-z](?:[A-Za-z.]*[A-Za-z])?)\.$")
_LIST_NUMBER = re.compile(r"(?:^|\s)\(?\d{1,2}\.$")
_MIN_EMOJI_SIDE = 3


@dataclass(frozen=True, slots=True)
class Span:
    """One clause: `text[start:end]`, in which sentence of the text (from 0) it stands."""

    start: int
    end: int
    sentence: int


def segment_text(text: str) -> list[Span]:
    """The clauses of a text, in order, without overlap."""
    spans: list[Span] = []
    sentence = 0
    for start, end, chinese in _sentences(text):
        cut = cut_chinese if chinese else cut_english
        pieces = _filled(text, [start + offset for offset in cut(text[start:end])], start, end)
        spans.extend(Span(left, right, sentence) for left, right in pieces)
        sentence += bool(pieces)
    return spans


def _filled(text: str, cuts: list[int], start: int, end: int) -> list[tuple[int, int]]:
    """The trimmed pieces between cuts that hold at least one letter or digit."""
    edges = [start, *cuts, end]
    pieces = (_trimmed(text, left, right) for left, right in pairwise(edges))
    return [(left, right) for left, right in pieces if any(c.isalnum() for c in text[left:right])]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    whole = _is_chinese(text)
    for start, end in _lines(text):
        line = text[start:end]
        chinese = _is_chinese(line) if any(c.isalpha() for c in line) else whole
        ends = _chinese_ends(line) if chinese else _english_ends(line)
        edges = [0, *sorted(set(ends)), len(line)]
        for left, right in pairwise(edges):
            if left < right:
                yield start + left, start + right, chinese


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _LINE_END.finditer(text):
        before = text[max(start, match.start() - 200) : match.start()].rstrip()
        after = text[match.end() : match.end() + 1]
        if len(before) >= _WRAPPED_LENGTH and before[-1].isalpha() and after.islower() and after.isascii():
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _is_chinese(text: str) -> bool:
    han = len(HAN_PATTERN.findall(text))
    return han > 0 and han >= _HAN_PER_WORD * len(_LATIN_WORD.findall(text))


def _chinese_ends(line: str) -> list[int]:
    protected = _protected(line)
    ends = []
    for match in _ZH_END.finditer(line):
        inside = match.start() in protected
        if not inside and (not _starts_with_emoji(match.group()) or _has_sides(line, match)):
            ends.append(_without_opener(line, match.start(), match.end()))
    items = [match.start() for match in _LIST_ITEM.finditer(line)]
    return ends + (items if len(items) > 1 else [])


def _english_ends(line: str) -> list[int]:
    protected = _protected(line)
    ends = []
    for match in _EN_END.finditer(line):
        if match.start() in protected or _is_abbreviation(line, match):
            continue
        emoji = _starts_with_emoji(match.group().lstrip())
        if not emoji or (_has_sides(line, match) and not _goes_on(line, match.end())):
            ends.append(match.end())
    return ends


def _protected(line: str) -> set[int]:
    return {index for match in _PROTECTED.finditer(line) for index in range(match.start(), match.end())}


def _starts_with_emoji(text: str) -> bool:
    return re.match(f"[{_EMOJI}]", text) is not None


def _has_sides(line: str, match: re.Match[str]) -> bool:
    """An emoji run ends a sentence only where words stand on both sides of it."""
    before = line[max(0, match.start() - 8) : match.start()]
    after = line[match.end() : match.end() + 8]
    return min(sum(c.isalnum() for c in side) for side in (before, after)) >= _MIN_EMOJI_SIDE


def _goes_on(line: str, start: int) -> bool:
    """Whether an English sentence goes on (in lower case) after the emoji."""
    return line[start : start + 4].lstrip()[:1].islower()


def _without_opener(line: str, start: int, end: int) -> int:
    """A straight quote after a mark closes only what was opened before it."""
    while end > start + 1 and line[end - 1] in "\"'":
        if line[max(0, start - 400) : end].count(line[end - 1]) % 2 == 0:
            break
        end -= 1
    return end


def _is_abbreviation(line: str, match: re.Match[str]) -> bool:
    if match.group().rstrip(_CLOSING) != ".":
        return False
    before = line[max(0, match.start() - 24) : match.start() + 1]
    following = line[match.end() : match.end() + 1]
    if _LIST_NUMBER.search(before):
        return True
    word = _LAST_WORD.search(before)
    if word is None or not following:
        return False
    name = word.group(1).lower()
    if name in word_list("segment", "en_abbreviations_final") and not following.islower():
        # "No. 5" is a number, "Oh no. Again" is not
        return name == "no" and following.isdigit()
    if len(name) == 1 and name not in "ai":
        return word.group(1).isupper() and following.isupper()
    return name in word_list("segment", "en_abbreviations")
