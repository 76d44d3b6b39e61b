"""What tests of the review app use: a client that was let in, and a server for a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import uvicorn
from starlette.testclient import TestClient

from crawler.study import Study
from outputs.web import Session, make_app
from outputs.web.serve import address, listen

ORIGIN = "http://127.0.0.1:8000"


class Reviewer:
    """A browser that opened the printed address. `get` and `post` answer as httpx does."""

    def __init__(self, study: Study, name: str = "Mei") -> None:
        self.study = study
        self.session = Session()
        self.client = TestClient(make_app(study, self.session), base_url=ORIGIN)
        self.client.cookies.set("caifeng_who", name)

    def __enter__(self) -> Self:
        self.client.__enter__()
        assert self.client.get(f"/?token={self.session.opening}").status_code == 200
        return self

    def __exit__(self, *exc: object) -> None:
        self.client.__exit__(*exc)

    def get(self, path: str, **options: Any) -> Any:
        """GET a page in English, if its address does not say otherwise."""
        options.setdefault("headers", {"accept-language": "en"})
        return self.client.get(path, **options)

    def post(self, path: str, *, follow: bool = False, htmx: bool = False, **fields: Any) -> Any:
        """POST a form with the token that a page would hold; answers are not followed unless asked."""
        headers = {"accept-language": "en", "origin": "null", "sec-fetch-site": "same-origin"}
        if htmx:
            headers["hx-request"] = "true"
        data = {"csrf": self.session.csrf, **fields}
        return self.client.post(path, data=data, headers=headers, follow_redirects=follow)


@dataclass
class Live:
    """A served study; `opening` lets one browser in, `url` is where it is."""

    study: Study
    url: str
    opening: str


@contextmanager
def serve_live(study: Study) -> Iterator[Live]:
    """Serve a study on a loopback socket in a thread of this process."""
    session = Session()
    sock = listen()
    server = uvicorn.Server(uvicorn.Config(make_app(study, session), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    try:
        yield Live(study, address(sock).rstrip("/"), session.opening_url(address(sock)))
    finally:
        server.should_exit = True
        thread.join(10)
        sock.close()
