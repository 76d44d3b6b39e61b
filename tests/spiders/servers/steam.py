"""A server that behaves like Steam's review API: cursors to be percent-encoded, short pages that are not
the end, a total on the first page alone, and the last cursor given again.
"""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.spiders.answers import as_json
from tests.spiders.loopback import Reply
from tests.spiders.servers.people import moment, person, saying

REVIEWS, SHORT = 530, 17
LANGUAGES = {"en": "english", "zh": "schinese"}


class LikeSteam:
    """530 reviews of one app, from the newest; `truth` holds what must be found, by id."""

    def __init__(self) -> None:
        self.truth: dict[str, dict[str, Any]] = {}
        self.reviews = [self._review(n) for n in reversed(range(REVIEWS))]
        self.unknown_cursors = 0

    def _review(self, number: int) -> dict[str, Any]:
        language, words = saying(number)
        when, liked = int(moment(number).timestamp()), number % 4 > 0
        self.truth[str(number + 1)] = {
            "body": words, "author": f"7656{person(number)}", "when": moment(number), "language": language,
            "likes": number % 6, "rating": float(liked), "parent": None, "edited": number % 10 == 0,
        }  # fmt: skip
        return {
            "recommendationid": str(number + 1), "language": LANGUAGES[language], "review": words,
            "author": {"steamid": f"7656{person(number)}", "playtime_forever": number},
            "timestamp_created": when, "timestamp_updated": when + (86_400 if number % 10 == 0 else 0),
            "voted_up": liked, "votes_up": number % 6, "votes_funny": 0, "comment_count": 0,
        }  # fmt: skip

    def __call__(self, address: str) -> Reply | None:
        parts = urlsplit(address)
        if parts.path != "/appreviews/4242":
            return None
        asked = dict(parse_qsl(parts.query))
        cursor = asked.get("cursor", "*")
        if cursor != "*" and not (cursor.startswith("AoJ+") and cursor.endswith("/==")):
            self.unknown_cursors += 1  # "+" came as a blank: somebody forgot to encode it
            return as_json({"success": 2})
        start = 0 if cursor == "*" else int(cursor[4:-3])
        size = SHORT if start == 200 else min(100, int(asked.get("num_per_page", "20")))
        part = self.reviews[start : start + size]
        summary = {"num_reviews": len(part)} | ({"total_reviews": REVIEWS} if cursor == "*" else {})
        following = f"AoJ+{start + len(part)}/=="
        return as_json({"success": 1, "query_summary": summary, "reviews": part, "cursor": following})
