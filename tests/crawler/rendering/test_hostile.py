"""Pages that mean harm: what they try reaches nobody, as the servers' own logs tell."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.rendering.problems import TOO_SLOW
from tests.crawler.rendering.site import HTML, crawled_page, open_site, reviews, shell
from tests.spiders.loopback import Loopback, Reply, loopback

pytestmark = pytest.mark.browser

ATTEMPTS = """
const reached = [];
const from = [];
const seconds = n => new Promise((_, no) => setTimeout(no, n * 1000));
const attempt = (name, way) => from.push(
  Promise.race([Promise.resolve().then(way), seconds(2)]).then(() => reached.push(name), () => 0));
const loaded = (tag, source) => new Promise((yes, no) => {
  const made = document.createElement(tag);
  made.onload = yes; made.onerror = no;
  made[tag === 'object' ? 'data' : 'src'] = source;
  document.body.append(made);
});
attempt('metadata', () => fetch('http://169.254.169.254/latest/meta-data', {mode: 'no-cors'}));
attempt('inside', () => fetch('http://10.0.0.5/', {mode: 'no-cors'}));
attempt('inside as a number', () => fetch('http://167772165/', {mode: 'no-cors'}));
attempt('loopback', () => fetch('LOOPBACK/secret', {mode: 'no-cors'}));
attempt('by name', () => fetch('LOOPBACK/named'.replace('127.0.0.1', 'localhost'), {mode: 'no-cors'}));
attempt('v6', () => fetch('LOOPBACK/six'.replace('127.0.0.1', '[::1]'), {mode: 'no-cors'}));
attempt('sent on', () => fetch('/sent-on').then(answer => answer.ok || Promise.reject()));
attempt('script sent on', () => loaded('script', '/script-sent-on'));
attempt('file', () => fetch('file:///etc/hostname'));
attempt('file script', () => loaded('script', 'file:///etc/hostname'));
attempt('other host', () => fetch('http://other.example/x', {mode: 'no-cors'}));
attempt('other script', () => loaded('script', 'http://other.example/x.js'));
attempt('robots', () => fetch('/private/x').then(answer => answer.ok || Promise.reject()));
attempt('write', () => fetch('/write', {method: 'POST', body: 'x'}));
attempt('worker', () => new Promise((yes, no) => {
  const code = "fetch('LOOPBACK/worker', {mode: 'no-cors'}).then(() => postMessage(1), () => postMessage(0))";
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  worker.onmessage = event => event.data ? yes() : no();
}));
attempt('service worker', () => navigator.serviceWorker.register('/sw.js').then(r => r.active || r.installing
  || r.waiting || Promise.reject()));
attempt('websocket', () => new Promise((yes, no) => {
  const way = new WebSocket('LOOPBACK/ws'.replace('http', 'ws'));
  way.onopen = yes; way.onerror = no;
}));
attempt('own websocket', () => new Promise((yes, no) => {
  const way = new WebSocket('ws://' + location.host + '/ws');
  way.onopen = yes; way.onerror = no;
}));
attempt('stream', () => new Promise((yes, no) => {
  const way = new EventSource('/stream'); way.onopen = yes; way.onerror = no;
}));
attempt('popup', () => { const other = window.open('LOOPBACK/popup'); return seconds(1); });
attempt('beacon', () => { navigator.sendBeacon('LOOPBACK/beacon', 'x'); return seconds(1); });
attempt('frame', () => { loaded('iframe', 'LOOPBACK/frame').catch(() => 0); return seconds(1); });
attempt('own frame', () => { loaded('iframe', '/frame').catch(() => 0); return seconds(1); });
attempt('download', () => {
  const link = document.createElement('a');
  link.href = '/file.zip'; link.download = 'file.zip'; document.body.append(link); link.click();
  return seconds(1);
});
attempt('webrtc', () => {
  const way = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:STUN'}]});
  way.createDataChannel('x');
  return way.createOffer().then(offer => way.setLocalDescription(offer)).then(() => seconds(1.5));
});
window.onbeforeunload = event => { event.preventDefault(); return 'stay'; };
alert('hello'); confirm('sure?'); prompt('your name?');
setTimeout(() => { location.href = 'LOOPBACK/leave'; }, 100);
setTimeout(() => {
  const form = '<form method=post action=/form><button id=go></button></form>';
  document.body.insertAdjacentHTML('beforeend', form);
  document.getElementById('go').click();
}, 200);
Promise.all(from).then(() => {
  show(REVIEWS.replace('REACHED', 'reached: ' + (reached.join(', ') || 'nothing')));
  document.body.insertAdjacentHTML('beforeend', '<i id=done></i>');
});
"""


@contextmanager
def udp_socket() -> Iterator[tuple[int, list[bytes]]]:
    """A port on loopback and what arrives there by UDP."""
    got: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(0.1)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    got.append(ear.recv(2000))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield ear.getsockname()[1], got
        finally:
            over.set()
            thread.join()


def serve_attempts(proxy: Loopback, secret: Loopback, stun: int) -> None:
    """A public site as the proxy gives it: http://tea.example."""
    text = ATTEMPTS.replace("LOOPBACK", secret.url).replace("STUN", str(stun))
    page = shell(text.replace("REVIEWS", json.dumps(reviews("REACHED"))))
    proxy.page("http://tea.example/robots.txt", "User-agent: *\nDisallow: /private\n")
    proxy.page("http://tea.example/", page)
    for path in ("/sent-on", "/script-sent-on"):
        proxy.routes[f"http://tea.example{path}"] = Reply(b"", 302, {"Location": f"{secret.url}/sent"})
    for path in ("/private/x", "/frame", "/stream", "/file.zip", "/sw.js", "/write", "/form", "/ws"):
        proxy.routes[f"http://tea.example{path}"] = Reply(b"got you", headers=HTML)


