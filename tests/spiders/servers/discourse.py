"""A server that behaves like Discourse: lists that name their next page, 20 posts of a topic and
the ids of the rest, no more than 20 ids a call, and 429 with `wait_seconds`.
"""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.spiders.answers import as_json
from tests.spiders.loopback import Reply
from tests.spiders.servers.people import moment, person, saying, stamp

TOPICS, PER_LIST, FIRST, MOST = 34, 30, 20, 20
FRONT = b'<html><head><meta name="generator" content="Discourse 3.5.0"></head><body>Lids</body></html>'


class LikeDiscourse:
    """34 topics of 1 to 95 posts; `truth` holds what must be found, by id."""

    def __init__(self) -> None:
        self.truth: dict[str, dict[str, Any]] = {}
        self.topics = {n: self._topic(n) for n in range(1, TOPICS + 1)}
        self.too_many_ids = self.refused = 0

    def _topic(self, topic: int) -> list[dict[str, Any]]:
        count = 95 if topic == 3 else 41 if topic == 9 else 1 if topic == 5 else 13
        return [self._post(topic, floor) for floor in range(1, count + 1)]

    def _post(self, topic: int, floor: int) -> dict[str, Any]:
        number = topic * 100 + floor
        _, words = saying(number)
        hidden = floor == 12
        parent = floor - 4 if floor % 3 == 0 and floor > 4 else None
        if not hidden:
            self.truth[str(number)] = {
                "body": words, "author": person(number), "when": moment(number), "thread": f"t/{topic}",
                "likes": number % 3, "parent": f"{topic * 100 + parent}" if parent else None,
            }  # fmt: skip
        likes = [{"id": 2, "count": number % 3}] if number % 3 else []
        return {
            "id": number, "topic_id": topic, "topic_slug": f"lid-{topic}", "post_number": floor,
            "username": person(number), "created_at": stamp(number),
            "updated_at": stamp(number), "version": 1,
            "cooked": f'<aside class="quote"><p>not mine</p></aside><p>{words.replace("&", "&amp;")}</p>',
            "reply_to_post_number": parent, "actions_summary": likes, "post_type": 1, "hidden": hidden,
        }  # fmt: skip

    def __call__(self, address: str) -> Reply | None:
        parts = urlsplit(address)
        asked = parse_qsl(parts.query)
        if parts.path == "/":
            return Reply(FRONT)
        if parts.path == "/latest.json":
            return self._list(int(dict(asked).get("page", "0")))
        steps = parts.path.removesuffix(".json").split("/")
        if len(steps) == 3 and steps[1] == "t":
            return self._whole(int(steps[2]))
        if len(steps) == 4 and steps[3] == "posts":
            return self._some(int(steps[2]), [int(v) for k, v in asked if k == "post_ids[]"])
        return None

    def _list(self, page: int) -> Reply:
        names = sorted(self.topics)[page * PER_LIST : (page + 1) * PER_LIST]
        more = {"more_topics_url": f"/latest?page={page + 1}"} if (page + 1) * PER_LIST < TOPICS else {}
        topics = [{"id": n, "title": f"Lid {n}", "posts_count": len(self.topics[n])} for n in names]
        return as_json({"topic_list": {"topics": topics, **more}})

    def _whole(self, topic: int) -> Reply:
        posts = self.topics[topic]
        stream = {"posts": posts[:FIRST], "stream": [post["id"] for post in posts]}
        return as_json(
            {"id": topic, "title": f"Lid {topic}", "posts_count": len(posts), "post_stream": stream}
        )

    def _some(self, topic: int, ids: list[int]) -> Reply:
        if len(ids) > MOST:
            self.too_many_ids += 1
            return as_json({"errors": ["too many ids"]}, status=400)
        if not self.refused:
            self.refused = 1
            return as_json({"error_type": "rate_limit", "extras": {"wait_seconds": 1}}, status=429)
        posts = [post for post in self.topics[topic] if post["id"] in ids]
        return as_json({"post_stream": {"posts": posts}, "id": topic})
