"""From a matched term to the words that a reader would underline: determiners, ages, coordination.

The rules follow the span habits of the annotation guide: "my 83 year old mother", "in the kitchen",
看电影玩游戏 (what is joined is one span, under the concept of its first part).
"""

import re

from mining.slots.matching import ConceptHit

_EN_DETERMINER = r"(?:my|our|his|her|their|your|the|a|an|every|each|this|last|some|all|both|any|of)"
_EN_AGE = (
    r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"[ -]?(?:year|yr|month|week)s?[ -]?olds?,?"
)
_EN_WHO = re.compile(
    rf"(?:(?:my|our|his|her|their|your|the|a|an|both|all)\s+)?(?:(?:{_EN_AGE}|little|older"
    rf"|elderly|youngest|oldest|whole"
    r"|entire|young|best|dear|grown|teenage|blind|other|disabled|two|three|four|\d|college|new"
    r"|special needs"
    r")\s+){0,3}$"
)
_EN_WHO_AND = re.compile(
    r"(?:,? (?:and|&) (?:i\b|me\b|myself\b|my \w+|our \w+|her \w+|his \w+|friends\b|family\b"
    r"|kids\b)|(?:'s)? \(\w+\))"
)
_EN_WHERE = re.compile(
    rf"(?:\b(?:in|at|on|around|throughout|inside|outside|through|by|near|next to|off)\s+)?(?:of\s+)?"
    rf"(?:{_EN_DETERMINER}\s+)?"
    r"(?:(?:other|own|whole|entire|upstairs|downstairs|main|back|front|large|small|home|master"
    r"|dark|new|local|different|busy|kitchen|casual|work)\s+){0,2}$"
)
_EN_WHEN = re.compile(
    rf"(?:\b(?:in|at|on|during|until|by|from|before|after|for|over|while|late|early|almost)\s+)?"
    rf"(?:{_EN_DETERMINER}\s+)?"
    r"(?:(?:cold|hot|chilly|chillier|mild|early|late|cool|warm|rainy|long|upcoming|next|busy|saturday"
    r"|sunday|monday|friday|past|days of|her|hot days of|weather)\s+){0,2}$"
)
_EN_WHEN_BARE = re.compile(r"^(?:for|from|until|by|over)\s+")
_EN_AND = {
    "where": re.compile(r"(?:,| and| or| &|/)\s*(?:in |at |on )?(?:the |my |our |your )?$"),
    "when": re.compile(r"(?:,| and| or| &|/| to)\s*(?:in |at |on )?(?:the |my |our |your |early |late )?$"),
    "who": re.compile(r"(?:,| and| or| &|/)\s*(?:the |my |our |your |her |his )?$"),
    "activity": re.compile(r"(?:,|,? and| or| &|/)\s*(?:to |also |for |the |my |some )?$"),
    "goal": re.compile(r"(?:,|,? and| or| &|/)\s*(?:to |also |for |the |my |as )?$"),
}
_EN_OBJECT = re.compile(
    r"(?: (?:on|with|over|at|of|in) (?:the|my|our|a|an|your) \w+(?: (?:fire|tablet|kindle|phone))?)"
)
# a verb phrase that lacks its object, and the words up to the end of that phrase
_EN_OPEN = re.compile(
    r"(?:.* )?(?:with|of|on|my|the|for|replac\w+|organi[sz]e|track\w*|snip\w+|bid|controll?\w*"
    r"|remember|learn to|browse|sing"
    r"|look up|share|stay in touch|keep(?:ing)? in touch|keep up|do projects|show off"
    r")$"
)
_EN_REST = re.compile(
    r"(?: (?!and i\b|but\b|because\b|so\b|when\b|while\b|if\b|which\b|since\b|that\b|is\b|was\b"
    r"|are\b|it\b|i\b)[a-z0-9'/&-]+){1,6}"
)
_ZH_AND = re.compile(r"[、和跟与及或，/. ]{0,1}(?:以及|还有|或者|和|跟)?$")
_ZH_WHO = re.compile(
    r"(?:(?:我们?|咱们?|俺)(?:家里?|家)?的?|家里的?)?(?:一位|一个|[\d一二两三四五六七八九十]+(?:多)?(?:岁半|岁|个月"
    r"|个多月)(?:半)?(?:多)?的?)?$"
)
_ZH_WHERE_AFTER = re.compile(r"(?:里面|里|内|上面|上|中|旁边|旁|附近|边上)")
_ZH_WHEN_BEFORE = re.compile(
    r"(?:今天|昨天|明天|当天|每天|每次|这个|今年|去年|前天|周[一二三四五六日末]|每逢|第二天|那天|[这那]么)$"
)
_ZH_WHEN_AFTER = re.compile(
    r"(?:的?时候|时|期间|[\d一二两三四五六七八九十]{1,3}点(?:半|多|钟|左右|以后|之后)*)"
)


