import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import StudyProblem
from crawler.privacy import KEY_NAME, Pseudonymiser, load_key, pseudonymiser_for, user_folder
from crawler.store import Store, open_store

KEY = bytes(range(32))


def test_the_key_file_is_made_once_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / KEY_NAME
    first = load_key(path)
    assert len(first) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path) == first
    assert [entry.name for entry in path.parent.iterdir()] == [KEY_NAME]


def test_two_users_get_two_keys(tmp_path: Path) -> None:
    assert load_key(tmp_path / "a" / KEY_NAME) != load_key(tmp_path / "b" / KEY_NAME)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_key_that_others_may_read_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = tmp_path / KEY_NAME
    load_key(path)
    path.chmod(0o644)
    with pytest.raises(StudyProblem, match=r"mode 0644") as caught:
        load_key(path)
    assert "chmod 600" in str(caught.value)


@pytest.mark.parametrize("content", ["", "zz", "00ff"])
def test_a_damaged_key_is_refused_and_not_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / KEY_NAME
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(StudyProblem):
        load_key(path)
    assert path.read_text() == content


def test_the_study_remembers_its_key_and_refuses_another(store: Store) -> None:
    first = pseudonymiser_for(store)
    assert pseudonymiser_for(store).fingerprint == first.fingerprint
    key_file = user_folder() / KEY_NAME
    key_file.write_text("ab" * 32)
    with pytest.raises(StudyProblem, match="not the one that the study was written with"):
        pseudonymiser_for(store)


def test_a_lost_key_is_not_silently_replaced(store: Store) -> None:
    pseudonymiser_for(store)
    (user_folder() / KEY_NAME).unlink()
    with pytest.raises(StudyProblem, match="not here"):
        pseudonymiser_for(store)
    assert not (user_folder() / KEY_NAME).exists()


def test_the_key_itself_is_nowhere_in_the_study(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db", create=True) as opened:
        pseudonymiser_for(opened)
        opened.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    secret = (user_folder() / KEY_NAME).read_text().strip()
    stored = (tmp_path / "s.db").read_bytes()
    assert secret.encode() not in stored
    assert bytes.fromhex(secret) not in stored


@pytest.mark.parametrize("name", [None, "", "  ", "匿名用户", "Anonymous", "[deleted]", "A Google User"])
def test_nobody_has_no_key(name: str | None) -> None:
    assert Pseudonymiser(KEY).author_key("shop", name) is None


def test_the_hash_is_the_one_of_rfc_2104() -> None:
    """Computed apart: printf 'shop\\x1fMei' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001…1f."""
    assert Pseudonymiser(KEY).author_key("shop", " Mei ") == "a88e8eb434b0feec97793"


@given(st.text(min_size=1), st.text(min_size=1))
def test_keys_tell_sources_and_users_apart_and_hide_the_name(source: str, name: str) -> None:
    key = Pseudonymiser(KEY).author_key(source, name)
    if key is None:
        return
    assert len(key) == 21
    assert key != Pseudonymiser(KEY).author_key(source + "x", name)
    assert key != Pseudonymiser(KEY[::-1]).author_key(source, name)
