"""What a page works with: the study, its open store, the words, who is here, and what is remembered."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from crawler.store import Store
from crawler.store.runs import current_run
from crawler.study import Study
from mining.decision_log import last_decision
from mining.overlay import Mined, Overlay, ShownFinding, load_mined, load_overlay
from mining.people import POSTS
from mining.reading import DISCOVER_STAGE, MAP_STAGE, ensure_tables
from mining.taxonomy_model import UNASSIGNED
from outputs.names import Names, load_names
from outputs.queries import MappingRow, mappings_of
from outputs.text import Language
from outputs.web.counting import count_traits, found_state
from outputs.web.derived import Derived
from outputs.web.errands import Errands
from outputs.web.ledger_words import reason_text
from outputs.web.refusals import LANGUAGE_COOKIE, words_for
from outputs.web.render import environment
from outputs.web.session import Session
from outputs.web.words import TONGUE_NAMES, TONGUES, PageWords, read_tongue

Axes = dict[str, list[MappingRow]]  # axis -> the places of a finding on it
WHO_COOKIE = "caifeng_who"
MAX_WHO = 60
YEAR = 365 * 24 * 3600


class MenuEntry(NamedTuple):
    """A line of the menu: the page's section in the words, and where it leads."""

    name: str
    home: str


class Shared:
    """What all requests of one server share. What is remembered here is read again when it changed."""

    def __init__(self, study: Study, session: Session, menu: Sequence[MenuEntry] = ()) -> None:
        self.study = study
        self.session = session
        self.menu = menu
        self.derived = Derived(study)
        self.errands = Errands(study)
        self._lock = Lock()
        self._mined: Mined | None = None
        self._overlay: tuple[tuple[Any, ...], Overlay] | None = None
        self._primary: tuple[Any, dict[str, dict[str, str]]] = None, {}
        self._spread: dict[str, tuple[Any, Axes]] = {}
        self._names: dict[tuple[Language, float], Names] = {}

    def overlay(self, store: Store) -> Overlay:
        """The findings as decided; read anew after each decision and each mining.

        Evidence is in it only where decisions changed it: `mining.overlay.with_evidence` gives the rest.
        """
        ensure_tables(store)
        state = (current_run(store, DISCOVER_STAGE), last_decision(store))
        with self._lock:
            if self._mined is None or self._mined.run_id != state[0]:
                self._mined = load_mined(store, evidence=False)
            if self._overlay is None or self._overlay[0] != state:
                self._overlay = state, load_overlay(store, whole=False, mined=self._mined)
            return self._overlay[1]

    def mappings(
        self, store: Store, items: Sequence[ShownFinding], map_run: str | None
    ) -> dict[str, Axes]:
        """finding id -> axis -> rows; of findings that decisions changed they are remembered.

        These are spread over all their clauses, which takes hundreds of looks into a large file.
        """
        found: dict[str, Axes] = {}
        left: list[ShownFinding] = []
        for item in items:
            known = self._spread.get(item.id) if item.evidence_changed else None
            if known is not None and known[0] == _spread_state(item, map_run):
                found[item.id] = known[1]
            else:
                left.append(item)
        if left:
            found.update(mappings_of(store, left))
        for item in left:
            if item.evidence_changed:
                self._spread[item.id] = _spread_state(item, map_run), found.get(item.id, {})
        return found

    def warm(self) -> None:
        """Read what the first page would wait for: the findings, and where the changed ones belong."""
        with self.study.open() as store:
            overlay = self.overlay(store)
            self.primary(store, overlay, "phase", current_run(store, MAP_STAGE))

    def primary(self, store: Store, overlay: Overlay, axis: str, map_run: str | None) -> dict[str, str]:
        """See Desk.primary; remembered for one state of the findings."""
        state = (id(overlay), map_run)
        with self._lock:
            if self._primary[0] != state:
                self._primary = state, {}
            if axis not in self._primary[1]:
                self._primary[1][axis] = self._first_keys(store, overlay, axis, map_run)
            return self._primary[1][axis]

    def _first_keys(self, store: Store, overlay: Overlay, axis: str, map_run: str | None) -> dict[str, str]:
        rows = store.rows(
            "SELECT finding_id, key FROM mappings WHERE run_id = ? AND axis = ?"
            " ORDER BY share, key NOT IN ('unassigned', 'ambiguous'), key DESC",
            (map_run, axis),
        )
        first = {row["finding_id"]: str(row["key"]) for row in rows}  # the last one wins: the largest share
        changed = [item for item in overlay.shown if item.evidence_changed]
        for finding_id, axes in self.mappings(store, changed, map_run).items():
            first[finding_id] = axes[axis][0].key if axes.get(axis) else UNASSIGNED
        first.update({item.id: item.placed[axis] for item in overlay.shown if axis in item.placed})
        return {item.id: first.get(item.id, UNASSIGNED) for item in overlay.shown}

    def names(self, language: Language) -> Names:
        """Labels of phases and so on; read anew when a taxonomy file changed."""
        files = [self.study.folder / "study.toml", *sorted((self.study.folder / "taxonomies").glob("*.toml"))]
        stamp = sum(_changed(path) for path in files)
        with self._lock:
            if (language, stamp) not in self._names:
                self._names[language, stamp] = load_names(self.study, language)
            return self._names[language, stamp]

    def close(self) -> None:
        """Stop what still counts or runs in the background."""
        self.derived.close()
        self.errands.close()


