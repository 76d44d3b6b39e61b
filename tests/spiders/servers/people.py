"""What people say on the servers of this folder: sentences, names, times; the same each time."""

from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SAYINGS = (
    ("en", "The lid pops open in my bag, every second day."),
    ("zh", "杯盖拧不紧，包里全是茶水。"),
    ("en", "I wash it by hand; the seal hates dishwashers & salt."),
    ("zh", "早上赶地铁，单手打不开 😅"),
    ("en", "Kept my soup warm until four."),
)


def saying(number: int) -> tuple[str, str]:
    """Language and words, no two alike."""
    language, words = SAYINGS[number % len(SAYINGS)]
    return language, f"{words} ({number})"


def person(number: int) -> str:
    """One of 37 people."""
    return f"person{number * 7 % 37}"


def moment(number: int) -> datetime:
    """Later for later numbers."""
    return BEGIN + timedelta(minutes=13 * number)


def stamp(number: int) -> str:
    """As JSON APIs write it."""
    return moment(number).strftime("%Y-%m-%dT%H:%M:%S.000Z")
