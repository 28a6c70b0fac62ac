"""nbgrader's configuration for this course; nbgrader reads it in the course's folder."""

import os
import sys
from pathlib import Path

root = Path(__file__).resolve().parent

# nbgrader starts `alembic` by name, and must find it although no environment is activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
# One thread a submission: figures repeat, and submissions can be graded side by side.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
if str(root) not in sys.path:
    sys.path.insert(0, str(root))  # for course.siblings

c = get_config()  # noqa: F821  (given by traitlets)

c.CourseDirectory.course_id = "neural-networks"
c.CourseDirectory.root = str(root)
# Several people grade: wait for a lock instead of giving up after five seconds.
c.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db?timeout=60"

c.Execute.timeout = 30  # seconds a cell
c.Execute.shutdown_kernel = "immediate"
c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=ERROR"]
c.Autograde.autograde_preprocessors = [
    "course.siblings.ExecuteBesideSiblings",  # in place of Execute: `%run other.ipynb` works
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# A NumPy warning on stderr is not an error: without this, nbgrader gives the cell no points.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "Warning"
