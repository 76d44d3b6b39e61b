"""README.md of the pack: what each file is, and when it is used."""

from collections.abc import Iterator, Sequence

from outputs.neutral import markdown
from outputs.pack.report import PackFile
from outputs.pack.view import PackView


def index_text(views: Sequence[PackView], files: Sequence[PackFile]) -> str:
    """The index in every language of the pack, one after the other."""
    return "\n".join(line for view in views for line in _lines(view, files)) + "\n"


def _lines(view: PackView, files: Sequence[PackFile]) -> Iterator[str]:
    words = view.words
    yield f"# {markdown(view.brand)}: {words('index.title')}\n"
    yield f"{markdown(view.origin)}\n"
    if any(card.unreviewed for card in view.cards):
        count = sum(card.unreviewed for card in view.cards)
        yield f"**{markdown(words('note.unreviewed', n=count, of=len(view.cards)))}**\n"
    yield f"{markdown(view.source_note)}\n"
    for folder in dict.fromkeys(file.path.partition("/")[0] for file in files):
        yield f"## {words(f'folder.{folder}')}\n"
        for file in files:
            if file.path.startswith(f"{folder}/"):
                yield f"- `{file.path}`: {words(f'artefact.{file.artefact}')}"
        yield ""
    yield f"{words('index.print')}\n"
