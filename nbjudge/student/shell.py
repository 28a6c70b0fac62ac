"""The IPython shell in which a student's cells run.

Its outputs are those of a notebook kernel: streams, display data, results, errors, inline plots. The shell is
made and warmed once, in the parent; each student process inherits it by fork and connects its `emit`.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import getpass
import linecache
import os
import pdb
import sys
import zlib
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Any

from IPython.core import debugger, page
from IPython.core.async_helpers import get_asyncio_loop
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets import Instance, Type
from traitlets.config import Config

from nbjudge.student.outlet import Emit, outlet

MOST_MESSAGE = 100_000  # characters of an error's message
HERE = os.path.dirname(__file__)
MOST_FRAMES = 20  # of a traceback, at its top and at its end
FOR_A_PERSON = ("autosave", "connect_info", "ed", "edit", "less", "man", "more", "qtconsole", "subshell")
os.environ |= {  # as in a kernel; before matplotlib is imported
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "CLICOLOR_FORCE": "1",
    "FORCE_COLOR": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


class Compiler(CachingCompiler):  # type: ignore[misc]
    """Names cells as a kernel does: tracebacks and warnings show the name."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """A file that does not exist."""
        return f"/tmp/ipykernel_1/{zlib.crc32(raw_code.encode('utf-8', 'surrogatepass'))}.py"


class Transformers(TransformerManager):  # type: ignore[misc]
    """IPython's, sparing what is Python already the search for magics, which takes longer than most cells."""

    def __init__(self) -> None:
        super().__init__()
        self._own = tuple(self.token_transformers)

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """See IPython."""
        if tuple(self.token_transformers) == self._own and _is_python("".join(lines)):
            return lines
        transformed: list[str] = super().do_token_transforms(lines)
        return transformed


def _is_python(code: str) -> bool:
    """Whether this is Python, as far as that can be known without warnings, which only the run may give."""
    if "\\" in code:
        return False
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


class StudentDisplayHook(DisplayHook):  # type: ignore[misc]
    """Emits the value of a cell's last expression."""

    _result: dict[str, Any] | None = None

    def start_displayhook(self) -> None:
        self._result = {"output_type": "execute_result", "data": {}, "metadata": {}}

    def write_output_prompt(self) -> None:
        if self._result is not None:
            self._result["execution_count"] = self.prompt_count

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        if self._result is not None:
            self._result["data"] = format_dict
            self._result["metadata"] = md_dict or {}

    def finish_displayhook(self) -> None:
        result, self._result = self._result, None
        if result is not None and result["data"]:
            outlet.put(result)


