"""What one run of naming may cost: findings asked for, and tokens."""

from dataclasses import dataclass

BYTES_PER_TOKEN = 2.5  # English has about 4, Chinese about 3 (one character): rather too many than too few
MAX_ANSWER_TOKENS = 300


@dataclass(slots=True)
class Budget:
    """Counts down; a question costs what it was said to cost, and never less than was estimated of it."""

    findings: int
    tokens: int

    def allows(self, estimate: int) -> bool:
        """Whether one more question fits."""
        return self.findings > 0 and estimate <= self.tokens

    def spend(self, tokens: int) -> None:
        """One question was asked and cost so many tokens."""
        self.findings -= 1
        self.tokens -= tokens


def estimated(messages: list[dict[str, str]]) -> int:
    """Tokens of a question with the longest answer to it."""
    size = sum(len(message["content"].encode("utf-8", "replace")) for message in messages)
    return int(size / BYTES_PER_TOKEN) + MAX_ANSWER_TOKENS
