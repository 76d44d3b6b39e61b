"""Which embedders there are."""

from crawler.errors import ConfigProblem
from mining.embed.base import Embedder

EMBEDDERS = ("use", "lite")


def load_embedder(name: str) -> Embedder:
    """The embedder of that name. Raises ConfigProblem for an unknown one."""
    if name == "use":
        from mining.embed.use import UseEmbedder  # noqa: PLC0415 - 32 MB of weights, only when needed

        return UseEmbedder()
    if name == "lite":
        from mining.embed.lite import LiteEmbedder  # noqa: PLC0415 - scikit-learn, only when needed

        return LiteEmbedder()
    raise ConfigProblem(
        f"there is no embedder {name!r}", where="mining.embedder", hint=f"one of {', '.join(EMBEDDERS)}"
    )
