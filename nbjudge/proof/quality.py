"""Writes what is known about the quality of the grades as Markdown, with the kill matrix as a picture.

Besides the verification it shows what other commands have measured: the files in `<bank>/measured/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from nbjudge.files import write_atomically
from nbjudge.proof import bank, matrix, release_proof
from nbjudge.proof.verify import Verification


def write(found: Verification, place: Path, path: Path) -> None:
    """Write the page to `path`, and the picture beside it.

    Raises:
        NbjudgeError: a measured file is damaged, or the disk is full.
    """
    picture = path.with_suffix(".svg")
    write_atomically(picture, matrix.picture(found))
    write_atomically(path, "\n".join(page(found, place, picture.name)) + "\n")


def page(found: Verification, place: Path, picture: str) -> Iterator[str]:
    """The page, line by line."""
    right = sum(verdict.right for verdict in found.verdicts)
    yield "# Is the grade right?"
    yield ""
    yield f"Written by `nbjudge verify {found.assignment} --report`; never edited by hand."
    yield ""
    yield from table(
        ("what", "number"),
        [
            ("mistakes in the bank", len(found.wrong)),
            ("right solutions in the bank", right),
            ("checks", len(found.tests)),
            ("survivors: mistakes that keep points which they should lose", found.count("survived")),
            ("false accusations: right solutions that lose points", found.count("accused")),
            (
                "collateral losses: mistakes that cost points of a check that they do not name",
                found.count("collateral"),
            ),
        ],
    )
    yield ""
    yield f"![Each mistake, and the checks that it fails]({picture})"
    yield ""
    yield from _remarks(found)
    for title, name, section in (
        ("Mutants of the reference solution", "mutants", _mutants),
        ("The power of the numeric checks", "power", _power),
        ("How far tolerances are from round-off", "margins", _margins),
        ("False alarms of the statistical checks", "false_alarms", _false_alarms),
    ):
        if (result := bank.beside(place, bank.measured(name))) is not None:
            yield from ["", f"## {title}", ""]
            yield from section(result)
    yield ""
    yield "## The release"
    yield ""
    yield from _release(found, place)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table in Markdown."""
    titles = list(head)
    yield f"| {' | '.join(titles)} |"
    yield "|" + "---|" * len(titles)
    for row in rows:
        cells = [str(cell).replace("|", r"\|") for cell in row]
        yield f"| {' | '.join(cells)} |"


def code(text: str) -> str:
    """Text as code; it holds no backticks, being a name or an expression."""
    return f"`{text}`"


def _remarks(found: Verification) -> Iterator[str]:
    yield "## What the matrix says"
    yield ""
    for line in found.complaints:
        yield f"- **{line}**"
    idle, together = found.idle(), found.inseparable()
    yield "- Checks that no mistake of the bank fails: " + (", ".join(map(code, idle)) or "none") + "."
    groups = "; ".join(" and ".join(map(code, group)) for group in together)
    yield f"- Checks that always fail together: {groups or 'none'}."
    reaching = found.far_reaching()
    listed = "; ".join(
        f"{code(name)} also fails {', '.join(map(code, tests))}" for name, tests in reaching.items()
    )
    yield f"- Mistakes that cost points of another exercise, and say so: {listed or 'none'}."


def _mutants(result: dict[str, Any]) -> Iterator[str]:
    tried = {key: n for key, n in result["tried"].items() if key.startswith("kind: ")}
    total, killed = sum(tried.values()), sum(result["killed"][key] for key in tried)
    share = f"{100 * killed / total:.1f} %" if total else "none"
    yield (
        f"{result['mutants']} of {result['of']} mutants were graded: each changes one operator, constant, "
        "argument, call or statement of a solution. "
        f"{len(result['equivalent'])} do the same as the original. "
        f"Of the other {total}, {killed} lose points: {share}."
    )
    yield ""
    for prefix, title in (("kind: ", "change"), ("cell: ", "cell")):
        keys = [key for key in result["tried"] if key.startswith(prefix)]
        rows = [(key.removeprefix(prefix), result["tried"][key], result["killed"][key]) for key in keys]
        yield from table((title, "mutants", "lose points"), rows)
        yield ""
    survivors = "".join(f"\n- {code(name)}" for name in result["survivors"])
    yield f"Survivors:{survivors or ' none.'}"
    yield ""
    yield "Mutants that no check can tell from the original, and why:"
    yield ""
    reasons: dict[str, list[str]] = defaultdict(list)
    for name, why in result["equivalent"].items():
        reasons[why].append(name)
    for why, names in reasons.items():
        yield f"- {why}: {'; '.join(map(code, names))}"


