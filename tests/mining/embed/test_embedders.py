"""What every embedder promises: unit rows, and a text's vector that depends on nothing but the text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import ConfigProblem
from mining.embed.base import Embedder, unit_rows
from mining.embed.lite import BATCH as LITE_BATCH
from mining.embed.lite import LiteEmbedder
from mining.embed.registry import EMBEDDERS, load_embedder
from mining.embed.use import MAX_CHARACTERS, UseEmbedder

TEXTS = ["杯盖没扣紧", "the lid was loose", "洗完的毛巾还是湿的", "my towels came out damp", "👍", "7"]


@pytest.fixture(scope="module", params=EMBEDDERS)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return load_embedder(request.param)


def test_rows_have_unit_length_and_the_promised_shape(embedder: Embedder) -> None:
    vectors = embedder.encode(TEXTS)

    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)


def test_no_texts_make_no_rows(embedder: Embedder) -> None:
    assert embedder.encode([]).shape == (0, embedder.dimensions)


def test_an_empty_text_among_others_is_finite_and_leaves_them_alone(embedder: Embedder) -> None:
    alone = embedder.encode(TEXTS[:2])
    mixed = embedder.encode([TEXTS[0], "", TEXTS[1]])

    assert np.isfinite(mixed).all()
    assert np.array_equal(mixed[[0, 2]], alone)
    assert np.linalg.norm(mixed[1]) == pytest.approx(0.0) or np.linalg.norm(mixed[1]) == pytest.approx(1.0)


def test_equal_texts_have_equal_bits_in_any_order_and_number(embedder: Embedder) -> None:
    forward = embedder.encode(TEXTS)
    assert np.array_equal(embedder.encode(TEXTS[::-1])[::-1], forward)
    assert np.array_equal(embedder.encode([*TEXTS, *TEXTS]), np.vstack([forward, forward]))
    for text, row in zip(TEXTS, forward, strict=True):
        assert np.array_equal(embedder.encode([text])[0], row)


def test_equal_texts_have_equal_bits_across_batches() -> None:
    for embedder, batch in ((UseEmbedder(), 300), (LiteEmbedder(), LITE_BATCH)):
        # the same few sentences, once alone and once scattered over more than one batch
        fillers = [f"machine {number} is out of order" for number in range(batch + 10)]
        many = [*fillers[:batch], *TEXTS, *fillers[batch:]]
        assert np.array_equal(embedder.encode(many)[batch : batch + len(TEXTS)], embedder.encode(TEXTS))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_any_text_at_all_is_encoded_the_same_in_any_company(texts: list[str], random: object) -> None:
    embedder = _lite()
    order = list(range(len(texts)))
    random.shuffle(order)  # type: ignore[attr-defined]

    vectors = embedder.encode(texts)
    assert np.array_equal(embedder.encode([texts[at] for at in order]), vectors[order])
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.all(np.isclose(lengths, 1.0, atol=1e-5) | (lengths == 0))


_LITE: list[LiteEmbedder] = []


def _lite() -> LiteEmbedder:
    if not _LITE:
        _LITE.append(LiteEmbedder())
    return _LITE[0]


def test_use_reads_only_the_beginning_of_an_endless_text() -> None:
    start = "the dryer eats coins " * 30
    assert len(start) > MAX_CHARACTERS
    vectors = UseEmbedder().encode([start, start[:MAX_CHARACTERS]])
    assert np.array_equal(vectors[0], vectors[1])


def test_use_knows_a_meaning_across_languages_and_lite_does_not() -> None:
    zh = ["烘干机吞了我的硬币", "洗衣店周日不开门"]
    en = ["the dryer swallowed my coins", "the laundry is closed on Sundays"]
    use, lite = UseEmbedder(), LiteEmbedder()

    likeness = use.encode(zh) @ use.encode(en).T
    assert np.array_equal(likeness.argmax(axis=1), [0, 1])
    assert likeness.diagonal().min() > likeness[[0, 1], [1, 0]].max() + 0.2
    assert use.cross_language
    assert not lite.cross_language
    assert np.abs(lite.encode(zh) @ lite.encode(en).T).max() < 0.35


def test_models_are_named_with_their_revision() -> None:
    names = {load_embedder(name).model for name in EMBEDDERS}
    assert len(names) == len(EMBEDDERS)
    assert all(name.split("/")[0] in EMBEDDERS and name.split("/")[1] for name in names)


def test_an_unknown_embedder_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(ConfigProblem) as caught:
        load_embedder("word2vec")
    assert all(name in str(caught.value) for name in ("word2vec", *EMBEDDERS))


def test_zero_rows_stay_zero_when_scaled() -> None:
    scaled = unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32))
    assert np.allclose(scaled, [[0.6, 0.8], [0.0, 0.0]])
    assert scaled.dtype == np.float32
