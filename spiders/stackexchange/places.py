"""Addresses of Stack Exchange sites, and the calls of API 2.3 behind them."""

import re
from urllib.parse import unquote, urlencode, urlsplit

from crawler.pages import Detection, Fetched, Link
from spiders.common.api import after_last_second, first_second, query_of, root_of, wishes_of
from spiders.common.json import NotJson, as_dict, read_json
from spiders.common.places import host_of
from spiders.source import SeedSpec

API, VERSION = "https://api.stackexchange.com", "2.3"
API_HOST = host_of(API)
PER_PAGE = "100"  # the most that the API gives
_SITES = (
    "stackoverflow.com", "stackexchange.com", "superuser.com", "serverfault.com", "askubuntu.com",
    "mathoverflow.net", "stackapps.com",
)  # fmt: skip
_QUESTION = re.compile(r"/(?:questions|q)/(\d+)")
_TAGGED = re.compile(r"/questions/tagged/([^/]+)")


def call(root: str, route: str, site: str, **parameters: str) -> str:
    """First page of a call, with bodies."""
    fixed = {"site": site, "filter": "withbody", "pagesize": PER_PAGE, "page": "1"}
    return f"{root}/{VERSION}/{route}?" + urlencode({**fixed, **parameters})


def under(root: str, route: str, site: str, ids: list[int], what: str) -> str:
    """What stands under up to 100 questions or answers, oldest first."""
    listed = ";".join(str(number) for number in ids)
    return call(root, f"{route}/{listed}/{what}", site, order="asc", sort="creation")


def is_site(host: str) -> bool:
    """Whether a host is one of the network's sites."""
    return any(host == site or host.endswith("." + site) for site in _SITES) and host != API_HOST


def site_of(url: str) -> str:
    """The `site` of an address: as the API's own addresses name it, else its host, which does as well."""
    return query_of(url).get("site") or host_of(url).removeprefix("www.")


def seeds(spec: SeedSpec) -> list[Link]:
    """One question, or questions by tag, by words, or the newest, each with what stands under it."""
    host, path, asked = host_of(spec.url), urlsplit(spec.url).path, query_of(spec.url)
    root = API if is_site(host) else root_of(spec.url)
    site, question, tagged = site_of(spec.url), _QUESTION.search(path), _TAGGED.search(path)
    if host == API_HOST and "site" not in asked:
        return []
    query = spec.query or asked.get("q")
    tag = spec.tag or (unquote(tagged.group(1)).replace("+", ";") if tagged else None)
    if question and not (spec.query or spec.tag):
        return [Link(call(root, f"questions/{question.group(1)}", site))]
    begin, end = first_second(spec.since), after_last_second(spec.until)
    wishes = {
        "q": query,
        "tagged": tag,
        "fromdate": str(begin) if begin is not None else None,
        "todate": str(end - 1) if end is not None else None,
    }
    route = "search/advanced" if query or tag else "questions"
    given = {name: value for name, value in wishes.items() if value}
    return [Link(call(root, route, site, order="desc", sort="creation", **given), wishes_of(spec))]


def detect(fetched: Fetched) -> Detection:
    """By a site of the network, or by the wrapper that all of the API's answers have."""
    host = host_of(fetched.url)
    if is_site(host):
        return Detection(0.98, "a site of the Stack Exchange network")
    if fetched.body[:50].lstrip().startswith(b"{") and b'"quota_remaining"' in fetched.body:
        try:
            data = as_dict(read_json(fetched.body))
        except NotJson:
            data = {}
        if "items" in data and "has_more" in data:
            return Detection(
                0.95, "JSON with items, has_more and quota_remaining, as Stack Exchange gives it"
            )
    return Detection(0.0, "no sign of Stack Exchange")
