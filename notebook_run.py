"""Makes `%run other.ipynb` define everything that works in the other notebook.

Plain `%run` runs the other notebook's checks too and stops at the first cell that fails, so one open
exercise would hide all that follows it. After `import notebook_run`, `%run other.ipynb`

- leaves out the checks (the cells that nbgrader grades),
- goes on after a cell that fails, and says in one line what failed,
- is fast: it reads the file as JSON and needs no nbformat.

Everything else that `%run` can do stays as it is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.core.interactiveshell import InteractiveShell


def run_definitions(path: str | Path, shell: InteractiveShell) -> list[str]:
    """Run the code cells of a notebook in the shell's namespace, without its checks.

    Args:
        path: the notebook, relative to the working directory.

    Returns:
        One sentence for each cell that failed.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not a notebook.
    """
    failures = []
    for number, source in enumerate(_code_cells(Path(path)), start=1):
        if source is None:
            continue
        try:
            code = shell.transform_cell(source)
            # Registered, so that tracebacks into the other notebook show its lines.
            filename = shell.compile.cache(code, raw_code=source)
            exec(compile(code, filename, "exec"), shell.user_ns)
        except (Exception, SystemExit) as error:
            first_line = next((line for line in source.splitlines() if line.strip()), "")
            failures.append(f"code cell {number} ({first_line[:60]}): {type(error).__name__}: {error}")
    return failures


def _code_cells(path: Path) -> list[str | None]:
    """Sources of the code cells in order; None stands for a check."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [
            None if _is_check(cell) else "".join(cell["source"])
            for cell in cells
            if cell["cell_type"] == "code"
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"{path} is damaged: it is not a notebook.") from None


def _is_check(cell: dict[str, Any]) -> bool:
    role = cell["metadata"].get("nbgrader", {})
    return bool(role.get("grade")) and not role.get("solution")


def _install(shell: InteractiveShell) -> None:
    plain_run = shell.find_line_magic("run")

    def run(line: str) -> Any:
        path = line.strip().strip("\"'")
        if not path.endswith(".ipynb") or path.startswith("-"):
            return plain_run(line)
        try:
            failures = run_definitions(path, shell)
        except FileNotFoundError:
            print(
                f"{path} is missing: put it into the same folder as this notebook, then run this cell again."
            )
        except (OSError, ValueError) as error:
            print(error)
        else:
            for failure in failures:
                print(f"{path}, {failure}")
        return None

    run.__doc__ = plain_run.__doc__
    shell.register_magic_function(run, "line", "run")


_shell = get_ipython()
if _shell is not None and not getattr(_shell, "_runs_definitions", False):
    _install(_shell)
    _shell._runs_definitions = True
