"""Features: a sentence's row is its own, whatever stands beside it in the batch."""

import numpy as np
import pytest

from mining.typing.features import CHAR_BITS, WORD_BITS, Floats, Parts, features, marks, text_features

TEXTS = ["等了3分钟，盖子还漏！", "The lid leaked. TERRIBLE!!", "", "挺好的"]


@pytest.fixture
def polarity() -> dict[str, Floats]:
    """A score that counts the hashed n-grams, each as one."""
    columns = text_features(["x"]).sparse.shape[1]
    return {"polarity.weight": np.ones(columns, np.float32), "polarity.bias": np.zeros(1, np.float32)}


def test_a_row_does_not_depend_on_the_batch(polarity: dict[str, Floats]) -> None:
    together = features(Parts(TEXTS, ["", *TEXTS[:3]], [*TEXTS[1:], ""]), polarity)
    for row, text in enumerate(TEXTS):
        before = TEXTS[row - 1] if row else ""
        after = TEXTS[row + 1] if row < 3 else ""
        alone = features(Parts([text], [before], [after]), polarity)
        assert abs(together.sparse[[row]] - alone.sparse).max() < 1e-6
        assert np.allclose(together.dense[row], alone.dense[0], atol=1e-6)


def test_scripts_of_chinese_give_the_same_row(polarity: dict[str, Floats]) -> None:
    simplified, traditional = (
        features(Parts([t], [""], [""]), polarity) for t in ("盖子还漏，难喝", "蓋子還漏，難喝")
    )

    assert abs(simplified.sparse - traditional.sparse).max() == 0
    assert np.array_equal(simplified.dense, traditional.dense)


def test_context_changes_the_row_but_not_what_is_of_the_sentence(polarity: dict[str, Floats]) -> None:
    bare = features(Parts(["ok"], [""], [""]), polarity).sparse
    after = features(Parts(["ok"], ["盖子还漏"], [""]), polarity).sparse
    own = (1 << CHAR_BITS) + (1 << WORD_BITS)

    assert abs(bare[:, :own] - after[:, :own]).max() == 0
    assert abs(bare - after).max() > 0


def test_marks_say_what_they_say() -> None:
    han, loud, empty, _ = marks(Parts(TEXTS, ["", "x", "x", "x"], ["x", "x", "x", ""]))

    assert (han[0], loud[0]) == (1.0, 0.0)
    assert (han[8], loud[8]) == (1.0, 0.0)
    assert (han[6], loud[6]) == (0.0, 1.0)
    assert (han[10], loud[10], loud[11]) == (1.0, 0.0, 0.0)
    assert empty.min() >= 0
    assert np.isfinite(empty).all()