def _power(result: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{result['perturbed']} results and terms of the reference solution were made wrong by a factor "
        "1 + 10^-k, one at a time. The table gives the smallest relative error that each check sees: of "
        "all entries of a result, of one entry (the one of middle size), of one term of a formula. "
        "Where a check looks at several results or terms, the smallest and the largest error stand there."
    )
    yield ""
    rows = [
        (code(test), *(_errors(kinds[kind]) for kind in kinds)) for test, kinds in result["checks"].items()
    ]
    yield from table(("check", "all entries", "one entry", "one term"), rows)
    yield ""
    unseen = "".join(f"\n- {code(where)}" for where in result["unseen"])
    yield f"Not seen by any check even at 10 % (what is zero stays zero):{unseen or ' nothing.'}"


def _errors(seen: dict[str, int]) -> str:
    if not seen:
        return ""
    best, worst = max(seen.values()), min(seen.values())
    return f"1e-{best}" if best == worst else f"1e-{best} to 1e-{worst}"


def _margins(result: dict[str, Any]) -> Iterator[str]:
    yield (
        f"All {result['solutions']} right solutions were graded with tolerances 10, 100, ... times narrower. "
        "The first column says how much narrower they could be before the first right solution fails. Where "
        "a solution in float32 is among them, that is the distance from its round-off (6e-8, times what the "
        "formula loses); elsewhere from that of float64 (2.2e-16) and, for gradients, from the error of "
        "central differences: 2.2e-16 / 1e-6 = 2e-10 by round-off, 1e-12 by the step."
    )
    yield ""
    by_margin: dict[int, list[str]] = defaultdict(list)
    for test, margin in result["margins"].items():
        by_margin[margin].append(test)
    most = result["most"]
    rows = [
        (
            f"{'at least ' if margin >= most else ''}1e{margin}",
            len(tests),
            ", ".join(map(code, tests)) if margin < most else "all others",
        )
        for margin, tests in sorted(by_margin.items())
    ]
    yield from table(("times narrower", "checks", "which"), rows)


def _false_alarms(result: dict[str, Any]) -> Iterator[str]:
    yield (
        "Probability that a right solution fails, by the exact two-sided tail of the binomial distribution "
        "beyond the standard deviations that are allowed."
    )
    yield ""
    yield from table(
        ("check", "what", "trials", "p", "calls", "false-alarm rate of a call"),
        [
            (
                code(rate["test"]),
                rate["what"],
                rate["total"],
                rate["p"],
                rate["calls"],
                f"{rate['false_alarm']:.1e}",
            )
            for rate in result["rates"]
        ],
    )
    yield ""
    total = sum(rate["calls"] * rate["false_alarm"] for rate in result["rates"])
    measured = ", ".join(f"{code(test)} {n}" for test, n in result["alarms"].items())
    yield (
        f"Together {total:.1e} for each right submission: one in {1 / total:,.0f}. "
        f"Measured with {result['seeds']:,} seeds each, false alarms: {measured}."
    )


def _release(found: Verification, place: Path) -> Iterator[str]:
    if found.release:
        yield from (f"- **{line}**" for line in found.release)
        return
    yield (
        "Proven: the full solution gets all points and the released copy none; no solution, hidden test, "
        "mark scheme, output or metadata of the staff is in the released files; every check has points; "
        "a check reads what each TODO defines."
    )
    for cell, why in release_proof.excused(place).items():
        yield ""
        yield f"TODO without a check: {code(cell)}, as {why}."
