"""How Chromium is started: with its sandbox, without a picture, and without any way to the network."""

import os
from typing import Any

from crawler.chromium import Chromium

# Belt and braces, each tried alone against sockets on loopback: names and addresses resolve to nothing;
# what would go to a proxy goes to one that does not exist; WebRTC may not send UDP past the proxy.
NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
)
MODEST = (
    "--blink-settings=imagesEnabled=false",
    "--renderer-process-limit=2",
    "--js-flags=--max-old-space-size=512",  # MB; a page that wants more crashes alone
    "--disable-dev-shm-usage",
    "--mute-audio",
)


def is_root() -> bool:
    """Whether Chromium's sandbox cannot start because we are root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def launch_options(chromium: Chromium) -> dict[str, Any]:
    """For Playwright's `launch`. Playwright leaves the sandbox off unless it is asked for."""
    return {
        "executable_path": str(chromium.path),
        "headless": True,
        "chromium_sandbox": not is_root(),
        "args": [*NO_NETWORK, *MODEST],
    }


def context_options(agent: str) -> dict[str, Any]:
    """For a context: says who we are, keeps nothing, downloads nothing, runs no service worker."""
    return {
        "user_agent": agent,
        "accept_downloads": False,
        "service_workers": "block",
        "viewport": {"width": 1280, "height": 2000},
    }
