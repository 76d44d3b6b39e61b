"""`python -m mining.embed.worker`: a list of texts as a line of JSON in, their vectors as float32 out.

Ends when its input ends. What encodes is the default encoder; see `parallel`.
"""

import json
import sys

from mining.embed.use import one_by_one


def main() -> None:
    """Encode line after line."""
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(one_by_one(json.loads(line)).astype("<f4").tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
