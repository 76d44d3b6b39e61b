"""The Markdown export: findings with quotes as plain text that no renderer turns into anything else."""

from collections.abc import Iterator
from pathlib import Path

from crawler.store import Store
from crawler.study import Study
from mining.overlay import ShownFinding
from mining.records import KINDS
from outputs.exports.options import ExportOptions, ExportResult
from outputs.files import write_text
from outputs.material.gather import Material, gather
from outputs.material.manifest import manifest_text
from outputs.material.overview import overview_lines
from outputs.neutral import cut, markdown
from outputs.queries import Quote, best_quotes

QUOTES = 3
LONGEST_QUOTE = 600


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write one Markdown file. Raises ExportProblem."""
    material = gather(study, store, options)
    write_text(path, "\n".join(markdown_lines(material)) + "\n")
    return ExportResult((path,), material.manifest)


def markdown_lines(material: Material) -> Iterator[str]:
    """The whole export, line by line."""
    yield from _overview(material)
    for kind in KINDS:
        yield f"\n## {material.words(f'sections.{kind}')}\n"
        items = [item for item in material.findings if item.kind == kind]
        if not items:
            yield material.nothing(kind)
        for item in items:
            yield from _finding(material, item)
    yield f"\n## {material.words('sections.tags')}\n"
    yield from _tags(material)
    yield f"\n## {material.words('sections.manifest')}\n"
    yield "```json\n" + manifest_text(material.manifest).replace("`", "\\u0060") + "```"


def _overview(material: Material) -> Iterator[str]:
    first = True
    for line in overview_lines(material):
        cells = [markdown(str(cell)) for cell in line if cell is not None and cell != ""]
        if len(cells) == 1:
            yield f"{'#' if first else chr(10) + '##'} {cells[0]}\n"
            first = False
        elif cells:
            yield f"- **{cells[0]}**: {' '.join(cells[1:])}"


def _finding(material: Material, item: ShownFinding) -> Iterator[str]:
    words = material.words
    yield f"### {markdown(material.title(item))}\n"
    places = [material.names.label(axis, row.key) for axis in ("phase", "touchpoint")
              for row in material.top(item, axis)[:2]]  # fmt: skip
    facts = [
        material.status(item),
        words(f"shelf.{item.finding.shelf}"),
        material.people_of(item.finding.people, material.facts.people),
        words.get(f"basis.{item.finding.people_basis}", item.finding.people_basis),
        *places,
        item.id,
    ]
    yield markdown(material.statement(item)) + "\n"
    yield "*" + " · ".join(markdown(fact) for fact in facts) + "*\n"
    for quote in best_quotes(material.quotes[item.id], QUOTES):
        yield f"> {_in_context(quote)}  \n> {_origin(quote)}\n"


def _in_context(quote: Quote) -> str:
    """The quote in bold between what stood before and after it."""
    around = (markdown(quote.context.before), markdown(quote.context.after))
    return " ".join(filter(None, (around[0], f"**{markdown(cut(quote.text, LONGEST_QUOTE))}**", around[1])))


def _origin(quote: Quote) -> str:
    stars = f"{quote.rating:g}/{quote.rating_max:g}" if quote.rating is not None and quote.rating_max else ""
    parts = [markdown(part) for part in (quote.source, quote.day or "", stars) if part]
    link = f"<{quote.url}>" if quote.url else ""
    return "— " + ", ".join(filter(None, [*parts, link]))


def _tags(material: Material) -> Iterator[str]:
    if not material.tags:
        yield material.words("empty.tags")
        return
    yield f"{material.words('tags.note')}\n"
    for tag in material.tags:
        label = tag.label[material.language] or tag.tag
        count = material.people_of(tag.people, tag.of_people)
        interval = f"{tag.share:.0%} ({tag.low:.0%}–{tag.high:.0%})"
        polarity = material.words.get(f"polarity.{tag.polarity}", tag.polarity)
        yield f"- {markdown(label)}, {polarity}: {count}, {interval}"
