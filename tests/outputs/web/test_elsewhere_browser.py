"""A page of another origin can neither read nor write, in a real browser that is let in here; nor a thief."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from crawler.study import Study
from mining.decision_log import list_decisions
from tests.outputs.web.test_app_browser import opened
from tests.outputs.web_tools import Live
from tests.sample import sample_posts, sample_specs

pytestmark = pytest.mark.browser
SECRET = "launder"  # in the name and the question of the study

READ = """async ([url, options]) => {
  try {
    const answer = await fetch(url, {credentials: "include", ...options});
    return {type: answer.type, text: await answer.text()};
  } catch (error) { return {type: "error", text: String(error)}; }
}"""
EMBED = """async (url) => {
  const frame = document.createElement("iframe");
  const loaded = new Promise((done) => { frame.onload = done; setTimeout(done, 3000); });
  frame.src = url; document.body.append(frame); await loaded;
  let text = "";
  try { text = frame.contentDocument?.body?.innerText ?? ""; } catch (error) { text = String(error); }
  return text;
}"""
LOAD = """async (url) => new Promise((done) => {
  const script = document.createElement("script");
  script.onload = () => done("loaded"); script.onerror = () => done("refused");
  script.src = url; document.body.append(script);
})"""


class Bare(BaseHTTPRequestHandler):
    """An empty page, whatever is asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><p>elsewhere")

    def log_message(self, *_args: Any) -> None:
        """Nothing is logged."""


@contextmanager
def elsewhere() -> Iterator[int]:
    """A server of somebody else on this machine; its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bare)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def send_form(page: Page, url: str, fields: dict[str, str]) -> str:
    """A form of this page sent to another address; the text of what came back."""
    page.evaluate(
        """([url, fields]) => {
          const form = document.createElement("form");
          Object.assign(form, {method: "post", action: url});
          for (const [name, value] of Object.entries(fields)) {
            const field = document.createElement("input");
            Object.assign(field, {type: "hidden", name, value}); form.append(field);
          }
          document.body.append(form); form.submit();
        }""",
        [url, fields],
    )
    page.wait_for_url(url)
    return page.locator("body").inner_text()


def taken(study: Study) -> int:
    with study.open() as store:
        return len(list_decisions(store))


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])  # same site, other origin; other site
def test_a_page_elsewhere_can_neither_read_nor_write(live: Live, browser: Browser, name: str) -> None:
    finding = sample_specs(sample_posts())[0].id
    with elsewhere() as port:
        context, inside, _ = opened(browser, live)
        expect(inside.locator("h1")).to_be_visible()
        csrf = inside.locator("meta[name=csrf]").get_attribute("content") or ""
        page = context.new_page()
        page.goto(f"http://{name}:{port}/")
        for path in ("/", "/board", f"/finding/{finding}", "/report", "/map/tiles/0/0"):
            for mode in ("cors", "no-cors"):
                got = page.evaluate(READ, [live.url + path, {"mode": mode}])
                assert (got["type"], SECRET in got["text"].lower()) in (("error", False), ("opaque", False))
        assert SECRET not in page.evaluate(EMBED, live.url + "/board").lower()
        assert page.evaluate(LOAD, live.url + "/board") == "refused"
        # even with the token of a page, which it cannot know
        fields = {"csrf": csrf, "action": "accept", "subject": finding, "back": "/board"}
        body = "&".join(f"{key}={value}" for key, value in fields.items())
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        page.evaluate(
            READ, [f"{live.url}/decide", {"method": "POST", "mode": "no-cors", "body": body, "headers": form}]
        )
        assert SECRET not in send_form(page, f"{live.url}/decide", fields).lower()
        context.close()

    assert taken(live.study) == 0


def test_at_home_the_same_form_is_taken(live: Live, browser: Browser) -> None:
    """So the refusals above are due to where it comes from."""
    finding = sample_specs(sample_posts())[0].id
    context, page, _ = opened(browser, live)
    csrf = page.locator("meta[name=csrf]").get_attribute("content") or ""
    fields = {"csrf": csrf, "action": "accept", "subject": finding, "back": "/board"}
    body = "&".join(f"{key}={value}" for key, value in fields.items())
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    page.evaluate(READ, [f"{live.url}/decide", {"method": "POST", "body": body, "headers": form}])
    context.close()

    assert taken(live.study) == 1


def test_a_name_that_was_bent_to_this_machine_is_refused(
    live: Live, browser: Browser, browser_type_launch_args: dict[str, Any]
) -> None:
    """DNS rebinding: the browser takes evil.example for its own origin, the server does not."""
    given = [*browser_type_launch_args["args"], "--host-resolver-rules=MAP evil.example 127.0.0.1"]
    port = live.url.rpartition(":")[2]
    bent = browser.browser_type.launch(**{**browser_type_launch_args, "args": given})
    page = bent.new_page()
    for path in ("/", live.opening.partition(live.url)[2], "/board"):
        answer = page.goto(f"http://evil.example:{port}{path}")
        assert answer is not None
        assert answer.status == 421
        assert SECRET not in page.content().lower()
    got = page.evaluate(READ, ["/board", {}])
    assert SECRET not in got["text"].lower()
    bent.close()


def test_the_opening_address_lets_in_one_browser(live: Live, browser: Browser) -> None:
    first, page, _ = opened(browser, live)
    expect(page.locator(".menu")).to_be_visible()
    assert "token" not in page.url
    second = browser.new_context(locale="en")
    thief = second.new_page()
    answer = thief.goto(live.opening)
    assert answer is not None
    assert answer.status == 403
    expect(thief.get_by_text("has been used")).to_be_visible()
    assert SECRET not in thief.content().lower()
    page.reload()
    expect(page.locator(".menu")).to_be_visible()
    first.close()
    second.close()
