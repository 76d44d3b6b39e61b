"""`caifeng watch` and `caifeng orders`: what is new and grave, as work orders."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from outputs.cli.common import (
    json_option,
    open_study,
    progress,
    put,
    put_json,
    put_table,
    say,
    study_option,
)
from outputs.cli.every import Interval, repeat

if TYPE_CHECKING:
    from datetime import timedelta

    from crawler.study import Study
    from mining.watching.looking import Look
    from mining.watching.orders import WorkOrder


@click.command()
@study_option
@click.option("--no-crawl", is_flag=True, help="Only mine and compare what came since the last look.")
@click.option("--out", type=click.Path(path_type=Path), help="Also write the new orders: .json or .csv.")
@click.option("--every", type=Interval(), help="Look again and again: 6h, 1d. Ctrl-C ends it.")
@json_option
def watch(
    folder: Path, no_crawl: bool, out: Path | None, every: "timedelta | None", as_json: bool
) -> None:
    """Crawl again, mine, and tell what changed for the worse.

    Compares the posts that came since the last look with all before, by the rules under [watch] in
    study.toml: a tag that is blamed more often (spike), a grave tag (severity), certain words (words).
    Without rules: spikes by 5 people, grave tags by 2, safety words by anybody. What they find becomes a
    work order with an owner and a status, and goes to the webhook where one is named. The first look only
    remembers where it stood.

    \b
    caifeng watch --study tea --every 1d
    """
    from crawler.jobs.signals import ended_by_term

    if every is None:
        _once(folder, no_crawl, out, as_json)
        return
    with ended_by_term():
        repeat(every, lambda: _once(folder, no_crawl, out, as_json))


def _once(folder: Path, no_crawl: bool, out: Path | None, as_json: bool) -> None:
    from mining.pipeline import mine
    from mining.watching.looking import look

    study = open_study(folder, gathering=not no_crawl)
    with progress() as show:
        if not no_crawl and study.config.sources:
            from crawler.launch import run_crawl

            run_crawl(study, progress=show)
        mine(study, progress=show)
    found = look(study)
    if as_json:
        from outputs.watch import payload

        put_json({"first": found.first, "new_posts": found.new_posts, "earlier_posts": found.earlier_posts,
                  **payload(study.config.study.name, found.orders)})  # fmt: skip
    else:
        _print(found, study)
    if out is not None:
        from outputs.watch import write_orders

        write_orders(study.config.study.name, found.orders, out)
    _deliver(study)


def _print(found: "Look", study: "Study") -> None:
    if found.first:
        say(f"First look: {found.earlier_posts} posts remembered. The next one compares.")
        return
    put(f"new posts: {found.new_posts}, work orders: {len(found.orders)}")
    if found.orders:
        _table(list(found.orders))
        say(f"Next: caifeng orders --study {study.folder}")


def _deliver(study: "Study") -> None:
    """Hand over every open order that no webhook took yet."""
    url = study.config.watch.webhook
    if not url:
        return
    from mining.watching.orders import load_orders, mark_delivered
    from mining.watching.webhook import deliver
    from outputs.watch import payload

    with study.open() as store:
        waiting = [order for order in load_orders(store, ("open",)) if order.delivered_at is None]
        if not waiting:
            return
        content = payload(study.config.study.name, waiting)
        status = deliver(url, content, allow_private=study.config.crawl.allow_private)
        mark_delivered(store, [order.id for order in waiting])
    say(f"The webhook took {len(waiting)} work orders ({status}).")


@click.command()
@click.argument("order", required=False)
@study_option
@click.option("--status", help="open, taken, done or dismissed.")
@click.option("--owner", help="Who looks after it.")
@click.option("--note", help="What was found or done.")
@click.option("--all", "everything", is_flag=True, help="Also orders that are done or dismissed.")
@json_option
def orders(
    order: str | None, folder: Path, status: str | None, owner: str | None, note: str | None,
    everything: bool, as_json: bool,
) -> None:  # fmt: skip
    """List the work orders of a study, or change one.

    ORDER is the beginning of an order's id.

    \b
    caifeng orders --study tea
    caifeng orders w3f2 --study tea --status taken --owner "Ms Lin"
    """
    from mining.watching.orders import STATUSES, change_order, load_orders
    from outputs.watch import order_data

    with open_study(folder).open() as store:
        if order is not None:
            found = [change_order(store, order, status=status, owner=owner, note=note)]
        elif status or owner or note:
            raise click.UsageError("name the order to change")
        else:
            found = load_orders(store, STATUSES if everything else ("open", "taken"))
    if as_json:
        put_json({"orders": [order_data(item) for item in found]})
    elif found:
        _table(found)
    else:
        say("No open work orders.")


def _table(found: "list[WorkOrder]") -> None:
    put_table(
        ("id", "severity", "kind", "about", "new people", "before", "owner", "status", "words"),
        [
            (
                o.id[:7], o.severity, o.kind, o.subject, f"{o.people} of {o.of_people}",
                f"{o.people_before} of {o.of_people_before}" if o.of_people_before else "-", o.owner,
                o.status,
                str(o.evidence[0]["quote"])[:60] if o.evidence else "",
            )
            for o in found
        ],
    )  # fmt: skip