def test_nothing_that_a_page_tries_reaches_its_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A proxy on loopback stands for the internet, so the page is public and private addresses are refused
    # as in any study. The study even names the hosts: the address guard alone keeps them out.
    with loopback() as proxy, loopback() as secret, udp_socket() as (stun, datagrams):
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        serve_attempts(proxy, secret, stun)
        named = ["169.254.169.254", "10.0.0.5", "127.0.0.1", "localhost"]
        posts, report = crawled_page(
            tmp_path / "s", "http://tea.example/", private=False, render="always", render_hosts=named,
            scroll={"wait_for": "#done", "times": 1},
        )  # fmt: skip
        asked = [hit.path.removeprefix("http://tea.example") for hit in proxy.hits]
    assert [post.body for post in posts] == ["reached: nothing"]
    assert secret.hits == []
    assert datagrams == []
    assert sorted(asked) == ["/", "/robots.txt", "/script-sent-on", "/sent-on"]
    reason = report.seeds[0].reason
    assert reason.startswith("complete; a browser built 1 pages (2 further requests; refused: ")
    assert "private address refused (crawl.allow_private is false) ×" in reason
    assert "a request that writes ×" in reason


def test_the_offsite_guard_holds_where_private_addresses_are_allowed(tmp_path: Path) -> None:
    with open_site() as site, loopback() as other:
        away = other.url.replace("127.0.0.1", "localhost")
        site.routes["/go"] = Reply(b"", 302, {"Location": f"{away}/redirected"})
        tries = f"Promise.allSettled(['{away}/x', '/go', '/private/x'].map(u => fetch(u))).then(all => "
        made = "show(REVIEWS.replace('HOW', all.map(one => one.status).join(' '))))"
        site.page("/", shell(tries + made.replace("REVIEWS", json.dumps(reviews("HOW")))))
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/", render="always")
    assert [post.body for post in posts] == ["rejected rejected rejected"]
    assert other.hits == []
    assert site.paths() == ["/robots.txt", "/", "/go"]
    assert "another host (localhost) ×2, disallowed by robots.txt ×1" in report.seeds[0].reason


def test_a_script_that_never_ends_costs_its_time_and_no_more(tmp_path: Path) -> None:
    with open_site() as site:
        hang = "const end = Date.now() + 60000; while (Date.now() < end);"
        site.page("/", shell(hang, head="<link rel=next href=/2>"))
        site.page("/2", shell(f"show({json.dumps(reviews('after the storm'))})"))
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/", render="always", browser={"seconds": 1})
        apart = site.hits[-1].at - site.hits[0].at
    assert [post.body for post in posts] == ["after the storm"]
    assert report.seeds[0].reason.startswith(f"incomplete: {TOO_SLOW} ×1; a browser built 1 pages")
    assert apart < 15
