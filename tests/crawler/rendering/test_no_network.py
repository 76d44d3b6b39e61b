"""The browser's own network is cut: shown with no guard of ours in the way, every request let through."""

from pathlib import Path

import pytest
from playwright.sync_api import Error, Route, sync_playwright

from crawler.chromium import find_chromium
from crawler.rendering.launching import context_options, launch_options
from crawler.rendering.trial import try_rendering
from tests.crawler.rendering.test_hostile import udp_socket
from tests.spiders.loopback import loopback

pytestmark = pytest.mark.browser
TRIES = """
for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '2130706433']) {
  fetch(`http://${host}:PORT/fetch`, {mode: 'no-cors'}).catch(() => 0);
  new WebSocket(`ws://${host}:PORT/ws`);
  document.body.insertAdjacentHTML('beforeend', `<img src="http://${host}:PORT/i"><link rel=preconnect
    href="http://${host}:PORT"><link rel=dns-prefetch href="//${host}"><iframe src="http://${host}:PORT/f"></iframe>`);
}
try { new WebTransport('https://127.0.0.1:PORT/wt').ready.catch(() => 0); } catch {}
navigator.sendBeacon('http://127.0.0.1:PORT/beacon', 'x');
const way = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:UDP'}]});
way.createDataChannel('x'); way.createOffer().then(offer => way.setLocalDescription(offer));
setTimeout(() => { document.title = 'done'; }, 1500);
"""


def test_what_no_guard_stops_still_reaches_nobody() -> None:
    chromium = find_chromium()
    assert chromium is not None
    with loopback() as site, udp_socket() as (port, datagrams), sync_playwright() as playwright:
        text = TRIES.replace("PORT", site.url.rpartition(":")[2]).replace("UDP", str(port))
        browser = playwright.chromium.launch(**launch_options(chromium))
        page = browser.new_context(**context_options("x")).new_page()

        def answer(route: Route) -> None:
            if route.request.url == "http://tea.example/":
                body = f"<title>begun</title><body><script>{text}</script>"
                route.fulfill(content_type="text/html", body=body)
            else:
                route.continue_()

        page.route("**", answer)
        page.goto("http://tea.example/", wait_until="commit")
        page.wait_for_function("document.title === 'done'")
        with pytest.raises(Error, match="net::ERR_"):
            page.goto(f"{site.url}/navigation")
        browser.close()
    assert site.hits == []
    assert datagrams == []


def test_the_trial_tells_a_browser_from_what_is_none(tmp_path: Path) -> None:
    from crawler.chromium import Chromium

    chromium = find_chromium()
    assert chromium is not None
    trial = try_rendering(chromium)
    assert trial.works, trial.said
    assert trial.said.startswith("Chromium ")
    none = tmp_path / "chromium"
    none.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    none.chmod(0o755)
    assert not try_rendering(Chromium(none, "named")).works
    assert not try_rendering(Chromium(tmp_path / "missing", "named")).works