class StudentDisplayPublisher(DisplayPublisher):  # type: ignore[misc]
    """Emits what `display` shows."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        self._validate_data(data, metadata)
        outlet.put(
            {
                "output_type": "update_display_data" if update else "display_data",
                "data": data,
                "metadata": metadata or {},
                "display_id": (transient or {}).get("display_id"),
            }
        )

    def clear_output(self, wait: bool = False) -> None:
        outlet.put({"output_type": "clear_output", "wait": bool(wait)})


class StudentShell(InteractiveShell):  # type: ignore[misc]
    """An IPython shell as in a kernel, without one."""

    displayhook_class = Type(StudentDisplayHook)
    display_pub_class = Type(StudentDisplayPublisher)
    compiler_class = Type(Compiler)
    input_transformer_manager = Instance(Transformers, ())

    def execute(self, code: str) -> ExecutionResult:
        """Run a cell, inside a running event loop as in a kernel: tasks live on from cell to cell."""
        loop = get_asyncio_loop()
        cell = loop.create_task(self._execute(code))
        try:
            return loop.run_until_complete(cell)
        except KeyboardInterrupt:  # while the cell awaited something
            cell.cancel()
            return loop.run_until_complete(cell)

    async def _execute(self, code: str) -> ExecutionResult:
        failure = None
        try:
            transformed = self.transform_cell(code)
        except Exception:
            transformed, failure = code, sys.exc_info()
        prepared: dict[str, Any] = {"transformed_cell": transformed, "preprocessing_exc_tuple": failure}
        result = None  # and not by `run_cell`, which would transform all code a second time
        try:
            result = await self.run_cell_async(code, store_history=True, **prepared)
            return result
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)

    def init_hooks(self) -> None:
        """`name?` opens a pager in a browser; that leaves nothing in the notebook."""
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(lambda *_, **__: None), 99)

    def init_magics(self) -> None:
        """Magics that open something for a person do nothing."""
        super().init_magics()
        for name in FOR_A_PERSON:
            self.register_magic_function(lambda line: None, "line", name)

    def enable_gui(self, gui: Any = None) -> None:
        """There is no event loop to integrate with; inline plots need none."""

    def init_virtualenv(self) -> None:
        """The interpreter is the right one already."""

    def set_next_input(self, s: str, replace: bool = False) -> None:
        """There is no next cell to fill."""

    def ask_exit(self) -> None:
        """`exit` and `quit` end nothing: a grader goes on with the next cell."""

    def _get_exc_info(self, exc_tuple: Any = None) -> Any:
        kind, error, _ = super()._get_exc_info(exc_tuple)
        _trim(error)
        return kind, error, error.__traceback__

    def _format_exception_for_storage(self, error: BaseException, *_: Any, **__: Any) -> dict[str, Any]:
        """For the history; IPython would render each traceback a second time."""
        return {"ename": type(error).__name__, "evalue": "", "traceback": []}

    def _tee(self, channel: str) -> AbstractContextManager[None]:
        """For the history; IPython would keep a copy of all that is printed, and take three times as long."""
        return nullcontext()

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        try:
            message = str(evalue)
        except Exception as error:
            message = f"<str() of it raised {type(error).__name__}>"
        outlet.put(
            {
                "output_type": "error",
                "ename": str(getattr(etype, "__name__", etype)),
                "evalue": message[:MOST_MESSAGE],
                "traceback": [line[:MOST_MESSAGE] for line in stb],
            }
        )


# pandas and others look for this name to see that they are in a notebook
StudentShell.__name__ = StudentShell.__qualname__ = "ZMQInteractiveShell"


def _refuse_input(prompt: object = "", stream: Any = None) -> str:
    raise StdinNotImplementedError(
        "input() cannot be answered while a notebook is graded: put the value into the cell instead."
    )


def _trim(error: BaseException | None) -> None:
    """Leave our own frames out of a traceback, and most of thousands, which would take half a minute."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames, count, trace = [], 0, error.__traceback__
        while trace is not None:
            count += 1
            if not trace.tb_frame.f_code.co_filename.startswith(HERE):
                frames.append(trace)
            trace = trace.tb_next
        if len(frames) > 2 * MOST_FRAMES:
            error.add_note(f"({len(frames) - 2 * MOST_FRAMES} calls in the middle are not shown.)")
            frames = frames[:MOST_FRAMES] + frames[-MOST_FRAMES:]
        if len(frames) != count:
            for frame in reversed(frames):
                trace = TracebackType(trace, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
            error.__traceback__ = trace
        error = error.__context__ if error.__cause__ is None else error.__cause__


WARMING = (
    "import pandas; pandas.set_option('display.max_columns', 20)  # as it is in a kernel",
    "pandas.DataFrame({'a': [1.5]})",
    "import matplotlib.pyplot as plt; plt.plot([1, 2], label='a'); plt.title('a'); plt.legend(); plt.show()",
    "plt.close('all'); plt.draw_if_interactive.called = False",
    "import numpy; numpy.linalg.svd(numpy.eye(3)); numpy.random.default_rng(0)",
    "1 / 0",
    "display('a')",
)


def warm() -> StudentShell:
    """Make the shell and use each part of it once, so that students' processes find it warm."""
    config = Config()
    config.HistoryManager.hist_file = (
        ":memory:"  # a file would need a thread, which would not survive the fork
    )
    config.InteractiveShell.autocall = 0
    shell: StudentShell = StudentShell.instance(config=config)
    fresh = {name: value for name, value in shell.user_ns.items() if name.startswith("__")}
    builtins.input = getpass.getpass = _refuse_input
    sys.breakpointhook = lambda *_, **__: None
    debugger.Pdb = pdb.Pdb = debugger.InterruptiblePdb  # type: ignore[misc]
    pdb.set_trace = debugger.set_trace
    sys.stdout, sys.stderr = outlet.streams.values()
    shell.extension_manager.load_extension("storemagic")
    asyncio.new_event_loop().close()
    for cell in WARMING:
        shell.run_cell(cell, store_history=False)
    shell.reset(new_session=True)
    shell.user_ns.update(fresh)
    linecache.clearcache()
    shell.compile._filename_map.clear()
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
    outlet.end()
    return shell


def connect(shell: StudentShell, emit: Emit) -> None:
    """Send the outputs of this process to `emit`, from its own working folder."""
    shell.execution_count = 1
    shell.user_ns["_dh"][:] = [os.getcwd()]
    outlet.connect(emit)
