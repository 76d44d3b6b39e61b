"""`caifeng crawl --every 6h`: the same crawl again and again, for as long as the terminal is open."""

import random
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn

import click

from outputs.cli.common import say

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=31)
JITTER = 0.05  # of the interval, so that crawls of several studies do not knock in step
NAP = 20.0  # seconds; a machine that slept finds its turn late rather than never
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Interval(click.ParamType[timedelta]):
    """90m, 6h, 1d, or several of them: 1d12h."""

    name = "interval"

    def convert(
        self, value: object, param: click.Parameter | None, context: click.Context | None
    ) -> timedelta:
        """The interval; between a minute and a month."""
        if isinstance(value, timedelta):
            return value
        text = str(value).strip().lower()
        if not re.fullmatch(r"(\d{1,5}[mhd])+", text):
            self.fail(f"{value!r} is no interval: 90m, 6h, 1d or 1d12h", param, context)
        parts = re.findall(r"(\d+)([mhd])", text)
        found = sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
        if not SHORTEST <= found <= LONGEST:
            self.fail("must be between 1m and 31d", param, context)
        return found


def repeat(
    interval: timedelta,
    work: Callable[[], object],
    *,
    clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    sleep: Callable[[float], None] = time.sleep,
    chance: Callable[[], float] = random.random,
) -> NoReturn:
    """Work now and then every `interval`, for ever; only Ctrl-C and SIGTERM end it.

    An error is said and the next turn comes all the same. A turn that would fall while the work is
    still going on is skipped. Each turn is later than planned by up to 5 % of the interval.
    """
    from crawler.errors import CaifengError

    turn = clock()
    while True:
        try:
            work()
        except CaifengError as error:
            say(f"caifeng: {error}")
        except Exception as error:  # noqa: BLE001 - the next turn may fare better; this one is told
            say(f"caifeng: unexpected error: {type(error).__name__}: {' '.join(str(error).split())}")
        missed = 0
        turn += interval
        while turn <= clock():
            turn, missed = turn + interval, missed + 1
        if missed:
            say(f"{missed} turns were skipped: the crawl was still going on")
        planned = turn + interval * JITTER * chance()
        say(f"next crawl at {planned:%Y-%m-%d %H:%M:%S %Z}; Ctrl-C ends this")
        while (left := (planned - clock()).total_seconds()) > 0:
            sleep(min(left, NAP))
