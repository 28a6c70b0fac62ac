"""Opens pages in a headless Chromium and tells whether anything in them ran, or asked for anything."""

import contextlib
import os
import shutil
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from json import load
from pathlib import Path
from typing import Any, cast

import websocket  # from websocket-client

from tests.browser.lab_screenshots import Browser, poll, running

PROGRAM = shutil.which(os.environ.get("CHROMIUM", "chromium"))
FIRE = "top.__canary=1"  # what payloads do when they run
HIT = "/hit"  # what payloads ask for
TOUCH = """document.querySelectorAll('details').forEach(e => e.open = !e.open);
for (const e of document.querySelectorAll('a, area, button, input, summary'))
  if (!/^https?:/i.test(e.href || '')) { e.focus(); e.click(); }"""
_STATIC = "/formgrader/static/"


class Canary:
    """A server on loopback, and a page of the browser."""

    def __init__(self, browser: Browser) -> None:
        self._browser, self._page, self._number = browser, b"", 0
        self.asked: list[str] = []
        browser.call("Emulation.setFocusEmulationEnabled", enabled=True)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        canary = self
        spec = find_spec("nbgrader")
        assert spec is not None
        assert spec.origin is not None
        static = Path(spec.origin).parent / "server_extensions" / "formgrader" / "static"

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, kind = b"", "text/html; charset=utf-8"
                if self.path == f"/page/{canary._number}":
                    body = canary._page
                elif self.path.startswith(_STATIC):
                    file = static / self.path.removeprefix(_STATIC)
                    body = file.read_bytes() if file.is_file() else b""
                    kind = "text/css" if file.suffix == ".css" else "text/javascript"
                elif not self.path.startswith(("/page/", "/favicon.ico", "/formgrader/api/")):
                    canary.asked.append(self.path)
                with contextlib.suppress(OSError):  # the browser may have left
                    self.send_response(200 if body else 404)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler

    def opened(self, html: str, patience: float) -> list[str]:
        """What happened in a page: "ran" for a script, the paths that were asked for.

        Everything that takes a click is clicked, but links that lead elsewhere.

        Args:
            patience: seconds to wait after that.
        """
        self._number += 1
        self._page = html.encode()
        self.asked = []
        here = f"/page/{self._number}"
        self._browser.call("Page.navigate", url=self.url + here)
        loading = time.monotonic() + 120
        deadline = float("inf")
        while time.monotonic() < min(deadline, loading):
            state = (
                self._evaluate("[document.readyState, location.pathname, String(top.__canary)]") or [""] * 3
            )
            if state[2] == "1":
                return ["ran"]
            if self.asked and (state[1] != here or deadline < float("inf")):
                return self.asked
            if state[:2] == ["complete", here] and deadline == float("inf"):
                self._evaluate(TOUCH)
                deadline = time.monotonic() + patience
            time.sleep(0.01)
        assert deadline < float("inf"), "the page was not loaded"
        return self.asked

    def value(self, expression: str) -> Any:
        """What an expression is in the page that is open."""
        return self._evaluate(expression)

    def _evaluate(self, expression: str) -> Any:
        answer = self._browser.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer.get("result", {}).get("value")


class _Page(Browser):
    def call(self, method: str, **parameters: Any) -> Any:
        try:
            return super().call(method, **parameters)
        except (KeyError, websocket.WebSocketTimeoutException):
            return {}  # an error, or no answer at all: both happen while the page is being replaced


@contextlib.contextmanager
def canary() -> Iterator[Canary]:
    """A canary, with a browser of its own that reaches loopback only."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temp:
        command = [str(PROGRAM), "--headless=new", "--disable-gpu", f"--user-data-dir={temp}/profile"]
        command += ["--remote-debugging-port=0", "--disable-background-networking", "--no-first-run"]
        command += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-component-update"]
        command += ["--no-sandbox"] * (os.geteuid() == 0) + ["about:blank"]
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

        def page() -> Any:
            port = (Path(temp) / "profile/DevToolsActivePort").read_text().split()[0]
            with direct.open(f"http://127.0.0.1:{port}/json", timeout=5) as answer:
                targets = load(answer)
            return next((t["webSocketDebuggerUrl"] for t in targets if t["type"] == "page"), None)

        with running(command):
            url = poll(page, "Chromium did not start")
            options: dict[str, Any] = {"suppress_origin": True, "http_no_proxy": ["127.0.0.1"]}
            with contextlib.closing(websocket.create_connection(url, 20, **options)) as socket:
                found = Canary(_Page(socket))
                server = cast(Any, found)._server
                thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
                thread.start()
                try:
                    yield found
                finally:
                    server.shutdown()
                    server.server_close()
                    thread.join()
