"""Shows notebooks as a student sees them: pictures of JupyterLab's own rendering, page by page.

    python tests/browser/lab_screenshots.py FOLDER OUT_DIR [--run] [NOTEBOOK.ipynb ...]

Starts JupyterLab on loopback (own settings, workspaces and checkpoints, no autosave: nothing in
FOLDER changes unless a notebook's code writes there) and a headless Chromium, opens each notebook
of FOLDER in simple mode, runs it if asked to (up to its first error), unfolds its hints, and writes
OUT_DIR/<notebook>-01.png, -02.png, ... One line for each notebook says where to look (failed cells,
formulas that did not render, the first words of things that are too wide). Needs jupyterlab and
websocket-client, which come with nbgrader, and Chromium ($CHROMIUM, or on the PATH).
"""

import argparse
import base64
import contextlib
import itertools
import json
import os
import shutil
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from typing import Any
from urllib.parse import quote

import websocket  # from websocket-client

OVERLAP = 40  # pixels that two pages share, so that no line is cut in both
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none", "scrollPastEnd": False},
}
PAGE = """const panel = [...jupyterapp.shell.widgets('main')][0], session = panel.sessionContext;
const page = panel.node.querySelector('.jp-WindowedPanel-outer');
const all = selector => [...page.querySelectorAll(selector)];"""
RUN = """await session.ready; jupyterapp.shell.activateById(panel.id);
await session.session.kernel.info; await jupyterapp.commands.execute('notebook:run-all-cells');
while (session.session?.kernel?.status === 'busy') await new Promise(r => setTimeout(r, 100));"""
STATE = """all('details').forEach(e => e.open = true);
const md = '.jp-MarkdownOutput', box = page.getBoundingClientRect().toJSON();
const text = e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join(' ');
const bad = [...all('mjx-merror, mjx-mtext[style*=red]'),
  ...all(md).filter(e => /@@[0-9]+@@/.test(e.textContent)),
  ...all(md + ' :is(p, td, li)').filter(e => /[$][$]|\\\\[a-z]+{/.test(text(e)))];
const isWide = e => e.clientWidth && e.scrollWidth > e.clientWidth + 8;
const wide = all(`${md}, .jp-OutputArea-output, .cm-scroller`).filter(isWide);
const outputs = [...panel.content.model.cells].flatMap(c => c.outputs?.toJSON() ?? []);
return {cells: all('.jp-Cell').length, plain: all('.jp-MarkdownCell:not(.jp-mod-rendered)').length,
  plots: all('.jp-OutputArea-output img').length, formulas: all('mjx-container').length,
  errors: outputs.filter(o => o.output_type === 'error').length, 'bad formulas': bad.length,
  'too wide': wide.map(e => e.innerText.slice(0, 50)), box: {...box, scale: 1},
  height: page.scrollHeight, visible: page.clientHeight};"""
SCROLL = "page.scrollTop = %d; for (const _ of 'abc') await new Promise(requestAnimationFrame);"


def poll(look: Callable[[], Any], what: str) -> Any:
    """First true value of `look()` within 90 s; what cannot be read yet counts as false."""
    deadline, problem = time.monotonic() + 90, ""
    while time.monotonic() < deadline:
        try:
            if found := look():
                return found
        except (OSError, ValueError, LookupError) as error:
            problem = f": {error}"
        time.sleep(0.25)
    raise RuntimeError(f"{what} within 90 s{problem}")


@contextlib.contextmanager
def running(command: Sequence[str], env: dict[str, str] | None = None) -> Iterator[None]:
    """A silent child process that ends with the block, whatever happens in it."""
    child = Popen(command, env=env, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True)
    try:
        yield
    finally:
        child.terminate()
        with contextlib.suppress(TimeoutExpired):
            child.wait(15)
        child.kill()  # nothing happens if it has ended
        child.wait()


@contextlib.contextmanager
def jupyterlab(folder: Path, temp: Path) -> Iterator[dict[str, Any]]:
    """JupyterLab over `folder`, keeping its own files in `temp`; yields its url and token."""
    own = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]
    own += ["JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"]
    env = dict(os.environ) | {name: str(temp / name) for name in own}
    (temp / "overrides.json").write_text(json.dumps(SETTINGS))
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0"]
    command += ["--expose-app-in-browser", f"--ServerApp.root_dir={folder}", "--allow-root"]
    command += [f"--LabApp.app_settings_dir={temp}", f"--FileCheckpoints.checkpoint_dir={temp}"]

    def address() -> Any:
        files = (temp / "JUPYTER_RUNTIME_DIR").glob("jpserver-*.json")
        return [json.loads(file.read_text()) for file in files]

    with running(command, env):
        yield poll(address, "JupyterLab did not start")[0]


