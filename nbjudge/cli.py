"""The command `nbjudge`: grade, see whether grades are right, and what protects this machine."""

from __future__ import annotations

import argparse
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from nbjudge import quick  # noqa: F401  (before nbgrader, in this process and in its workers)
from nbjudge.errors import NbjudgeError

if TYPE_CHECKING:
    from nbjudge.proof.trials import Setting

_KEPT = "What is graded stays graded; start the same command again to go on"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 2 for a problem that was told in one sentence."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except NbjudgeError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        kept = "Nothing is kept" if options.command in (_verify, _mutants, _power) else _KEPT
        print(f"\nStopped. {kept}.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nbjudge", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    grade = commands.add_parser("grade", help="grade what was handed in")
    grade.add_argument("--student", action="append", help="only this student; may be repeated")
    grade.add_argument("--notebook", default="*", help="only this notebook")
    grade.add_argument("--force", action="store_true", help="also what has not changed since it was graded")
    grade.add_argument("--scheduler", metavar="ADDRESS", help="grade on the workers of this Dask scheduler")
    for name, what in (("ca-file", "whom to trust"), ("cert", "our certificate"), ("key", "its secret")):
        grade.add_argument(f"--tls-{name}", metavar="FILE", help=f"for tls:// addresses: {what}")
    grade.add_argument(
        "--shard",
        type=_shard,
        metavar="I/N",
        help="grade one of N parts and keep the results; the command without --shard writes them",
    )
    grade.set_defaults(command=_grade)

    verify = commands.add_parser("verify", help="is the grade right? Grade the bank, and prove the release")
    verify.add_argument("--sample", type=int, default=0, help="grade only so many entries, always the same")
    verify.add_argument("--html", type=Path, help="write the result as a page, too")
    verify.add_argument("--report", type=Path, help="write it as Markdown with a picture beside it, too")
    verify.set_defaults(command=_verify)

    mutants = commands.add_parser("mutants", help="does each small change of the solution cost points?")
    mutants.add_argument("--sample", type=int, default=0, help="try only so many, and keep no result")
    mutants.set_defaults(command=_mutants)

    power = commands.add_parser("power", help="how small an error does each check see?")
    power.add_argument("--sample", type=int, default=0, help="try only so many, and keep no result")
    power.set_defaults(command=_power)

    for command in (mutants, power):
        command.add_argument(
            "--notebook", action="append", help="only this notebook; may be repeated (default: all)"
        )
    for command in (verify, mutants, power):
        command.add_argument(
            "--bank", type=Path, help="folder with right/ and wrong/ (default: bank/ASSIGNMENT)"
        )
    for command in (grade, verify, mutants, power):
        command.add_argument("--workers", type=_workers, help="processes (default: one a core)")
        command.add_argument("assignment")
        command.add_argument(
            "--course", type=Path, default=Path(), help="the course's folder (default: this one)"
        )
        command.add_argument("--trust-students", action="store_true", help="run without a sandbox")

    doctor = commands.add_parser("doctor", help="probe what protects this machine from students' code")
    doctor.set_defaults(command=_doctor)
    return parser


# nbgrader takes seconds to import, so each command imports what it needs.


def _grade(options: argparse.Namespace) -> int:
    from nbjudge.batch import Batch, configuration
    from nbjudge.cluster import Cluster

    if options.shard and options.notebook != "*":
        raise NbjudgeError("--shard is for whole submissions: leave out --notebook.")
    config = configuration(options.course.resolve(), options.trust_students)
    batch = Batch(config, options.assignment, options.notebook)
    handed_in = batch.students()
    students = options.student or handed_in
    if unknown := sorted(set(students) - set(handed_in)):
        raise NbjudgeError(f"{', '.join(unknown)} has not submitted {options.assignment!r}.")
    if options.shard:
        part, parts = options.shard
        students = [student for student in students if zlib.crc32(student.encode()) % parts == part - 1]
    cluster = None
    if options.scheduler:
        tls = (options.tls_ca_file, options.tls_cert, options.tls_key)
        cluster = Cluster(options.scheduler, *tls)
    force = options.force or options.notebook != "*"
    problems = batch.grade(students, force, options.workers, cluster, write=not options.shard)
    for line in batch.times.table():
        print(line)
    afterwards = (
        f"when all parts are done, `nbjudge grade {options.assignment}` writes them to the gradebook"
        if options.shard
        else f"`nbgrader generate_feedback {options.assignment} --force`, or formgrader"
    )
    print(f"{len(students) - len(problems)} of {len(students)} graded. Next: {afterwards}.")
    return 1 if problems else 0


def _workers(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes from 1 on")
    return int(text)


def _shard(text: str) -> tuple[int, int]:
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise argparse.ArgumentTypeError(f"{text!r} is not I/N with I from 1 to N, such as 1/8")
    return int(part), int(parts)


def _verify(options: argparse.Namespace) -> int:
    from nbjudge.files import write_atomically
    from nbjudge.proof import matrix, quality, verify, verify_page

    setting, place = _setting(options)
    if options.sample and options.report:
        raise NbjudgeError("--report is for the whole bank: leave out --sample.")
    found = verify.verify(setting, place, options.workers, options.sample)
    for line in (*matrix.terminal(found), "", *verify.summary(found), *found.complaints):
        print(line)
    if options.html:
        write_atomically(options.html, verify_page.html(found))
    if options.report:
        quality.write(found, place, options.report)
    return 1 if found.complaints else 0


def _mutants(options: argparse.Namespace) -> int:
    from nbjudge.proof import bank, mutation

    setting, place = _setting(options)
    result = mutation.run(setting, options.notebook, place, options.sample, options.workers)
    complaints = mutation.complaints(result)
    for line in complaints:
        print(line)
    print(f"{result['mutants']} of {result['of']} mutants: {len(result['survivors'])} survivors.")
    if not options.sample:
        _kept(options, bank.keep(place, "mutants", result))
    return 1 if complaints else 0


def _power(options: argparse.Namespace) -> int:
    from nbjudge.proof import bank, power

    setting, place = _setting(options)
    result = power.run(setting, options.notebook, options.sample, options.workers)
    for where in result["unseen"]:
        print(f"not seen at 10 %: {where}")
    print(f"{result['perturbed']} results and terms made wrong: {len(result['unseen'])} seen by no check.")
    if not options.sample:
        _kept(options, bank.keep(place, "power", result))
    return 0


def _kept(options: argparse.Namespace, path: Path) -> None:
    print(f"Kept in {path}. Next: `nbjudge verify {options.assignment} --report FILE` shows it.")


def _setting(options: argparse.Namespace) -> tuple[Setting, Path]:
    """What to grade with, and where the bank is."""
    from nbjudge.proof import bank
    from nbjudge.proof.trials import Setting

    root = options.course.resolve()
    place = options.bank or bank.folder(root, options.assignment)
    return Setting(root, options.assignment, options.trust_students), place


def _doctor(options: argparse.Namespace) -> int:
    from nbjudge.doctor import main as doctor

    return doctor()
