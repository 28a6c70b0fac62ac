"""The published experiments: the reference modules, what is stored, and the verdicts."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from course import reproduce
from course.__main__ import main
from course.files import ROOT, CourseError
from course.reference import NOTEBOOK, reference_modules
from course.reproduce import COLUMNS, EXPERIMENTS, Experiment, Result, Setting, Splits, verdict
from experiments import History
from tests import mini

SMALL = (16, 8, 10)


def few_images(n: int = 300) -> Splits:
    """Ten blurred patterns instead of digits: small, and easy to learn."""
    random = np.random.default_rng(0)
    patterns = random.normal(size=(10, SMALL[0]))
    labels = [random.integers(0, 10, size=size).astype(np.uint8) for size in (n, n // 3, n // 3)]
    images = [patterns[y] + 0.1 * random.normal(size=(len(y), SMALL[0])) for y in labels]
    return dict(zip(("training", "validation", "test"), zip(images, labels)))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course with the real modules and a build/ of its own."""
    (tmp_path / "source").symlink_to(ROOT / "source")
    for helper in ("checks.py", "diagnosis.py"):
        (tmp_path / helper).symlink_to(ROOT / helper)
    return tmp_path


def test_the_reference_modules_come_from_the_source_notebook() -> None:
    modules = reference_modules(ROOT)
    layer = modules.Linear(4, 3)
    x = np.random.default_rng(0).normal(size=(5, 4))
    np.testing.assert_allclose(layer.forward(x), x @ layer.W.T + layer.b)
    assert callable(modules.sgd_momentum)
    assert callable(modules.adam_optimizer)


def test_tests_are_left_out_and_a_failing_cell_is_one_sentence(tmp_path: Path) -> None:
    cells = [mini.cell("given", "x = 1"), mini.cell("test", "raise SystemError", points=1)]
    mini.write(tmp_path / NOTEBOOK, cells)
    assert reference_modules(tmp_path).x == 1
    mini.write(tmp_path / NOTEBOOK, [*cells, mini.cell("answer", "1 / 0", solution=True)])
    with pytest.raises(CourseError, match=r"cell 'answer' fails: ZeroDivisionError: division by zero"):
        reference_modules(tmp_path)


@pytest.mark.parametrize(
    "setting",
    [
        Setting(1, widths=SMALL, normalised=True, dropout=0.2, batch_size=20),
        Setting(1, widths=SMALL, optimizer="adam_optimizer", batch_size=20),
        Setting(1, widths=SMALL, margin=3.0, embedding=True, batch_size=20),
    ],
)
def test_a_finished_run_is_stored_and_not_repeated(
    root: Path, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiments = {"small": Experiment("small", setting, ())}
    first = reproduce.results(root, experiments, few_images())["small"]
    assert set(first.numbers) == set(COLUMNS)
    assert first.history.training_loss[1] < first.history.training_loss[0]
    if setting.embedding:
        same, different, edges = first.histograms
        assert sum(same) + sum(different) == 100 * 99 / 2
        assert len(edges) == len(same) + 1

    monkeypatch.setattr(reproduce, "made", lambda: "a second time")
    second = reproduce.results(root, experiments, few_images())["small"]
    assert repr(second) == repr(first)  # repr: a nan equals itself there
    (stored,) = (root / "build" / "reproduce").iterdir()

    stored.write_text(stored.read_text()[:100])
    assert reproduce.results(root, experiments, few_images())["small"].made == "a second time"


def test_a_changed_setting_or_module_is_trained_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(0, widths=SMALL)
    reproduce.results(root, {"small": Experiment("small", setting, ())}, few_images())
    reproduce.results(root, {"small": Experiment("small", replace(setting, seed=7), ())}, few_images())
    monkeypatch.setattr(reproduce, "reference_text", lambda root: "changed")
    reproduce.results(root, {"small": Experiment("small", setting, ())}, few_images())
    assert len(list((root / "build" / "reproduce").iterdir())) == 3


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_divergence_is_one_sentence(root: Path) -> None:
    setting = Setting(3, widths=SMALL, margin=3.0, learning_rate=1e200, batch_size=20)
    with pytest.raises(CourseError, match="wild diverged in epoch 1"):
        reproduce.results(root, {"wild": Experiment("wild", setting, ())}, few_images())


def found() -> dict[str, Result]:
    """Results that are all in their bands."""
    results = {}
    for name in EXPERIMENTS:
        bad = name in ("no BN", "SGD 1e-3", "NLL")
        numbers = dict.fromkeys(COLUMNS, 0.2 if bad else 0.1) | {"test acc. %": 95.5 if bad else 96.0}
        history = History([0, 1], [2.3, 0.1], [2.3, 0.1], [0.1, 0.9], [0.1, 0.9], [0.0, 1.0])
        histograms: list[list[float]] = (
            [[1, 2], [3, 4], [0, 0.5, 1]] if EXPERIMENTS[name].setting.embedding else []
        )
        results[name] = Result("here and now", history, numbers, histograms)
    return results


def test_what_is_inside_its_bands_is_ok() -> None:
    verdicts = {name: verdict(name, found()) for name in EXPERIMENTS}
    assert verdicts.pop("SGD 1e-3") == "no band"
    assert all(words.startswith("ok: ") for words in verdicts.values())


@pytest.mark.parametrize(
    ("name", "column", "value", "band"),
    [
        ("ReLU", "test acc. %", 94.99, "test acc. ≥ 95 %"),
        ("ELU", "test acc. %", float("nan"), "test acc. ≥ 95 %"),
        ("SoftPlus", "test acc. %", 92.99, "test acc. ≥ 93 %"),
        ("BN", "train loss", 0.2, "train loss below that of no BN"),
        ("Adam 1e-3", "test loss", 0.2, "test loss below that of SGD 1e-3"),
        ("contrastive", "overlap, shared bins", 0.2, "overlap, shared bins below that of NLL"),
        ("contrastive", "overlap, shared bins", float("nan"), "overlap, shared bins below that of NLL"),
    ],
)
def test_what_is_outside_its_band_is_named(name: str, column: str, value: float, band: str) -> None:
    results = found()
    results[name].numbers[column] = value
    assert verdict(name, results) == f"outside band: {band}"


@pytest.mark.parametrize(("accuracy", "good"), [(96.0, True), (90.0, False)])
def test_the_report_is_written_and_the_status_is_that_of_the_verdicts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accuracy: float, good: bool
) -> None:
    results = found()
    results["ReLU"].numbers["test acc. %"] = accuracy
    results["ReLU"].numbers["overlap, shared bins"] = float("nan")
    monkeypatch.setattr(reproduce, "load_dataset", lambda flatten: ())
    monkeypatch.setattr(reproduce, "results", lambda *_: results)
    if not good:  # one drawing is enough
        monkeypatch.setattr(reproduce, "figures", lambda _: iter(()))
    assert main(["--root", str(tmp_path), "reproduce"]) == (0 if good else 1)
    text = (tmp_path / "docs" / "reproduce.md").read_text()
    assert f"| 96.4 → {accuracy:.1f} |" in text
    assert "| – |" in text
    assert ("outside band: test acc. ≥ 95 %" in text) is not good
    for link in re.findall(r"\]\((.*png)\)", text):
        assert (tmp_path / "docs" / link).stat().st_size < 150_000
