"""What mnist.py promises, on the real files, a real web server and real full disks.

Every test imports its own copy of mnist.py from a folder of its own and has a home of its own,
so what is "next to the module" and "in the user's cache" is known, and the real cache untouched.
"""

import contextlib
import gzip
import hashlib
import importlib.util
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data" / "mnist"
SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
CACHED = {f"{name}-{sha[:12]}.npy" for name, sha in SHA256.items()}
LABELS = "t10k-labels-idx1-ubyte"  # the file that goes missing or bad in most tests: it is small
TEST_LABELS = f"{LABELS}-{SHA256[LABELS][:12]}.npy"
CLOSED = "http://127.0.0.1:9/"  # nobody listens there


def canonical(name: str) -> bytes:
    return gzip.decompress((DATA / f"{name}.gz").read_bytes())


def supply(folder: Path, *names: str) -> None:
    """Put files of the repository (all, if none is named) into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or SHA256:
        (folder / f"{name}.gz").symlink_to(DATA / f"{name}.gz")


def install(folder: Path, *mirrors: str) -> Any:
    """Copy mnist.py into a folder and import the copy. It reaches no network but `mirrors`."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "mnist.py", folder)
    spec = importlib.util.spec_from_file_location("mnist_copy", folder / "mnist.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.MIRRORS = mirrors or (CLOSED,)  # type: ignore[attr-defined]
    return module


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a new Python process in a folder."""
    command = [sys.executable, "-W", "error", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The cache folder as a first call leaves it."""
    base = tmp_path_factory.mktemp("warm")
    supply(base / "course" / "data" / "mnist")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(base))
        install(base / "course").load_dataset()
    yield base / "numpy-mnist"
    shutil.rmtree(base)  # 220 MB


@pytest.fixture(scope="session")
def sums(warm: Path) -> list[float]:
    """The sums of the six arrays."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(warm.parent))
        return [float(array.sum(dtype="f8")) for array in install(warm.parent).load_dataset()]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setenv("https_proxy", CLOSED)  # new processes cannot reach the real mirrors
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield home
    shutil.rmtree(home)


@pytest.fixture
def cache(home: Path, warm: Path) -> Path:
    """The user's cache, filled by an earlier call."""
    cache = home / ".cache" / "numpy-mnist"
    cache.mkdir(parents=True)
    for path in warm.iterdir():
        (cache / path.name).symlink_to(path)
    return cache


@pytest.fixture
def cache_without_labels(cache: Path) -> Path:
    for path in cache.glob(f"{LABELS}*"):
        path.unlink()
    return cache


