"""The encoder behind the interface of sentence-transformers (the real library, no stand-in)."""

from pathlib import Path

import numpy as np

from mining.embed.use import DIMENSIONS, UseEmbedder
from mining.embed.use_module import UseModule, sentence_transformer

TEXTS = ["杯盖没扣紧", "the lid was loose", "the lid was loose", "洗完的毛巾还是湿的", ""]


def test_the_wrapped_model_gives_the_same_vectors() -> None:
    model = sentence_transformer()

    vectors = model.encode(TEXTS)

    assert np.array_equal(vectors, UseEmbedder().encode(TEXTS))
    assert model.get_embedding_dimension() == DIMENSIONS


def test_its_batches_and_its_own_normalising_change_nothing() -> None:
    model = sentence_transformer()

    assert np.array_equal(model.encode(TEXTS, batch_size=1), model.encode(TEXTS, batch_size=32))
    normalised = model.encode(TEXTS[:4], normalize_embeddings=True)
    assert np.allclose(normalised, UseEmbedder().encode(TEXTS[:4]), atol=1e-6)


def test_a_prompt_is_read_before_the_text() -> None:
    prompted = sentence_transformer().encode(["lid was loose"], prompt="the ")
    assert np.array_equal(prompted, UseEmbedder().encode(["the lid was loose"]))


def test_it_ranks_by_meaning_across_languages() -> None:
    model = sentence_transformer()
    likeness = model.similarity(
        model.encode(["杯盖没扣紧"]), model.encode(["the lid was loose", "cheap towels"])
    )
    assert float(likeness[0, 0]) > float(likeness[0, 1]) + 0.2


def test_the_module_is_the_same_wherever_it_is_loaded_from(tmp_path: Path) -> None:
    UseModule().save(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    loaded = UseModule.load(str(tmp_path))
    assert np.array_equal(loaded.preprocess(TEXTS)["sentence_embedding"].numpy(), UseEmbedder().encode(TEXTS))
