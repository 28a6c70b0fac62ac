"""The kill matrix, mistakes by checks: in a terminal, and as a picture (SVG)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from nbjudge.proof.verify import Test, Verdict, Verification

KILLED, MISSED, COLLATERAL = "#3b6ea5", "#d1495b", "#e9a23b"  # as named; survived; not named
_STEP, _FONT, _LEFT, _TOP, _GAP = 13, 11, 340, 160, 7
_STYLE = (
    f"text{{font:{_FONT}px sans-serif;fill:#1b1f24}}.g{{font-weight:600}}.q{{fill:#59636e}}"
    "svg{background:#fff}.n{paint-order:stroke;stroke:#fff;stroke-width:2.5px}"  # names stand over marks
)


def exercises(found: Verification) -> list[tuple[tuple[str, str], list[Test]]]:
    """The tests of each exercise (notebook, solution cell), in the order of the notebooks."""
    return [
        (key, list(tests))
        for key, tests in groupby(found.tests, key=lambda test: (test.notebook, test.exercise))
    ]


def aspects(tests: list[Test]) -> list[str]:
    """Names of the tests of one exercise without what they begin with in common."""
    ids = [test.grade_id for test in tests]
    first, last = min(ids, default=""), max(ids, default="")
    n_common = next((n for n, pair in enumerate(zip(first, last)) if pair[0] != pair[1]), 0)
    return [name[first[:n_common].rfind("_") + 1 :] for name in ids]


def home(verdict: Verdict, found: Verification) -> tuple[str, str]:
    """The exercise under which a mistake is shown: the first of those that it changes which has tests."""
    changed = {(change.notebook, change.grade_id) for change in verdict.entry.changes}
    own = [key for key, _ in exercises(found) if key in changed]
    lost = [(test.notebook, test.exercise) for test in found.tests if test.name in verdict.trial.lost]
    return (own or lost or [("", "")])[0]


def grouped(found: Verification) -> list[tuple[tuple[str, str], list[Verdict]]]:
    """The mistakes by exercise, in the order of the notebooks; those that no exercise claims come last."""
    order = {key: number for number, (key, _) in enumerate(exercises(found))}
    placed = sorted(
        ((home(verdict, found), verdict) for verdict in found.wrong),
        key=lambda pair: order.get(pair[0], len(order)),
    )
    return [
        (key, [verdict for _, verdict in pairs]) for key, pairs in groupby(placed, key=lambda pair: pair[0])
    ]


def sign(verdict: Verdict, test: str) -> str:
    """What a test did to a mistake: "x" took its points as it should, "?" did not, "!" was not asked to."""
    if test in verdict.survived:
        return "?"
    if test in verdict.collateral:
        return "!"
    return "x" if test in verdict.trial.lost else ""


def terminal(found: Verification) -> Iterator[str]:
    """Line by line, an exercise after the other; what a mistake costs elsewhere stands behind its line."""
    tests_of = dict(exercises(found))
    for key, verdicts in grouped(found):
        tests = tests_of.get(key, [])
        own = {test.name for test in tests}
        heads = aspects(tests)
        width = max(len(name) for name in (key[1], *map(_short, verdicts)))
        yield ""
        yield "  ".join([(key[1] or "elsewhere").ljust(width), *heads])
        for verdict in verdicts:
            marks = [(sign(verdict, t.name) or ".").center(len(head)) for t, head in zip(tests, heads)]
            others = [t.name for t in found.tests if t.name not in own and sign(verdict, t.name)]
            behind = [f"{sign(verdict, test)} {test}" for test in others]
            yield "  ".join([_short(verdict).ljust(width), *marks, *behind]).rstrip()
    if accused := [verdict for verdict in found.verdicts if verdict.accused]:
        yield ""
        yield from (
            f"{verdict.name} is right, but fails {', '.join(sorted(verdict.accused))}" for verdict in accused
        )


def picture(found: Verification) -> str:
    """The whole matrix as one SVG: rows are mistakes by exercise, columns are checks.

    The names of an exercise's checks stand right above its own rows, where the matrix is empty.
    """
    columns, x = dict[str, int](), _LEFT
    bands = []
    for key, tests in exercises(found):
        left = x
        for test in tests:
            columns[test.name] = x
            x += _STEP
        bands.append((key, left, x))
        x += _GAP
    right = x - _GAP
    rows: list[str] = []
    y, tops = _TOP, dict[tuple[str, str], int]()
    for key, verdicts in grouped(found):
        tops[key] = top = y
        for verdict in verdicts:
            rows += _row(verdict, y, columns, right)
            y += _STEP
        rows.append(f'<text class="g" x="6" y="{top + _STEP - 3}">{escape(key[1] or "elsewhere")}</text>')
        y += _GAP
    bottom = y - _GAP
    width, height = right + 90, bottom + 12
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(found.assignment)}: mistakes against checks">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_legend(found),
    ]
    for number, (_, left, end) in enumerate(bands):
        shade = "#eef2f6" if number % 2 else "#f7f9fb"
        body.append(
            f'<rect x="{left}" y="{_TOP}" width="{end - left}" height="{bottom - _TOP}" fill="{shade}"/>'
        )
    names = []
    above = bottom
    for key, tests in reversed(exercises(found)):
        above = tops.get(key, above)  # without a mistake: above the rows of the next exercise
        for test in tests:
            place = f"translate({columns[test.name] + _STEP - 3} {above - 5}) rotate(-60)"
            names.append(f'<text class="n" transform="{place}">{escape(test.grade_id)}</text>')
    return "\n".join([*body, *rows, *names, "</svg>"]) + "\n"


def _row(verdict: Verdict, y: int, columns: dict[str, int], right: int) -> Iterator[str]:
    below = y + _STEP
    yield f'<line x1="{_LEFT}" x2="{right}" y1="{below}" y2="{below}" stroke="#e4e8ec" stroke-width="0.5"/>'
    words = escape(_short(verdict))
    yield (
        f'<text class="q" x="{_LEFT - 6}" y="{y + _STEP - 3}" text-anchor="end">{words}'
        f"<title>{escape(verdict.entry.sentence)}</title></text>"
    )
    colours = {"x": KILLED, "?": MISSED, "!": COLLATERAL}
    for test, x in columns.items():
        if mark := sign(verdict, test):
            title = f"<title>{escape(f'{_short(verdict)}: {test}')}</title>"
            size = _STEP - 2
            yield (
                f'<rect x="{x + 1}" y="{y + 1}" width="{size}" height="{size}" rx="2" fill="{colours[mark]}">'
                f"{title}</rect>"
            )


def _legend(found: Verification) -> Iterator[str]:
    title = f"{found.assignment}: each mistake, and the checks that it fails"
    yield f'<text class="g" x="6" y="20">{escape(title)}</text>'
    meanings = [
        (KILLED, "fails, as it should"),
        (MISSED, "survives a check that should fail it"),
        (COLLATERAL, "fails a check that should pass it"),
    ]
    for number, (colour, meaning) in enumerate(meanings):
        y = 34 + 18 * number
        yield f'<rect x="6" y="{y}" width="11" height="11" rx="2" fill="{colour}"/>'
        yield f'<text x="24" y="{y + 10}">{meaning}</text>'


def _short(verdict: Verdict) -> str:
    return verdict.name.partition("/")[2]
