"""Taking people out of HTML and XML as text, so that parsers read the same posts from what is left.

No tree is built: a page costs a few searches for the names that it holds, which keeps a crawl cheap.
Scripts, styles and comments go; data in JSON-LD and the attributes of scripts stay.
"""

import json
import re
from html import escape, unescape
from urllib.parse import quote

from crawler.pii import mask
from crawler.snapshots.people import People, Stand
from crawler.snapshots.scrub_json import note_references, scrub_value

_DROPPED = re.compile(
    r"(<script\b(?![^>]*ld\+json)[^>]*>)[^<]*(?:<(?!/script)[^<]*)*(</script\s*>)"
    r"|(<style\b[^>]*>)[^<]*(?:<(?!/style)[^<]*)*(</style\s*>)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--(?!\[if)[^-]*(?:-(?!->)[^-]*)*-->")
_DATA = re.compile(r"(<script\b[^>]*ld\+json[^>]*>)([^<]*(?:<(?!/script)[^<]*)*)", re.IGNORECASE)
_REFERENCE = re.compile(r'"(?:author|creator)"\s*:\s*\[?\s*\{\s*"@id"')
_PROFILE = re.compile(
    r"""<a\b[^>]*?\bhref\s*=\s*["'][^"']*?(?:[?&;](?:uid|u|authorid|user_?id)=(?P<query>\d+)|mode=viewprofile"""
    r"""|mod=space|action=profile|space-uid-(?P<space>\d+)|/(?:members?|people|users?|u|profiles?|authors?)/"""
    r"""(?P<path>[^"'/?#&]+)|/user-(?P<file>\d+)\.html|/@(?P<at>[^"'/?#&]+))[^"']*["'][^>]*>""",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"""[hH][rR][eE][fF]\s*=\s*["']([^"']*)""")  # three times as fast as IGNORECASE
# one of these stands in every address that _PROFILE knows
_PROFILE_SIGNS = (
    "uid=", "?u=", "&u=", ";u=", "authorid=", "userid=", "user_id=", "viewprofile", "mod=space", "profile",
    "space-uid-", "/member", "/people/", "/user", "/u/", "/author", "/@",
)  # fmt: skip
_NODE = re.compile(r">([^<>]{4,})<")
_WORD = re.compile(r"\w")
_QUOTES = "\"'"
_IN_URL = frozenset("/=.@?&#:;-+~\"' ")
_LONG_NODE = 300


def scrub_html(text: str, people: People, bodies: list[str], *, masking: bool) -> str:
    """The page without people. `people` knows the authors; `bodies` are the texts that the parser read.

    The words of posts are left as they are but for masks, so a name within them stays as it does in posts.
    """
    parts = _DATA.split(text)  # page, tag, data, page, tag, data, … page
    for place in range(0, len(parts), 3):
        parts[place] = _without_scripts(parts[place])
        _note_profiles(parts[place], people)
    for place in range(2, len(parts), 3):
        parts[place] = _scrub_data(parts[place], people, masking=masking)
    for place in range(0, len(parts), 3):
        parts[place] = _scrub_page(parts[place], people, bodies, masking=masking)
    return "".join(parts)


def _without_scripts(text: str) -> str:
    """Nothing is searched for twice: most pages have none of a kind, and looking for a word costs little."""
    if "<script" in text or "<style" in text or "<SCRIPT" in text or "<STYLE" in text:
        text = _DROPPED.sub(lambda m: (m[1] or m[3]) + (m[2] or m[4]), text)
    return _COMMENT.sub("", text) if "<!--" in text else text


def _scrub_page(text: str, people: People, bodies: list[str], *, masking: bool) -> str:
    marks = "".join(mark for mark in "&%\\" if mark in text)
    for stand in people.names:
        text = _replace_name(text, stand, marks, people.protected, bodies)
    for number, token in people.numbers.items():
        text = _replace_number(text, number, token)
    return _mask_nodes(text) if masking else text


def _note_profiles(text: str, people: People) -> None:
    """Whom links to profiles lead to, and the names that they carry."""
    addresses = "\n".join(dict.fromkeys(_ADDRESS.findall(text))).lower()
    if not any(sign in addresses for sign in _PROFILE_SIGNS):
        return
    for match in _PROFILE.finditer(text):
        number = match["query"] or match["space"] or match["file"]
        slug = match["path"] or match["at"]
        if number:
            people.add_number(number)
        elif slug:
            people.add_slug(slug)
        end = text.find("</a", match.end())
        inside = text[match.end() : end] if 0 <= end - match.end() < 600 else ""
        for piece in re.split(r"<[^>]*>", inside):
            people.add_name(unescape(piece))


