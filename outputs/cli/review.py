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
    """Look at a study in the browser, on this machine only.

    Serves the report and a page for each finding on 127.0.0.1, to read; a reload shows the newest
    decisions. Decide with `caifeng decide`. Ends with Ctrl-C.

    \b
    caifeng review --study tea --open
    """
    from outputs.web.serve import address, listen, run

    study = open_study(folder)
    sock = listen(port)
    sock.listen()  # from here on a browser that is quicker than the server waits instead of failing
    put(address(sock))
    say("Only this machine can see it. Ctrl-C ends it.")
    if open_browser:
        webbrowser.open(address(sock))
    with contextlib.suppress(KeyboardInterrupt):  # the way to end it, not a failure
        run(study, sock)
