"""`python -m tests.bench`: how fast each step is on this machine, one JSON object a line.

The texts are the demo's own posts, repeated where more are wanted, each with a number of its own.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from crawler.importing import import_file
from crawler.store.posts import save_posts
from crawler.store.search import search_posts
from crawler.study import Study, init_study
from outputs.demo.posts import demo_posts
from tests.builders import make_post
from tests.project.tree import ROOT

SAVED = 5_000
IMPORTED = 10_000


def measure(name: str, amount: int, unit: str, work: Callable[[], Any]) -> None:
    """Run once and print seconds and rate."""
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    line = {
        "step": name,
        "seconds": round(seconds, 3),
        unit: amount,
        "per_second": round(amount / seconds, 1),
    }
    print(json.dumps(line), flush=True)


def posts(count: int) -> Iterator[Any]:
    """`count` numbered posts with the demo's words."""
    texts = [post.text for post in demo_posts()]
    for number in range(count):
        yield make_post(number, f"{texts[number % len(texts)]} #{number}")


def start_up() -> None:
    """`caifeng --help`, the best of five."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "outputs.cli", "--help"]
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment)
        best = min(best, time.perf_counter() - began)
    print(json.dumps({"step": "caifeng --help", "seconds": round(best, 3)}), flush=True)


def store_steps(study: Study) -> None:
    """Saving and searching."""
    batch = list(posts(SAVED))
    with study.open() as store:
        measure("save posts", SAVED, "posts", lambda: save_posts(store, batch))
        words = ("排队", "会员", "queue", "sugar") * 25
        measure("search", len(words), "queries", lambda: [search_posts(store, word) for word in words])


def import_steps(study: Study, folder: Path) -> None:
    """Importing a file: read, map, clean, mask, key, number, index, save; and the same file again."""
    texts = [post.text for post in demo_posts()]
    rows = (
        {"id": f"r{n}", "评论": f"{texts[n % len(texts)]} #{n}", "星级": n % 5 + 1, "昵称": f"user {n % 900}",
         "时间": f"2024-05-{n % 28 + 1:02} 10:{n % 60:02}", "城市": "杭州"}
        for n in range(IMPORTED)
    )  # fmt: skip
    path = folder / "posts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "评论", "星级", "昵称", "时间", "城市"])
        writer.writeheader()
        writer.writerows(rows)
    measure("import", IMPORTED, "posts", lambda: import_file(study, path))
    measure("import again (nothing changed)", IMPORTED, "posts", lambda: import_file(study, path))


def mining_steps(study: Study) -> None:
    """The stages on the demo's posts, once each; the first also loads its models."""
    from mining.pipeline import mine

    count = len(demo_posts())
    with study.open() as store:
        save_posts(store, list(posts(count)))
    measure("mine", count, "posts", lambda: mine(study))
    measure("mine again (nothing changed)", count, "posts", lambda: mine(study))


def text_steps() -> None:
    """What is done to each text: its language, its copies, its clauses, its slots."""
    from mining.dedupe import Candidate, group_duplicates
    from mining.language import detect
    from mining.segment import segment_text
    from mining.slots import extract

    texts = [post.text for post in posts(SAVED)]
    endless = "好吃，" * 80_000
    told = {
        "zh": "第{}次给妈妈买，晚上在厨房做饭的时候用",
        "en": "bought it for my mom to cook with in the kitchen, {}",
    }
    detect("une phrase pour charger les modèles")
    measure("language", len(texts), "posts", lambda: [detect(text) for text in texts])
    copies = [Candidate(f"p{n:05}", text) for n, text in enumerate(texts)]
    measure("copies", len(texts), "posts", lambda: group_duplicates(copies))
    measure("clauses of a text without an end", len(endless), "characters", lambda: segment_text(endless))
    for language, text in told.items():
        extract(text, language)
        many = [text.format(n) for n in range(SAVED)]
        measure(f"slots ({language})", SAVED, "clauses", partial(_all_slots, many, language))


def _all_slots(texts: list[str], language: str) -> None:
    from mining.slots import extract

    for text in texts:
        extract(text, language)


def main() -> None:
    """Everything, cheapest first."""
    start_up()
    text_steps()
    with tempfile.TemporaryDirectory() as folder:
        store_steps(init_study(Path(folder) / "store"))
        import_steps(init_study(Path(folder) / "import"), Path(folder))
        mining_steps(init_study(Path(folder) / "mining"))


if __name__ == "__main__":
    main()