def _scrub_data(text: str, people: People, *, masking: bool) -> str:
    """JSON-LD; what is no JSON keeps its shape and loses the names that it quotes."""
    try:
        value = json.loads(text)
    except ValueError:
        return _scrub_page(text, people, [], masking=masking)
    if "@graph" in text or _REFERENCE.search(text):
        note_references(value, people)
    found = scrub_value(value, people, masking=masking)
    return text if found == value else json.dumps(found, ensure_ascii=False).replace("</", "<\\/")


def _spellings(name: str, marks: str) -> list[str]:
    """The ways in which a name may stand in a page: as it is, with entities, in an address, in a script.

    `marks` are the escapes that the page has at all: a spelling with another one is not in it.
    """
    if name.isascii() and name.isalnum():
        return [name]
    other = (("&", escape), ("%", quote), ("\\", _in_script))
    return list(dict.fromkeys([name, *(spelt(name) for mark, spelt in other if mark in marks)]))


def _in_script(name: str) -> str:
    return json.dumps(name)[1:-1]


def _replace_name(text: str, stand: Stand, marks: str, protected: set[str], bodies: list[str]) -> str:
    for needle in _spellings(stand.needle, marks):
        position = text.find(needle)
        if position < 0:
            continue
        pieces: list[str] = []
        done = 0
        while position >= 0:
            end = position + len(needle)
            if _names_somebody(text, position, end, protected, bodies):
                pieces += (text[done:position], stand.token)
                done = end
            position = text.find(needle, end)
        if pieces:
            text = "".join((*pieces, text[done:]))
    return text


def _names_somebody(text: str, start: int, end: int, protected: set[str], bodies: list[str]) -> bool:
    """Whether this occurrence stands for the person, rather than being a word of the site or of a post."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in _QUOTES and before and before == after:
        return True
    if text.startswith("[CDATA[", start - 7) and text.startswith("]]", end):
        return True
    opened = text.rfind("<", 0, start)
    if text.find(">", opened, start) < 0:  # within a tag
        return before in _IN_URL and after in _IN_URL and not _within(text, start, protected)
    closed = text.find("<", end)
    node_start = text.rfind(">", opened, start) + 1
    node = text[node_start : closed if closed >= 0 else len(text)]
    if node.strip() == text[start:end]:
        return True
    apart = not (_WORD.match(before) and before.isascii()) and not (_WORD.match(after) and after.isascii())
    if len(node) > _LONG_NODE or not apart:
        return False
    said = " ".join(unescape(node).split())
    return not any(said in body for body in bodies)


def _within(text: str, start: int, protected: set[str]) -> bool:
    """Whether the place lies inside an address or id of a post."""
    for own in protected:
        found = text.find(own, max(0, start - len(own)), start + len(own))
        if 0 <= found <= start:
            return True
    return False


def _replace_number(text: str, number: str, token: str) -> str:
    """The number of an account where an address or attribute says that it is one."""
    if number not in text:
        return text
    pattern = (
        rf"((?:uid|[?&;]u|user_?id|author_?id|data-user|data-user-id|data-author-id|space-uid|user|member|author|"
        rf"account)(?:=|-|%3D|\"\s*:\s*|=\"|='|/)|/(?:people|members?|users?|u|profiles?|authors?)/(?:[^\"'/?#&]*\.)?)"
        rf"{number}(?!\d)"
    )
    return re.sub(pattern, lambda m: m[1] + token, text, flags=re.IGNORECASE)


def _mask_nodes(text: str) -> str:
    """Personal data masked in what a reader sees; addresses and attributes stay."""
    found = {node: masked for node in set(_NODE.findall(text)) if (masked := _masked_node(node)) is not None}
    if not found:
        return text
    pieces: list[str] = []
    done = 0
    for match in _NODE.finditer(text):
        if match[1] in found:
            pieces += (text[done : match.start(1)], found[match[1]])
            done = match.end(1)
    return "".join((*pieces, text[done:]))


def _masked_node(node: str) -> str | None:
    """The node with its masks, or None where it stays as it is."""
    if node.isspace() or node[0] in "{[":
        return None
    masked = mask(unescape(node) if "&" in node else node)
    return escape(masked.text, quote=False) if masked.counts else None
