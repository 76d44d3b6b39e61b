"""What the browser did in a crawl, as one sentence for the ledger."""

from collections import Counter

PAGES, REQUESTS, FROM_MEMORY = "pages", "requests", "from memory"
REFUSED = "refused: "
NAMED = 6  # reasons named one by one


def refused(counter: Counter[str], why: str) -> None:
    """Count a refusal; a page that makes up hosts does not fill the ledger with them."""
    key = REFUSED + why
    known = [name for name in counter if name.startswith(REFUSED)]
    counter[key if key in counter or len(known) < 4 * NAMED else f"{REFUSED}other reasons"] += 1


def rendering_line(counter: Counter[str]) -> str | None:
    """`a browser built 3 pages (12 further requests; refused: …)`, or None where there was none."""
    if not counter:
        return None
    reasons = {k.removeprefix(REFUSED): n for k, n in counter.items() if k.startswith(REFUSED)}
    parts = [f"{counter[REQUESTS]} further requests"]
    if counter[FROM_MEMORY]:
        parts.append(f"{counter[FROM_MEMORY]} answered from memory")
    if reasons:
        ranked = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        named = [f"{why} ×{count}" for why, count in ranked[:NAMED]]
        rest = sum(count for _, count in ranked[NAMED:])
        parts.append("refused: " + ", ".join(named + ([f"others ×{rest}"] if rest else [])))
    return f"a browser built {counter[PAGES]} pages ({'; '.join(parts)})"