def joined(text: str, hits: list[ConceptHit], language: str) -> list[ConceptHit]:
    """Hits of one slot that are coordinated become one, under the concept of the first."""
    result: list[ConceptHit] = []
    last: dict[str, int] = {}
    for hit in hits:
        index = last.get(hit.slot)
        if index is not None and _joins(text[result[index].end : hit.start], hit.slot, language):
            first = result[index]
            # "two year old son": the noun says who, the age belongs to it
            concept = (
                hit.concept if text[first.end : hit.start] == " " and hit.slot == "who" else first.concept
            )
            result[index] = ConceptHit(first.slot, concept, first.start, max(first.end, hit.end))
            continue
        last[hit.slot] = len(result)
        result.append(hit)
    return result


def widened(text: str, hit: ConceptHit, language: str) -> tuple[int, int]:
    """The span of a hit with the words that belong to it."""
    return _widened_zh(text, hit) if language == "zh" else _widened_en(text, hit)


def _joins(between: str, slot: str, language: str) -> bool:
    if language == "zh":
        return (
            len(between) <= 3
            and _ZH_AND.fullmatch(between) is not None
            and not (slot == "who" and "，" in between)
        )
    if slot == "who" and between == " ":
        return True
    return len(between) <= 16 and _EN_AND[slot].fullmatch(between) is not None


def _widened_en(text: str, hit: ConceptHit) -> tuple[int, int]:
    start, end = hit.start, hit.end
    before = text[max(0, start - 60) : start]
    if hit.slot == "who":
        start -= _length(_EN_WHO, before)
        more = _EN_WHO_AND.match(text, end)
        return start, more.end() if more else end
    if hit.slot == "where":
        return start - _length(_EN_WHERE, before), end
    if hit.slot == "when":
        taken = _length(_EN_WHEN, before)
        bare = _EN_WHEN_BARE.match(before[len(before) - taken :])
        return start - taken + (bare.end() if bare else 0), end
    if hit.slot == "activity":
        more = _EN_OBJECT.match(text, end)
        end = more.end() if more and len(more.group()) < 24 else end
    more = _EN_REST.match(text, end)
    return start, more.end() if more and _EN_OPEN.match(text[start:end]) else end


def _widened_zh(text: str, hit: ConceptHit) -> tuple[int, int]:
    start, end = hit.start, hit.end
    before = text[max(0, start - 12) : start]
    if hit.slot == "who":
        return start - _length(_ZH_WHO, before), end
    if hit.slot == "where":
        more = _ZH_WHERE_AFTER.match(text, end)
        return start, more.end() if more and not text[start:end].endswith(more.group()) else end
    if hit.slot == "when":
        more = _ZH_WHEN_AFTER.match(text, end)
        return start - _length(_ZH_WHEN_BEFORE, before), more.end() if more else end
    return start, end


def _length(pattern: re.Pattern[str], before: str) -> int:
    """How much of the text in front matches up to its end, whole words only."""
    match = pattern.search(before)
    while match is not None and match.group() and _inside_word(before, match.start()):
        match = pattern.search(before, match.start() + 1)
    return len(match.group()) if match else 0


def _inside_word(text: str, place: int) -> bool:
    return place > 0 and text[place - 1].isascii() and text[place - 1].isalnum() and text[place].isalnum()
