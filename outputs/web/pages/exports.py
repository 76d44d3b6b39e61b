"""Exports: every format and the workshop pack, made in the background, downloaded under safe names."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.responses import Response

from crawler.errors import UsageProblem
from outputs.exports.registry import FORMATS
from outputs.web.desk import Desk
from outputs.web.download import attachment, file_attachment, safe_name
from outputs.web.errands import Errand
from outputs.web.forms import Form
from outputs.web.page import Page

PACK = "pack"
LANGUAGES = ("zh", "en")
CARDS = 40
MOST_CARDS = 200
LONGEST_BRAND = 80
MANIFEST_FACTS = ("created_at", "data_sha256", "taxonomy_version", "licence")


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be made, and how the last one stands."""

    name: str
    title: str
    errand: Errand | None
    size: int
    files: int
    facts: Sequence[tuple[str, str]]


def exports(desk: Desk) -> Response:
    """What can be made; what was made since the server started can be downloaded."""
    offers = [_offer(desk, name) for name in (PACK, *FORMATS)]
    counts = {
        "starred": sum(item.starred for item in desk.overlay.shown),
        "accepted": sum(item.status == "accepted" for item in desk.overlay.shown),
        "new": sum(item.status == "new" for item in desk.overlay.shown),
    }
    busy = any(one.errand is not None and one.errand.state == "running" for one in offers)
    template = "exports_list.html.j2" if desk.fragment else "exports.html.j2"
    return desk.render(template, offers=offers, counts=counts, busy=busy, cards=CARDS, most=MOST_CARDS)


def make(desk: Desk, form: Form) -> Response:
    """Begin one export; the page follows it."""
    name = form.one("what")
    language = form.one("language") or desk.language
    if name != PACK and name not in FORMATS:
        raise UsageProblem(f"there is no export {name!r}", hint=", ".join((PACK, *FORMATS)))
    if language not in (*LANGUAGES, "both") or (language == "both" and name != PACK):
        raise UsageProblem(f"it cannot be made in {language!r}", hint=", ".join(LANGUAGES))
    desk.shared.errands.begin(name, arguments(desk, name, language, form))
    return desk.go("/exports")


def arguments(desk: Desk, name: str, language: str, form: Form) -> list[str]:
    """What `caifeng` is asked; values follow their option after "=", so that none can be an option."""
    study = desk.study.folder.resolve()
    common = [f"--study={study}", f"--lang={language}", "--json"]
    statuses = ["--status=accepted"] if form.one("accepted") else []
    folder = desk.shared.errands.folder(name)
    if name != PACK:
        out = folder / f"{safe_name(desk.study.config.study.name)}{FORMATS[name].extension}"
        return ["export", *common, *statuses, f"--format={name}", f"--out={out}"]
    cards = form.one("cards")
    wanted = min(MOST_CARDS, max(1, int(cards))) if cards.isdecimal() and len(cards) < 5 else CARDS
    brand = " ".join(form.one("brand").split())[:LONGEST_BRAND]
    named = [f"--brand={brand}"] if brand else []
    return ["export", *common, *statuses, f"--cards={wanted}", *named, f"--pack={folder / PACK}"]


def download(desk: Desk) -> Response:
    """The file that an errand made; several files come as one archive."""
    name = desk.path("name")
    errand = desk.shared.errands.get(name) if name in (PACK, *FORMATS) else None
    files = errand.files if errand else []
    if not files or errand is None:
        return desk.render("exports_missing.html.j2", 404)
    study = safe_name(desk.study.config.study.name)
    if name == PACK:
        return file_attachment(errand.folder / PACK / "pack.zip", f"{study}-pack.zip")
    if len(files) == 1:
        return file_attachment(files[0], f"{study}{FORMATS[name].extension}")
    return attachment(_zip(files), f"{study}-{name}.zip", "application/zip")


def _zip(files: Sequence[Path]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return buffer.getvalue()


def _offer(desk: Desk, name: str) -> Offer:
    errand = desk.shared.errands.get(name)
    files = errand.files if errand else []
    shown = [file for file in files if file.name != "pack.zip"] if name == PACK else files
    size = sum(file.stat().st_size for file in shown)
    title = desk.words(f"exports.what_{name.replace('4cat', 'fourcat')}")
    return Offer(name, title, errand, size, len(shown), _facts(desk, errand))


def _facts(desk: Desk, errand: Errand | None) -> list[tuple[str, str]]:
    """What the manifest says of where it comes from."""
    found = _manifest(errand) if errand is not None and errand.state == "done" else {}
    facts = [(desk.words(f"exports.fact_{key}"), str(found[key])) for key in MANIFEST_FACTS if found.get(key)]
    review = found.get("review")
    if isinstance(review, dict) and {"shown", "accepted", "unreviewed"} <= set(review):
        said = {key: review[key] for key in ("shown", "accepted", "unreviewed")}
        facts.append((desk.words("exports.fact_review"), desk.words("exports.review", **said)))
    return facts


def _manifest(errand: Errand) -> dict[str, Any]:
    """The manifest that the files carry, as it was printed when they were made."""
    try:
        found = json.loads(errand.told)["manifest"]
    except (ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


PAGE = Page(
    "exports",
    reads={"/exports": exports, "/exports/{name}/download": download},
    writes={"/exports/make": make},
    nav=85,
    home="/exports",
)