@pytest.fixture
def cache_without_test(cache: Path) -> Path:
    for path in cache.glob("t10k*"):
        path.unlink()
    return cache


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web server: good/ has the files, bad/ has wrong ones, short/ hangs up, others are 404."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "good").symlink_to(DATA)
    (folder / "bad").mkdir()
    (folder / "bad" / f"{LABELS}.gz").write_bytes(b"<html>Please log in to this network</html>")

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

        def do_GET(self) -> None:
            if self.path.startswith("/short/"):
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b"\x1f\x8b")
            else:
                super().do_GET()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class TestArrays:
    @pytest.fixture
    def dataset(self, tmp_path: Path, cache: Path) -> Any:
        return install(tmp_path).load_dataset()

    def test_images_are_float32_squares_and_labels_uint8(self, dataset: Any) -> None:
        assert [array.shape for array in dataset] == [
            (50_000, 28, 28), (50_000,), (10_000, 28, 28), (10_000,), (10_000, 28, 28), (10_000,)
        ]  # fmt: skip
        assert [array.dtype for array in dataset] == ["float32", "uint8"] * 3

    def test_pixels_are_bytes_over_256_and_validation_is_the_end_of_training(self, dataset: Any) -> None:
        X_train, y_train, X_val, y_val, X_test, y_test = dataset
        for name, parts in {
            "train-images-idx3-ubyte": [X_train, X_val],
            "train-labels-idx1-ubyte": [y_train, y_val],
            "t10k-images-idx3-ubyte": [X_test],
            "t10k-labels-idx1-ubyte": [y_test],
        }.items():
            unit, header = (256, 16) if "images" in name else (1, 8)
            loaded = b"".join((part * unit).astype(np.uint8).tobytes() for part in parts)
            assert loaded == canonical(name)[header:]
        for X in (X_train, X_val, X_test):
            assert (X.min(), X.max()) == (0, 255 / 256)

    def test_flatten_makes_rows_of_784_pixels(self, tmp_path: Path, dataset: Any) -> None:
        flat = install(tmp_path).load_dataset(flatten=True)
        assert [X.shape for X in flat[::2]] == [(50_000, 784), (10_000, 784), (10_000, 784)]
        for square, rows in zip(dataset, flat, strict=True):
            np.testing.assert_array_equal(square[:99].ravel(), rows[:99].ravel())

    def test_validation_has_the_known_numbers_of_pairs(self, dataset: Any) -> None:
        counts = np.bincount(dataset[3])
        same = int((counts * (counts - 1) // 2).sum())
        assert same == 5_006_741
        assert 10_000 * 9_999 // 2 - same == 44_988_259

    def test_they_are_plain_arrays_that_outlive_the_module(self, tmp_path: Path, cache: Path) -> None:
        X = install(tmp_path).load_dataset()[0]
        assert type(X) is np.ndarray
        assert X.flags.c_contiguous
        assert X.flags.writeable
        assert X[:100].any()

    def test_writing_into_them_changes_no_later_call_and_no_file(self, tmp_path: Path, cache: Path) -> None:
        mnist = install(tmp_path)
        first = mnist.load_dataset()
        kept = [array[:1000].copy() for array in first]
        for array in first:
            array[:1000] = 7
        for array, copy in zip(mnist.load_dataset(), kept, strict=True):
            np.testing.assert_array_equal(array[:1000], copy)
        for array, copy in zip(install(tmp_path).load_dataset(), kept, strict=True):
            np.testing.assert_array_equal(array[:1000], copy)


class TestWhereTheFilesComeFrom:
    def test_the_repository_holds_the_canonical_ones(self) -> None:
        assert {name: hashlib.sha256(canonical(name)).hexdigest() for name in SHA256} == SHA256

    @pytest.mark.parametrize(
        "place",
        [
            "course/autograded/ann/homework",  # next to the module
            "course/autograded/ann/homework/data/mnist",
            "course/data/mnist",
            "elsewhere",  # $MNIST_DIR
            "home/.cache/numpy-mnist",
        ],
    )
    def test_each_place_is_searched(
        self,
        place: str,
        tmp_path: Path,
        cache_without_labels: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("MNIST_DIR", str(tmp_path / "elsewhere"))
        mnist = install(tmp_path / "course" / "autograded" / "ann" / "homework")
        with pytest.raises(mnist.MnistError):
            mnist.load_dataset()
        supply(tmp_path / place, LABELS)
        assert mnist.load_dataset()[5].shape == (10_000,)

    def test_a_link_to_the_module_finds_the_course_of_the_module(
        self, tmp_path: Path, cache_without_labels: Path
    ) -> None:
        install(tmp_path / "course")
        supply(tmp_path / "course" / "data" / "mnist", LABELS)
        (tmp_path / "scratch").mkdir()
        (tmp_path / "scratch" / "mnist.py").symlink_to(tmp_path / "course" / "mnist.py")
        assert python(tmp_path / "scratch", "mnist.py").returncode == 0

    def test_a_good_copy_further_on_makes_up_for_a_damaged_one(
        self, tmp_path: Path, cache_without_labels: Path
    ) -> None:
        supply(tmp_path / "data" / "mnist", LABELS)
        (tmp_path / f"{LABELS}.gz").write_bytes(b"damaged")
        assert install(tmp_path).load_dataset()[5].shape == (10_000,)

    def test_otherwise_they_are_downloaded_once_with_a_progress_bar(
        self, tmp_path: Path, home: Path, web: str, capfd: pytest.CaptureFixture[str]
    ) -> None:
        install(tmp_path, f"{web}good/").load_dataset()
        shown = capfd.readouterr().err
        packed = {f"{name}.gz" for name in SHA256}
        cache = home / ".cache" / "numpy-mnist"
        assert {path.name for path in cache.iterdir()} == packed | CACHED
        for name in packed:
            assert name in shown
            assert (cache / name).read_bytes() == (DATA / name).read_bytes()
        assert shown.count("100%") >= len(packed)

        for name in CACHED:  # the files now come from the cache, not from the web
            if "labels" in name:
                (cache / name).unlink()
        install(tmp_path).load_dataset()
        assert capfd.readouterr().err == ""

    @pytest.mark.parametrize("broken", ["missing/", "bad/", "short/", CLOSED])
    def test_a_broken_mirror_is_made_up_for_by_the_next(
        self, broken: str, tmp_path: Path, cache_without_labels: Path, web: str
    ) -> None:
        first = broken if "://" in broken else web + broken
        assert install(tmp_path, first, f"{web}good/").load_dataset()[5].shape == (10_000,)
        assert {path.name for path in cache_without_labels.iterdir()} == CACHED | {f"{LABELS}.gz"}

    def test_the_download_code_is_not_imported_without_need(self, tmp_path: Path, cache: Path) -> None:
        install(tmp_path)
        code = "import sys, mnist; mnist.load_dataset(); print('tqdm' in sys.modules)"
        assert python(tmp_path, "-c", code).stdout == "False\n"


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda packed: packed[:-1000],
    "empty": lambda packed: b"",
    "no gzip file": lambda packed: b"<html>",
    "a byte is wrong": lambda packed: packed[:2000] + bytes([packed[2000] ^ 1]) + packed[2001:],
    "other labels": lambda packed: gzip.compress(gzip.decompress(packed)[:-1] + b"\0"),
}


class TestErrors:
    """One clear sentence that names the file and says what to do."""

    def sentence(self, mnist: Any) -> str:
        with pytest.raises(mnist.MnistError) as caught:
            mnist.load_dataset()
        assert isinstance(caught.value, RuntimeError)
        assert caught.value.__suppress_context__  # raised from None
        text = str(caught.value)
        assert re.fullmatch(r"MNIST file .+: connect to the internet .+ \$MNIST_DIR names\.", text)
        return text

    def test_missing(self, tmp_path: Path, cache_without_labels: Path) -> None:
        text = self.sentence(install(tmp_path))
        assert f"{LABELS}.gz was not found" in text
        assert str(tmp_path) in text

    @pytest.mark.parametrize("kind", DAMAGE)
    def test_damaged(self, kind: str, tmp_path: Path, cache_without_labels: Path) -> None:
        path = tmp_path / "data" / "mnist" / f"{LABELS}.gz"
        path.parent.mkdir(parents=True)
        path.write_bytes(DAMAGE[kind]((DATA / path.name).read_bytes()))
        assert f"{path} is damaged" in self.sentence(install(tmp_path))

    def test_unreadable(self, tmp_path: Path, cache_without_labels: Path) -> None:
        path = tmp_path / f"{LABELS}.gz"
        path.mkdir()
        assert f"{path} is damaged or unreadable" in self.sentence(install(tmp_path))

    @pytest.mark.parametrize(
        ("mirror", "reason"),
        [("missing/", "404"), ("bad/", "damaged"), ("short/", "damaged"), (CLOSED, "refuse")],
    )
    def test_failed_download(
        self, mirror: str, reason: str, tmp_path: Path, cache_without_labels: Path, web: str
    ) -> None:
        text = self.sentence(install(tmp_path, mirror if "://" in mirror else web + mirror))
        assert re.search(rf"downloaded \(127\.0\.0\.1:\d+: .*{reason}", text)
        assert not list(cache_without_labels.glob(f"*{LABELS}*"))


class TestCache:
    def test_a_first_call_leaves_one_array_for_each_file_and_nothing_else(self, warm: Path) -> None:
        assert {path.name for path in warm.iterdir()} == CACHED

    def test_later_calls_need_no_other_file(self, tmp_path: Path, cache: Path) -> None:
        assert install(tmp_path).load_dataset()[0].any()

    def test_it_obeys_xdg_cache_home(
        self, tmp_path: Path, warm: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(warm.parent))
        assert install(tmp_path).load_dataset()[0].any()

    @pytest.mark.parametrize(
        "damage",
        [
            lambda saved: b"",
            lambda saved: saved[:100],
            lambda saved: saved[:-1],
            lambda saved: saved + b"\0",
            lambda saved: bytes(len(saved)),
            lambda saved: saved.replace(b"'shape': (", b"'shape': ["),
            lambda saved: saved.replace(b"|u1", b"|i1"),
            lambda saved: saved.replace(b"(10000,)", b"(5000,2)"),
        ],
        ids=[
            "empty", "header cut off", "cut off", "too long", "zeros", "header damaged",
            "other type", "other shape",
        ],
    )  # fmt: skip
    def test_a_damaged_file_is_made_again(
        self,
        damage: Callable[[bytes], bytes],
        tmp_path: Path,
        cache: Path,
        warm: Path,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        supply(tmp_path, LABELS)
        (path,) = cache.glob(f"{LABELS}*")
        saved = path.read_bytes()
        path.unlink()
        path.write_bytes(damage(saved))
        assert path.read_bytes() != saved
        y_test = install(tmp_path).load_dataset()[5]
        assert y_test.tobytes() == canonical(LABELS)[8:]
        assert path.read_bytes() == saved
        assert capfd.readouterr() == ("", "")

    def test_processes_may_fill_it_at_the_same_time(
        self, tmp_path: Path, cache_without_test: Path, sums: list[float]
    ) -> None:
        mnist = install(tmp_path)
        supply(tmp_path)
        (images,) = (cache_without_test / name for name in CACHED if name.startswith("t10k-im"))
        code = f"""if True:
            import mnist, pathlib, sys
            print("ready", flush=True)
            sys.stdin.readline()
            for _ in range(6):
                print(mnist.load_dataset()[4].sum(dtype="f8"))
                pathlib.Path({str(images)!r}).unlink(missing_ok=True)  # and all over again
        """
        command = [sys.executable, "-W", "error", "-c", code]
        pipe = subprocess.PIPE
        processes = [
            subprocess.Popen(command, cwd=tmp_path, text=True, stdin=pipe, stdout=pipe) for _ in range(3)
        ]
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        sizes = set()
        while any(process.poll() is None for process in processes):
            with contextlib.suppress(FileNotFoundError):
                sizes.add(images.stat().st_size)
            time.sleep(0.001)
        assert sizes <= {128 + 10_000 * 784 * 4}, "a file under its final name was not whole"
        shown = [process.communicate(timeout=60)[0].split() for process in processes]
        assert shown == [[str(sums[4])] * 6] * 3
        mnist.load_dataset()
        assert {path.name for path in cache_without_test.iterdir()} == CACHED


# Runs in a new process: load, spoil the arrays, remove the sources, load again.
# Prints the sums of both calls and what is in the cache.
PROBE = """
import json, mnist, os
sums = []
for _ in range(2):
    arrays = mnist.load_dataset()
    sums.append([float(array.sum(dtype="f8")) for array in arrays])
    for array in arrays:
        array[:1000] = 7
    for name in os.listdir():
        if name.endswith(".gz"):
            os.unlink(name)
print(json.dumps([sums, sorted(os.listdir(os.path.expanduser("~/.cache/numpy-mnist")))]))
"""


class TestCacheThatCannotBeWritten:
    """It is no error: the arrays are made in memory, and no half file stays behind.

    Where the training set is in the cache already, that saves time and changes nothing.
    """

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        install(tmp_path / "course")
        supply(tmp_path / "course")
        return tmp_path / "course"

    @pytest.mark.parametrize(
        ("disk", "written"),
        [("size=1m", {TEST_LABELS}), ("ro", set())],
        ids=["full disk", "read-only home"],
    )
    def test_disk(
        self, disk: str, written: set[str], folder: Path, home: Path, warm: Path, sums: list[float]
    ) -> None:
        def mounted(*command: str) -> subprocess.CompletedProcess[str]:
            mount = f"""
                mount -t tmpfs tmpfs "$HOME" && mkdir -p "$HOME/.cache/numpy-mnist" &&
                ln -s "{warm}"/train-* "$HOME/.cache/numpy-mnist" &&
                mount -o remount,{disk} "$HOME" && exec "$@"
            """
            unshare = ["unshare", "-rm", "sh", "-c", mount, "sh", *command]
            return subprocess.run(unshare, cwd=folder, capture_output=True, text=True, timeout=60)

        if not shutil.which("unshare") or mounted("true").returncode:
            pytest.skip("no user namespaces on this machine, so no disk can be mounted")
        done = mounted(sys.executable, "-W", "error", "-c", PROBE)
        assert done.stderr == ""
        files = {name for name in CACHED if name.startswith("train")} | written
        assert json.loads(done.stdout) == [[sums] * 2, sorted(files)]

    def test_limit_on_the_size_of_files(
        self, folder: Path, cache_without_test: Path, sums: list[float]
    ) -> None:
        limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))"
        done = python(folder, "-c", limit + PROBE)
        assert done.stderr == ""
        files = {name for name in CACHED if name.startswith("train")} | {TEST_LABELS}
        assert json.loads(done.stdout) == [[sums] * 2, sorted(files)]

    def test_no_home(self, folder: Path, sums: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
        def nobody(uid: int) -> None:
            raise KeyError(uid)

        monkeypatch.delenv("HOME")
        monkeypatch.setattr(pwd, "getpwuid", nobody)
        monkeypatch.chdir(folder)  # where "~" would appear if it were taken for a folder
        before = sorted(folder.iterdir())
        assert [float(array.sum(dtype="f8")) for array in install(folder).load_dataset()] == sums
        assert sorted(folder.iterdir()) == before

    def test_a_home_that_is_no_folder_and_a_download(
        self, tmp_path: Path, web: str, sums: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOME", os.devnull)
        mnist = install(tmp_path, f"{web}good/")
        mnist.load_dataset()[4][:] = 7
        mnist.MIRRORS = (CLOSED,)  # once a process is enough
        assert [float(array.sum(dtype="f8")) for array in mnist.load_dataset()] == sums


def made_up(name: str, seed: int = 0) -> bytes:
    """A file with the header of the canonical one and random content."""
    header = canonical(name)[: 16 if "images" in name else 8]
    count, rng = len(canonical(name)) - len(header), np.random.default_rng(seed)
    return header + rng.integers(256 if "images" in name else 10, size=count, dtype=np.uint8).tobytes()


def fashion(folder: Path, **instead: bytes) -> Path:
    """Put made-up files (compressed fast) into a folder; `instead` replaces the test labels."""
    folder.mkdir(parents=True)
    for name in SHA256:
        content = instead.get("labels", made_up(name)) if name == LABELS else made_up(name)
        (folder / f"{name}.gz").write_bytes(gzip.compress(content, 0))
    return folder


class TestFashion:
    """Fashion-MNIST, on made-up files: nobody has verified the real ones here."""

    def test_it_is_what_load_dataset_gives_with_other_images(self, tmp_path: Path, cache: Path) -> None:
        fashion(tmp_path / "data" / "fashion-mnist")
        mnist = install(tmp_path)
        assert mnist.has_fashion_mnist()
        digits, clothes = mnist.load_dataset(), mnist.load_fashion_mnist()
        assert [array.shape for array in clothes] == [array.shape for array in digits]
        assert [array.dtype for array in clothes] == [array.dtype for array in digits]
        for name, parts in {
            "train-images-idx3-ubyte": clothes[0:4:2],
            "train-labels-idx1-ubyte": clothes[1:4:2],
            "t10k-images-idx3-ubyte": clothes[4:5],
            "t10k-labels-idx1-ubyte": clothes[5:],
        }.items():
            unit, header = (256, 16) if "images" in name else (1, 8)
            loaded = b"".join((part * unit).astype(np.uint8).tobytes() for part in parts)
            assert loaded == made_up(name)[header:]
        assert [X.shape[1:] for X in mnist.load_fashion_mnist(flatten=True)[::2]] == [(784,)] * 3

    def test_the_arrays_are_yours_and_nothing_gets_into_the_cache(self, tmp_path: Path, home: Path) -> None:
        fashion(tmp_path / "data" / "fashion-mnist")
        mnist = install(tmp_path)
        y_test = mnist.load_fashion_mnist()[5]
        y_test[:] = 77
        assert mnist.load_fashion_mnist()[5].max() == 9
        assert not (home / ".cache").exists()

    @pytest.mark.parametrize("place", ["course/data/fashion-mnist", "elsewhere/fashion-mnist"])
    def test_where_it_is_found(self, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        mnist = install(tmp_path / "course" / "source" / "logistic")
        monkeypatch.setenv("MNIST_DIR", str(tmp_path / "elsewhere" / "mnist"))
        assert not mnist.has_fashion_mnist()
        folder = fashion(tmp_path / place)
        assert mnist.has_fashion_mnist()
        assert mnist.load_fashion_mnist()[5].shape == (10_000,)
        (folder / f"{LABELS}.gz").unlink()
        assert not mnist.has_fashion_mnist()

    def test_missing(self, tmp_path: Path) -> None:
        mnist = install(tmp_path)
        with pytest.raises(mnist.MnistError, match=r"^Fashion-MNIST was not found: .* never downloaded\.$"):
            mnist.load_fashion_mnist()

    @pytest.mark.parametrize(
        "content",
        [
            made_up(LABELS)[:-1],
            made_up(LABELS) + b"\0",
            b"",
            b"\0\0\x08\x03" + made_up(LABELS)[4:],
            made_up(LABELS)[:-1] + b"\x0a",
            made_up("t10k-images-idx3-ubyte"),
        ],
        ids=["cut off", "too long", "empty", "other magic number", "a label 10", "images"],
    )
    def test_damaged(self, content: bytes, tmp_path: Path) -> None:
        path = fashion(tmp_path / "data" / "fashion-mnist", labels=content) / f"{LABELS}.gz"
        mnist = install(tmp_path)
        with pytest.raises(mnist.MnistError, match=re.escape(f"Fashion-MNIST file {path} is damaged")):
            mnist.load_fashion_mnist()

    def test_no_gzip_file_and_unreadable(self, tmp_path: Path) -> None:
        path = fashion(tmp_path / "data" / "fashion-mnist") / f"{LABELS}.gz"
        mnist = install(tmp_path)
        path.write_bytes(b"<html>")
        with pytest.raises(mnist.MnistError, match="damaged or unreadable"):
            mnist.load_fashion_mnist()
        path.unlink()
        path.mkdir()
        with pytest.raises(mnist.MnistError, match="damaged or unreadable"):
            mnist.load_fashion_mnist()

    def test_files_of_mnist_in_the_wrong_folder(self, tmp_path: Path) -> None:
        supply(tmp_path / "data" / "fashion-mnist")
        mnist = install(tmp_path)
        with pytest.raises(mnist.MnistError, match="is a file of MNIST, not of Fashion-MNIST"):
            mnist.load_fashion_mnist()


class TestCommand:
    def test_it_prints_shapes_and_ranges(self, tmp_path: Path, cache: Path) -> None:
        install(tmp_path)
        done = python(tmp_path, "mnist.py")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[:2] == [
            "X_train float32  (50000, 28, 28)  0.0 to 0.99609375",
            "y_train uint8    (50000,)         0 to 9",
        ]
        assert len(done.stdout.splitlines()) == 6

    def test_or_the_sentence_and_fails(self, tmp_path: Path, cache_without_labels: Path) -> None:
        install(tmp_path)
        done = python(tmp_path, "mnist.py")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"MNIST file {LABELS}.gz was not found")
        assert done.stderr.count("\n") == 1

    def test_a_proxy_that_makes_no_sense_is_no_traceback(
        self, tmp_path: Path, cache_without_labels: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("https_proxy", "http:/nonsense")
        install(tmp_path)
        done = python(tmp_path, "mnist.py")
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
