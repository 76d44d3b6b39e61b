"""Where to cut a sentence that is too long to be typed as one thing.

Chinese: longer than 40 characters, cut at commas into pieces of about 32 at the most, rather in front of a
discourse marker than elsewhere. English: longer than 200 characters, cut in front of markers. What offers no
place at all is cut at white space, or at a fixed length, so that no input gives an unbounded clause.
"""

import re
from functools import cache
from itertools import pairwise

from mining.normalise import HAN, HAN_PATTERN, shadow
from mining.words import word_list

ZH_SENTENCE = 40
ZH_PIECE = 32
ZH_LIMIT = 120
EN_SENTENCE = 200
EN_PIECE = 160
EN_MIN_PIECE = 40
EN_LIMIT = 400
# how much worse a cut in front of no marker is, in squared characters of uneven length
_UNMARKED = 120

_COMMA = re.compile(r"[，,、](?!\d)[”’」』）)】》\"']*\s*|(?<=[^\s])\s+")
_TRUE_COMMA = re.compile(r"[，,]")
_SPACE_OR_COMMA = re.compile(r"[,\s]\s*")


def cut_chinese(sentence: str) -> list[int]:
    """Offsets in front of which a Chinese sentence is cut; none when it is short."""
    if len(sentence.strip()) <= ZH_SENTENCE:
        return []
    places = [m.end() for m in _COMMA.finditer(sentence) if _TRUE_COMMA.match(m.group())]
    if not places:
        spaces = re.finditer(rf"(?<=[{HAN}])\s+(?=[{HAN}])|、", sentence)
        places = [m.end() for m in spaces]
    pattern = _chinese_markers()
    plain = shadow(sentence)
    text = plain.text if len(plain.text) == len(sentence) else sentence
    marked = {place for place in places if pattern.match(text, place)}
    return _limited(sentence, _best_cuts(len(sentence), places, marked), ZH_LIMIT)


def cut_english(sentence: str) -> list[int]:
    """Offsets in front of which an English (or other Latin) sentence is cut; none when it is short."""
    if len(sentence.strip()) <= EN_SENTENCE:
        return []
    if len(HAN_PATTERN.findall(sentence)) * 2 > len(sentence):
        return _limited(sentence, [], ZH_LIMIT)
    cuts: list[int] = []
    start = 0
    while len(sentence) - start > EN_SENTENCE:
        place = _english_place(sentence, start)
        if place is None:
            break
        cuts.append(place)
        start = place
    return _limited(sentence, cuts, EN_LIMIT)


def _english_place(sentence: str, start: int) -> int | None:
    """The marker nearest to the end of a full piece, rather after a comma; None without one."""
    low, high = start + EN_MIN_PIECE, min(start + EN_LIMIT, len(sentence) - EN_MIN_PIECE)
    best: tuple[int, int] | None = None
    for match in _english_markers().finditer(sentence, low, max(low, high)):
        bare = "," not in match.group(1) and ";" not in match.group(1)
        distance = abs(match.end(1) - start - EN_PIECE * 3 // 4) + (60 if bare else 0)
        if best is None or distance < best[0]:
            best = (distance, match.end(1))
    return None if best is None else best[1]


def _best_cuts(length: int, places: list[int], marked: set[int]) -> list[int]:
    """The cuts with the least cost: uneven pieces cost, cuts without a marker cost (dynamic programme)."""
    edges = [0, *[place for place in places if 0 < place < length], length]
    cost = [0.0] + [float("inf")] * (len(edges) - 1)
    back = [0] * len(edges)
    for right in range(1, len(edges)):
        for left in range(right - 1, -1, -1):
            size = edges[right] - edges[left]
            if size > 3 * ZH_PIECE and left < right - 1:
                break
            free = edges[right] in marked or right == len(edges) - 1
            price = cost[left] + _price(size) + (0 if free else _UNMARKED)
            if price < cost[right]:
                cost[right], back[right] = price, left
    cuts: list[int] = []
    place = back[-1]
    while place:
        cuts.append(edges[place])
        place = back[place]
    return cuts[::-1]


def _price(size: int) -> float:
    over = max(0, size - ZH_PIECE)
    under = max(0, ZH_PIECE * 3 // 5 - size)
    return 4.0 * over * over + 1.0 * under * under + 20.0


def _limited(sentence: str, cuts: list[int], limit: int) -> list[int]:
    """The cuts, and more inside pieces beyond the limit: at the last white space or comma, else hard."""
    edges = [0, *cuts, len(sentence)]
    result: list[int] = []
    for left, right in pairwise(edges):
        result.extend([left] * (left > 0))
        place = left
        while right - place > limit:
            last = 0
            for match in _SPACE_OR_COMMA.finditer(sentence, place + limit // 3, place + limit):
                last = match.end()
            place = last if place < last < right else place + limit
            result.append(place)
    return result


@cache
def _chinese_markers() -> re.Pattern[str]:
    words = sorted(word_list("segment", "zh_markers"), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))


@cache
def _english_markers() -> re.Pattern[str]:
    words = sorted(word_list("segment", "en_markers"), key=lambda word: (-len(word), word))
    return re.compile(rf"([,;]?\s+)(?=(?:{'|'.join(map(re.escape, words))})\b)", re.IGNORECASE)
