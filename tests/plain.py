"""A course that plain nbgrader grades, to compare with: the same files, without nbjudge."""

import shutil
from pathlib import Path

MARK = "# Grading is done by nbjudge"
PLAIN = """
c.JudgedAutograde.judge = False  # although another course of this process may have nbjudge
c.Execute.shutdown_kernel = "immediate"
c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=ERROR"]
sys.path.insert(0, {tests!r})
c.Autograde.autograde_preprocessors = [
    "siblings.ExecuteBesideSiblings",  # `%run other.ipynb` would find nothing otherwise
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.IgnorePattern.enabled = True  # without this a NumPy warning on stderr costs all points of a cell
c.IgnorePattern.pattern = "Warning"
"""


def plain_copy(course: Path, root: Path) -> Path:
    """Copy a released course to `root`, with a configuration that does not use nbjudge."""
    shutil.copytree(
        course, root, symlinks=True, ignore=shutil.ignore_patterns("submitted", "autograded", "feedback")
    )
    config = root / "nbgrader_config.py"
    ours = config.read_text(encoding="utf-8").partition(MARK)[0]
    config.write_text(ours + PLAIN.format(tests=str(Path(__file__).parent)), encoding="utf-8")
    return root
