"""`caifeng review`: a study in the browser."""

import contextlib
import webbrowser
from pathlib import Path

import click

from outputs.cli.common import open_study, put, say, study_option


@click.command()
@study_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port on this machine; a free one if not given."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser, too.")
def review(folder: Path, port: int, open_browser: bool) -> None:
    """Review a study in the browser, on this machine only.

    Serves the review app on 127.0.0.1: what was collected, the findings with their quotes, the
    journey, and every decision about them. The address that is printed lets one browser in, once.
    Ends with Ctrl-C.

    \b
    caifeng review --study tea --open
    """
    from outputs.web.serve import address, listen, run
    from outputs.web.session import Session

    study = open_study(folder)
    with study.open() as store, store.writing():
        pass  # a study that cannot be written to is told of before an address is
    sock = listen(port)
    sock.listen()  # from here on a browser that is quicker than the server waits instead of failing
    session = Session()
    opening = session.opening_url(address(sock))
    put(opening)
    say("Only this machine can see it. Ctrl-C ends it.")
    if open_browser:
        webbrowser.open(opening)
    with contextlib.suppress(KeyboardInterrupt):  # the way to end it, not a failure
        run(study, sock, session)
