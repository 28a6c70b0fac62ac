"""The instructor's commands: `python -m course --help`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from course.files import ROOT, CourseError
from nbjudge import quick  # noqa: F401  (before nbgrader)
from nbjudge.errors import NbjudgeError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status (2: a problem that the user was told in one sentence)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (CourseError, NbjudgeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. What is done stays done; start the same command again to go on.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m course", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    release = commands.add_parser("release", help="build release/, the student edition and its zip")
    release.add_argument("assignment", nargs="*", default=["homework"])
    release.set_defaults(command=_release)

    grade = commands.add_parser("grade", help="grade all submissions and write feedback and grades.csv")
    grade.add_argument("assignment", nargs="?", default="homework")
    grade.add_argument("--student", action="append", help="only this student, again; may be repeated")
    grade.add_argument("--again", action="store_true", help="also those who have not changed since")
    grade.set_defaults(command=_grade)

    demo = commands.add_parser("demo", help="release, build a class, grade it, show the scores")
    demo.set_defaults(command=_demo)

    reproduce = commands.add_parser("reproduce", help="run the published experiments on all of MNIST")
    reproduce.add_argument("assignment", nargs="?", default="", help="only this one (default: all)")
    reproduce.set_defaults(command=_reproduce)

    form = commands.add_parser("format", help="bring all notebooks under version control into their one form")
    form.add_argument("--check", action="store_true", help="change nothing; fail if something would change")
    form.set_defaults(command=_format)
    return parser


# nbgrader takes seconds to import, so each command imports what it needs.


def _release(options: argparse.Namespace) -> int:
    from course.edition import release

    for assignment in options.assignment:
        for path in release(options.root, assignment):
            print(path.relative_to(options.root))
    return 0


def _grade(options: argparse.Namespace) -> int:
    from course import grade, report, steps

    chosen = options.student or grade.students(options.root, options.assignment)
    problems = grade.autograde(
        options.root, options.assignment, chosen, options.again or bool(options.student)
    )
    problems |= grade.feedback(options.root, options.assignment, chosen, problems)
    steps.export_csv(options.root, options.root / "grades.csv")
    print(report.score_table(report.cell_scores(options.root, options.assignment)).to_string())
    print("\nNext: feedback/ holds a page for each student, grades.csv all grades.")
    return 1 if problems else 0


def _demo(options: argparse.Namespace) -> int:
    from course.demo import run

    return 1 if run(options.root) else 0


def _reproduce(options: argparse.Namespace) -> int:
    from course import published, reproduce

    homework = options.assignment in ("", "homework") and not reproduce.run(options.root)
    others = options.assignment != "homework" and not published.run(options.root, options.assignment)
    return 1 if homework or others else 0


def _format(options: argparse.Namespace) -> int:
    from course.notebooks import format_files

    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.ipynb"],
        cwd=options.root,
        capture_output=True,
        text=True,
        check=True,
    )
    changed = format_files([options.root / name for name in listed.stdout.splitlines()], options.check)
    for path in changed:
        print(
            f"{path.relative_to(options.root)} {'is not in its one form' if options.check else 'formatted'}"
        )
    return 1 if changed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
