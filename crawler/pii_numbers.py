"""Check digits and plausibility of numbers that may identify a person."""

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # in the order of their codes, from 10 on
_SHORTEST_PHONE = 7
_LONGEST_PHONE = 15  # ITU-T E.164


def digits_of(text: str) -> str:
    """The ASCII digits of a text, in order."""
    return "".join(c for c in text if c in "0123456789")


def resident_id_valid(text: str) -> bool:
    """Whether 18 characters are a Chinese resident identity number: GB 11643, ISO 7064 MOD 11-2."""
    number = "".join(c for c in text.upper() if c in "0123456789X")
    if len(number) != 18 or not number[:17].isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECKS[total % 11] == number[17]


def taiwan_id_valid(text: str) -> bool:
    """Whether a letter and nine digits are a Taiwanese identity number (weights 1, 9, 8 … 1, 1; mod 10)."""
    code = _TAIWAN_LETTERS.index(text[0].upper()) + 10
    numbers = [code // 10, code % 10, *(int(digit) for digit in text[1:])]
    return sum(n * w for n, w in zip(numbers, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


def luhn_valid(text: str) -> bool:
    """Whether the digits are a payment card number: ISO/IEC 7812, annex B; one digit repeated is none."""
    numbers = [int(digit) for digit in digits_of(text)]
    if len(set(numbers)) < 2:
        return False
    doubled = [n if i % 2 == 0 else (2 * n - 9 if n > 4 else 2 * n) for i, n in enumerate(reversed(numbers))]
    return sum(doubled) % 10 == 0


def plausible_phone(text: str) -> bool:
    """Whether the number of digits fits a telephone number (hidden digits count)."""
    count = len(digits_of(text)) + text.count("*")
    return _SHORTEST_PHONE <= count <= _LONGEST_PHONE
