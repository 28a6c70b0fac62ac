"""nbgrader's configuration for this course; nbgrader reads it in the course's folder."""

import contextlib
import os
import sys
from pathlib import Path

root = Path(__file__).resolve().parent

# nbgrader starts `alembic` by name, and must find it although no environment is activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
# One thread a submission: figures repeat, and submissions can be graded side by side.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

c = get_config()  # noqa: F821  (given by traitlets)

c.CourseDirectory.course_id = "neural-networks"
c.CourseDirectory.root = str(root)
# Several people grade: wait for a lock instead of giving up after five seconds.
c.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db?timeout=60"
c.Execute.timeout = 30  # seconds a cell

# Grading is done by nbjudge, see docs/nbjudge.md.
from nbjudge import nbgrader_plugin  # noqa: E402

nbgrader_plugin.configure(c)
# The data set, and where mnist.py keeps it decoded: students' code may read both, and write neither.
caches = os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache")
cache = Path(next(filter(os.path.isabs, caches), os.devnull), "numpy-mnist")  # as mnist.py finds it
with contextlib.suppress(OSError):  # without a home, each notebook decodes for itself
    cache.mkdir(parents=True, exist_ok=True)
    cache.chmod(0o755)  # as root, students' code is another user's
data = (root / "data").resolve()
c.JudgedAutograde.read_only = [str(path) for path in (data, cache) if path.is_dir()]
# These %run the student's homework_modules.
c.JudgedAutograde.builds_on = {"advanced": "homework", "autoencoder": "homework"}
c.JudgedAutograde.preload_for = {"logistic": ["torch"], "multilayer": ["torch"]}
c.JudgedAutograde.environment = {
    "MNIST_DIR": str(data / "mnist"),
    "XDG_CACHE_HOME": str(cache.parent),
}
