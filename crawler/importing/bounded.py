"""Opening files, gzipped ones too, without trusting what they say of their size."""

import gzip
import io
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from crawler.errors import ImportProblem

MAX_UNPACKED = 16 * 1024**3
MAX_RATIO = 250  # reviews in JSON lines pack about 4 to 20 times
RATIO_FROM = 64 * 1024**2  # small files may repeat themselves as they like


class DamagedFile(ImportProblem):
    """A packed file that ends or breaks too early; what came before could be read."""


class _Guarded(io.RawIOBase):
    """A gunzipped stream that stops where a file unpacks to more than it can honestly hold."""

    def __init__(self, path: Path, *, tolerant: bool) -> None:
        self._path = path
        self._tolerant = tolerant
        self._packed = max(path.stat().st_size, 1)
        self._inner = gzip.open(path, "rb")  # noqa: SIM115 - closed by close()
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            if self._tolerant:
                return 0
            raise DamagedFile(
                f"is damaged gzip: {error}",
                where=str(self._path),
                hint="download it again, then import it again",
            ) from error
        self._unpacked += len(data)
        if self._unpacked > MAX_UNPACKED or (
            self._unpacked > RATIO_FROM and self._unpacked > MAX_RATIO * self._packed
        ):
            raise ImportProblem(
                f"unpacks to more than {self._unpacked // 1024**2} MB from {self._packed // 1024 or 1} kB:"
                " a gzip bomb",
                where=str(self._path),
                hint="unpack it yourself, look at it, and import the plain file",
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


def open_bytes(path: Path, *, tolerant: bool = False) -> BinaryIO:
    """The file's bytes, unpacked when its name ends in .gz. Raises ImportProblem.

    `tolerant`: damaged gzip ends where it breaks, for a first look; else DamagedFile is raised there.
    """
    try:
        if path.suffix.lower() == ".gz":
            return io.BufferedReader(_Guarded(path, tolerant=tolerant), 1024 * 1024)
        return cast("BinaryIO", path.open("rb"))
    except OSError as error:
        raise ImportProblem(f"cannot be read: {error.strerror or error}", where=str(path)) from error


def open_text(path: Path, encoding: str, *, tolerant: bool = False) -> io.TextIOWrapper:
    """The file as text; what is not in the encoding becomes U+FFFD. Line ends stay as they are."""
    return io.TextIOWrapper(
        open_bytes(path, tolerant=tolerant), encoding=encoding, errors="replace", newline=""
    )