@dataclass
class Desk:
    """One request. `render` makes a page, or only its inner part where htmx asks for a fragment."""

    request: Request
    shared: Shared
    store: Store

    @property
    def study(self) -> Study:
        """The study that is reviewed."""
        return self.shared.study

    @cached_property
    def words(self) -> PageWords:
        """The words of this request's tongue."""
        languages = self.study.config.study.languages
        return words_for(self.request, languages[0] if languages else "en")

    @property
    def language(self) -> Language:
        """The language of titles: zh or en."""
        return self.words.language

    @cached_property
    def overlay(self) -> Overlay:
        """All findings as decided; see Shared.overlay."""
        return self.shared.overlay(self.store)

    @cached_property
    def by_id(self) -> dict[str, ShownFinding]:
        """The findings that are shown, by id."""
        return {item.id: item for item in self.overlay.shown}

    @cached_property
    def names(self) -> Names:
        """Labels from the study's taxonomy; see `label`."""
        return self.shared.names(self.language)

    def label(self, axis: str, key: str) -> str:
        """The name of a phase, touchpoint, lens, … in the script of this request."""
        return self.words.written(self.names.label(axis, key))

    @cached_property
    def map_run(self) -> str | None:
        """Id of the mapping run in force."""
        return current_run(self.store, MAP_STAGE)

    @cached_property
    def traits(self) -> dict[str, Any]:
        """finding id -> sources and months of its posts, as mined; empty while a large study is counted."""
        state = found_state(self.store)
        counted = self.shared.derived.get(self.store, "traits", state, count_traits)
        return counted.data if counted else {}

    def mappings(self, items: Sequence[ShownFinding]) -> dict[str, Axes]:
        """finding id -> axis -> rows, as people moved them; see outputs.queries.mappings_of."""
        return self.shared.mappings(self.store, items, self.map_run)

    def primary(self, axis: str) -> dict[str, str]:
        """finding id -> its first key on an axis (phase, touchpoint, lens), as people moved it."""
        return self.shared.primary(self.store, self.overlay, axis, self.map_run)

    @cached_property
    def who(self) -> str:
        """Who decides here: the name given on the page, else the user of this machine."""
        given = " ".join(unquote(self.request.cookies.get(WHO_COOKIE, "")).split())[:MAX_WHO]
        return given or _machine_user()

    @property
    def fragment(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return self.request.headers.get("hx-request") == "true"

    def query(self, name: str, default: str = "") -> str:
        """A parameter of the address without white space around it."""
        return self.request.query_params.get(name, default).strip()

    def number(self, name: str, default: int, *, low: int = 0, high: int = 1_000_000) -> int:
        """A whole number from the address, held between the bounds; the default where it is none."""
        text = self.query(name)
        return min(high, max(low, int(text))) if text.isdecimal() and len(text) < 10 else default

    def path(self, name: str) -> str:
        """A part of the path, such as the id in /finding/{finding_id}."""
        return str(self.request.path_params[name])

    def people(self, n: int, basis: str) -> str:
        """So many people; so many posts where no author is known."""
        return self.words("post_count.some" if basis == POSTS else "people_count.some", n=n)

    def reason(self, said: str) -> str:
        """Why a crawl ended where it did, in this tongue."""
        return reason_text(said, self.words)

    def title(self, item: ShownFinding) -> str:
        """The title in this language, else in the other one, else the id."""
        other = "en" if self.language == "zh" else "zh"
        return item.title.get(self.language) or item.title.get(other) or item.id

    def title_tag(self, item: ShownFinding) -> str:
        """The BCP 47 tag of what `title` gives."""
        own = bool(item.title.get(self.language))
        spoken = self.language if own else "en" if self.language == "zh" else "zh"
        return "en" if spoken == "en" else "zh-Hans"

    def render(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A template with what every page needs: t, desk, lang, csrf, menu, and what is given."""
        text = environment().get_template(template).render(**self._common(), **context)
        answer = HTMLResponse(text, status)
        if asked := read_tongue(self.request.query_params.get("lang")):
            answer.set_cookie(LANGUAGE_COOKIE, asked, max_age=YEAR, samesite="strict", httponly=True)
        return answer

    def markup(self, template: str, macro: str, *values: Any) -> Markup:
        """One macro of a template as markup, for answers that replace one element."""
        module = environment().get_template(template).make_module(self._common())
        return Markup(getattr(module, macro)(*values))  # noqa: S704 - the macro has escaped it

    def go(self, path: str, **query: str) -> Response:
        """Send the browser to a path of ours after a write; htmx follows, too."""
        target = local_path(path)
        if query:
            head, mark, anchor = target.partition("#")
            target = f"{head}{'&' if '?' in head else '?'}{urlencode(query)}{mark}{anchor}"
        if self.fragment:
            return Response(status_code=204, headers={"HX-Redirect": target})
        return RedirectResponse(target, 303)

    def _common(self) -> dict[str, Any]:
        return {
            "t": self.words,
            "desk": self,
            "lang": self.words.tongue,
            "csrf": self.shared.session.csrf,
            "who": self.who,
            "study": self.study.config.study,
            "menu": self.shared.menu,
            "tongues": [(tongue, TONGUE_NAMES[tongue], self._in_tongue(tongue)) for tongue in TONGUES],
            "here": self.request.url.path,
            "section": str(getattr(self.request.scope.get("route"), "name", "")).partition(":")[0],
            "fragment": self.fragment,
            "url": page_url,
            "head_count": self.people,
        }

    def _in_tongue(self, tongue: str) -> str:
        kept = [(key, value) for key, value in self.request.query_params.multi_items() if key != "lang"]
        return f"{self.request.url.path}?{urlencode([*kept, ('lang', tongue)])}"


def _spread_state(item: ShownFinding, map_run: str | None) -> Any:
    """Changes when a finding that decisions changed has come to lie elsewhere."""
    return map_run, tuple(e.clause_id for e in item.evidence), tuple(sorted(item.placed.items()))


def page_url(path: str, **query: object) -> str:
    """An address of ours with its parameters; those that are empty or None are left out."""
    kept = [(key, str(value)) for key, value in query.items() if value not in (None, "", False)]
    return quote(path) + (f"?{urlencode(kept)}" if kept else "")


def local_path(path: str) -> str:
    """The path when it leads to a page of ours, else the start: nobody is sent elsewhere."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if plain and not any(ord(char) < 33 or char == "\\" for char in path) else "/"


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _machine_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, as in some containers
        return "unknown"
