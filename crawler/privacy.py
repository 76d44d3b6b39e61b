"""Author names leave memory only as keyed hashes; the key stays outside every study.

An unsalted hash of an account number can be reversed by trying all numbers, so the hash is an
HMAC-SHA256 (RFC 2104) under a random key of the user's own. The study keeps the key's fingerprint:
with another key the same person would count twice, so a mismatch is refused.
"""

import hashlib
import hmac
import os
import secrets
import stat
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import platformdirs

from crawler.errors import StudyProblem
from crawler.store import Store
from crawler.store.facts import get_fact, set_fact

HOME_VARIABLE = "CAIFENG_HOME"
KEY_NAME = "author.key"
KEY_BYTES = 32
FINGERPRINT_FACT = "author_key_fingerprint"
_KEPT_KEYS = 4_096  # a page names the same people several times
_KEY_LENGTH = 20  # hex digits kept of the HMAC: 80 bits, no collision among any number of people


def user_folder() -> Path:
    """The user's own data folder; `CAIFENG_HOME` overrides the platform's place. It may not exist yet."""
    given = os.environ.get(HOME_VARIABLE)
    return Path(given) if given else platformdirs.user_data_path("caifeng", appauthor=False)


class AuthorKey(str):
    """An author who is keyed already, as in a scrubbed snapshot: keying leaves it as it is."""

    __slots__ = ()


class Pseudonymiser:
    """Turns author names into keys that cannot be turned back without the key file."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._keyed: dict[tuple[str, str], str] = {}

    @property
    def fingerprint(self) -> str:
        """16 hex digits that tell keys apart and betray nothing of the key."""
        return hmac.new(self._key, b"caifeng fingerprint", hashlib.sha256).hexdigest()[:16]

    def derived(self, purpose: str) -> bytes:
        """32 bytes for another purpose, which say nothing about the key itself."""
        return hmac.new(self._key, f"caifeng {purpose}".encode(), hashlib.sha256).digest()

    def author_key(self, source: str, author: str | None) -> str | None:
        """The letter a and 20 hex digits, the same for the same author of the same source; None for nobody.

        Blank names and the names that sites give to people who wish to stay unnamed ("匿名用户",
        "[deleted]", …) are nobody: they would make one person of many.
        """
        if isinstance(author, AuthorKey):
            return str(author)
        if not author:
            return None
        found = self._keyed.get((source, author))
        if found is None:
            name = unicodedata.normalize("NFC", author).strip()
            if not name or name.casefold() in _nobody():
                return None
            message = f"{source}\x1f{name}".encode("utf-8", "surrogatepass")
            found = "a" + hmac.new(self._key, message, hashlib.sha256).hexdigest()[:_KEY_LENGTH]
            if len(self._keyed) >= _KEPT_KEYS:
                self._keyed.clear()
            self._keyed[source, author] = found
        return found


def pseudonymiser_for(store: Store) -> Pseudonymiser:
    """The user's key, made on first use, after checking that this study was written with it.

    Raises StudyProblem when the study knows another key, or when the key file is unusable.
    """
    known = get_fact(store, FINGERPRINT_FACT)
    path = user_folder() / KEY_NAME
    if known is not None and not path.exists():
        raise StudyProblem(
            f"the authors of this study were keyed with a key (fingerprint {known}) that is not here",
            where=str(path),
            hint=f"copy that {KEY_NAME} here, or set {HOME_VARIABLE} to the folder that has it",
        )
    found = Pseudonymiser(load_key(path))
    if known is None:
        set_fact(store, FINGERPRINT_FACT, found.fingerprint)
    elif known != found.fingerprint:
        raise StudyProblem(
            f"this key (fingerprint {found.fingerprint}) is not the one that the study was written with"
            f" ({known}); the same person would count twice",
            where=str(path),
            hint=f"put the study's own {KEY_NAME} there, or start a new study",
        )
    return found


def load_key(path: Path) -> bytes:
    """Read the key file, making it (mode 0600) when there is none.

    Raises StudyProblem when others may read it, or when it does not hold 32 bytes in hex.
    """
    if not path.exists():
        _create_key(path)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if os.name == "posix" and mode & 0o077:
            raise StudyProblem(
                f"other users may read this key (mode {mode:04o})",
                where=str(path),
                hint=f"chmod 600 '{path}'",
            )
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise StudyProblem(
            f"the key cannot be read: {error}", where=str(path), hint="restore a copy"
        ) from error
    if len(key) != KEY_BYTES:
        raise StudyProblem(
            f"holds {len(key)} bytes where a key has {KEY_BYTES}", where=str(path), hint="restore a copy"
        )
    return key


def _create_key(path: Path) -> None:
    """Write a whole key under a name of its own, then link it: nobody ever sees half a key."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
        try:
            os.link(draft, path)
        except FileExistsError:  # somebody else was quicker; theirs is the key
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise StudyProblem(
            f"the key that hides author names cannot be written: {error.strerror or error}",
            where=str(path),
            hint=f"set {HOME_VARIABLE} to a folder that you may write to",
        ) from error


@cache
def _nobody() -> frozenset[str]:
    data = tomllib.loads(files("crawler").joinpath("unnamed.toml").read_text(encoding="utf-8"))
    return frozenset(str(name).casefold() for name in data["names"])