class Browser:
    """One page of a headless Chromium, spoken to over the DevTools protocol."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    def call(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv())).get("id") != number:
            pass  # an event of the page, or an answer that came too late
        return answer["result"]

    def run(self, body: str) -> Any:
        """Value of the body of an async JavaScript function; ValueError if it throws."""
        options = {"awaitPromise": True, "expression": f"(async () => {{{PAGE}\n{body}}})()"}
        answer = self.call("Runtime.evaluate", returnByValue=True, **options)
        if problem := answer.get("exceptionDetails"):
            raise ValueError(problem.get("exception", {}).get("description", problem["text"]))
        return answer["result"].get("value")


@contextlib.contextmanager
def chromium(temp: Path) -> Iterator[Browser]:
    program = shutil.which(os.environ.get("CHROMIUM", "chromium")) or "google-chrome"
    command = [program, "--headless=new", "--hide-scrollbars", "--window-size=1280,1400"]
    command += [f"--user-data-dir={temp}/profile", "--remote-debugging-port=0", "--disable-gpu"]
    command += ["--disable-background-networking", *["--no-sandbox"] * (os.geteuid() == 0)]
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def page() -> Any:
        port = (temp / "profile/DevToolsActivePort").read_text().split()[0]
        targets = json.load(direct.open(f"http://127.0.0.1:{port}/json", timeout=5))
        return next((t["webSocketDebuggerUrl"] for t in targets if t["type"] == "page"), None)

    with running(command):
        url = poll(page, "Chromium did not start")
        options: dict[str, Any] = {"suppress_origin": True, "http_no_proxy": ["127.0.0.1"]}
        with contextlib.closing(websocket.create_connection(url, 1800, **options)) as socket:
            yield Browser(socket)


def shoot(browser: Browser, url: str, notebook: Path, out: Path, run: bool) -> str:
    """Open one notebook, run it if asked to, write its pages; returns a line about it."""
    cells = len(json.loads(notebook.read_text(encoding="utf-8"))["cells"])
    states: list[Any] = []

    def rest() -> Any:  # the same state six times in a row
        states.append(browser.run(STATE))
        ready = states[-1]["cells"] >= cells and not states[-1]["plain"] and len(states) > 5
        return states[-1] if ready and all(s == states[-1] for s in states[-6:]) else None

    browser.call("Page.navigate", url=url)
    state = poll(rest, "the page did not come to rest")
    if run:
        states.append(browser.run(RUN))
        state = poll(rest, "the page did not come to rest after the run")
    for old in out.glob(f"{notebook.stem}-[0-9][0-9].png"):
        old.unlink()
    tops = range(0, state["height"] - OVERLAP, state["visible"] - OVERLAP)
    for number, top in enumerate(tops, start=1):
        browser.run(SCROLL % top)
        picture = browser.call("Page.captureScreenshot", format="png", clip=state["box"])["data"]
        (out / f"{notebook.stem}-{number:02d}.png").write_bytes(base64.b64decode(picture))
    keys = ("cells", "plots", "errors", "formulas", "bad formulas", "too wide")
    browser.run("await session.shutdown();")
    return ", ".join([f"pages: {len(tops)}", *(f"{key}: {state[key] or 0}" for key in keys)])


def main() -> int:
    parser = argparse.ArgumentParser(description="Take pictures of notebooks in JupyterLab.")
    parser.add_argument("folder", type=Path, help="folder with the notebooks")
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("notebooks", nargs="*", help="names in the folder; all if none is given")
    parser.add_argument("--run", action="store_true", help="run all cells first")
    options = parser.parse_intermixed_args()
    folder, failed = options.folder.resolve(), 0
    names = options.notebooks or sorted(path.name for path in folder.glob("*.ipynb"))
    options.out.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        temp = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        lab = stack.enter_context(jupyterlab(folder, temp))
        browser = stack.enter_context(chromium(temp))
        for name in names:
            url = f"{lab['url']}doc/tree/{quote(name)}?reset&token={lab['token']}"
            try:
                line = shoot(browser, url, folder / name, options.out, options.run)
            except Exception as error:  # the other notebooks can still be looked at
                failed, line = failed + 1, f"failed: {error!r}"
            print(f"{name}: {line}", flush=True)
    print(f"{len(names) - failed} of {len(names)} notebooks; now look at {options.out}/*.png")
    return int(failed > 0 or not names)


if __name__ == "__main__":
    sys.exit(main())
