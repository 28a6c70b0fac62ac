"""Hostile submissions get no point, read, change, send and leave nothing; the next one is graded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.arena import Arena, arena
from tests.attacks.attack import WRONG, Attack
from tests.attacks.catalogue import ATTACKS, HARM
from tests.attacks.comparisons import HONEST, IDIOMS, LIARS, WEAK, WORD
from tests.attacks.measure import ROOT, TABLE, rows

FULL = 4.0
MEMORY = 384 << 10  # kilobytes by which the trusted side may grow


def memory(what: str) -> int:
    """VmRSS or VmHWM, the highest since it was last reset, of this process in kilobytes."""
    found = re.search(rf"{what}:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])


@pytest.fixture(scope="module")
def before() -> int:
    """How large this process is; how large it has been is forgotten."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, before: int) -> Iterator[Arena]:
    base = tmp_path_factory.mktemp("arena")
    with arena(base) as place:
        yield place


def test_an_honest_solution_gets_all_points(place: Arena) -> None:
    assert place.honest() == FULL


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.student)
def test_nothing_is_gained_and_nothing_harmed(place: Arena, attack: Attack) -> None:
    verdict = place.fight(attack)
    assert attack.refused in verdict.problem
    assert verdict.harm() == ("not graded" if attack.refused else ""), verdict.problem
    assert not verdict.points
    assert verdict.seconds < 60
    if attack in HARM:
        assert place.honest() == FULL


def test_a_tool_that_finds_canaries_finds_them(place: Arena) -> None:
    shown = " ".join(place.canaries.values())
    verdict = place.fight(Attack("parrot", "", "", WRONG + f"print({shown!r}, 0.73190264)"))
    assert verdict.leaks == {*place.canaries, "expected values"}


def test_the_reference_that_replaces_failed_modules_cannot_be_read(place: Arena) -> None:
    scores, pages = place.spy()
    assert scores == {"double_test": 0.0, "quadruple_test": 2.0, "half_test": 0.0}
    assert place.canaries["the reference solution"] not in pages


class TestComparisons:
    def test_an_honest_solution_passes_all(self, place: Arena) -> None:
        assert place.passed("all-honest", "idioms", HONEST) == set(IDIOMS)

    @pytest.mark.parametrize("liar", LIARS)
    def test_a_liar_passes_none(self, place: Arena, liar: str) -> None:
        passed = place.passed(re.sub(r"\W", "-", liar), "idioms", LIARS[liar])
        assert passed is not None
        assert passed <= WORD

    def test_what_is_documented_as_not_stopped_is_not_stopped(self, place: Arena) -> None:
        lies = "\n".join(lie for _, lie in WEAK.values())
        assert place.passed("weak", "weak", lies) == set(WEAK)


def test_the_judge_has_not_grown_large(place: Arena, before: int) -> None:
    assert memory("VmHWM") - before < MEMORY


def test_all_rounds_left_an_honest_solution_its_points(place: Arena) -> None:
    assert place.honest("honest-too") == FULL


def test_the_documentation_names_every_attack() -> None:
    text = Path(ROOT, "docs", "security.md").read_text(encoding="utf-8")
    for attack in ATTACKS:
        assert f"| {attack.row} |" in text
    assert TABLE in text
    assert rows(text)
