"""Load MNIST, 70,000 handwritten digits, as NumPy arrays.

    from mnist import load_dataset
    X_train, y_train, X_val, y_val, X_test, y_test = load_dataset(flatten=True)

Each of the four canonical files is taken from the first place that has a good copy: the folder of
this module, `data/mnist` there or in any folder above, the folder that $MNIST_DIR names, the
user's cache ($XDG_CACHE_HOME or ~/.cache, in `numpy-mnist`), a public mirror.
The decoded arrays are kept in the cache too (220 MB), so that all later calls take milliseconds.

Fashion-MNIST, 70,000 images of clothing in files of the same names and shapes, is loaded by
`load_fashion_mnist` where you have put its files, into `data/fashion-mnist`. It is never downloaded.

`python mnist.py` says whether all this works here.
"""

import os
import sys
import zlib
from collections.abc import Iterator
from hashlib import sha256
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

Images = NDArray[np.float32]
Labels = NDArray[np.uint8]

N_TRAIN = 50_000  # of the 60,000 in the training file; the others are for validation

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)


class MnistError(RuntimeError):
    """No good copy of a file was found; the message says which file and what to do."""


class _File(NamedTuple):
    name: str
    shape: tuple[int, ...]
    dtype: DTypeLike  # of the array that students get; in the file it is uint8
    sha256: str  # of the uncompressed file


TRAIN_IMAGES = _File(
    "train-images-idx3-ubyte.gz",
    (60_000, 28, 28),
    np.float32,
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
)
TRAIN_LABELS = _File(
    "train-labels-idx1-ubyte.gz",
    (60_000,),
    np.uint8,
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
)
TEST_IMAGES = _File(
    "t10k-images-idx3-ubyte.gz",
    (10_000, 28, 28),
    np.float32,
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
)
TEST_LABELS = _File(
    "t10k-labels-idx1-ubyte.gz",
    (10_000,),
    np.uint8,
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)

FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)
FASHION = Path("data", "fashion-mnist")


def load_dataset(flatten: bool = False) -> tuple[Images, Labels, Images, Labels, Images, Labels]:
    """Return X_train, y_train, X_val, y_val, X_test, y_test: 50,000, 10,000 and 10,000 digits.

    X: float32 (N, 28, 28), or (N, 784) with `flatten`; pixel = byte / 256, in [0, 0.99609375],
    0 is the background. y: uint8 (N,), the digit, 0 to 9. Validation is the end of the training
    file. The arrays are yours to write into: every call returns the original values.

    Raises MnistError if no good copy of a file can be found or downloaded.
    """
    X, y, X_test, y_test = (_load(file) for file in FILES)
    return _split(X, y, X_test, y_test, flatten)


def load_fashion_mnist(flatten: bool = False) -> tuple[Images, Labels, Images, Labels, Images, Labels]:
    """Return what `load_dataset` returns, of Fashion-MNIST: same shapes, types, scale and split.

    y: 0 T-shirt or top, 1 trousers, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt, 7 sneaker, 8 bag,
    9 ankle boot. All four files come from one folder: the first `data/fashion-mnist` next to this
    module or in any folder above that has them, or `fashion-mnist` beside the folder that $MNIST_DIR
    names. Each call reads them anew.

    The header (magic number, shape), the size and the range of labels are checked, and that the files
    are not MNIST's. Their checksums are NOT: we had no copy to take them from. The md5 sums published
    for the .gz files, for you to compare, are 8d4fb7e6c68d591d4c3dfef9ec88bf0d (training images),
    25c81989df183df01b3e8a0aad5dffbe (training labels), bef4ecab320f06d8554ea6380940ec79 (test images)
    and bb300cfdad3c16e7a12a480ee83cd310 (test labels).

    Raises MnistError if there is no such folder, or if a file in it is damaged.
    """
    folder = _fashion_folder()
    if folder is None:
        raise MnistError(
            f"Fashion-MNIST was not found: put its four files ({', '.join(file.name for file in FILES)}) "
            f"into {Path(__file__).resolve().parent / FASHION}; they are never downloaded."
        )
    X, y, X_test, y_test = (_decode(_read_fashion(folder / file.name, file), file) for file in FILES)
    return _split(X, y, X_test, y_test, flatten)


def has_fashion_mnist() -> bool:
    """Whether there is a folder with the four files of Fashion-MNIST; they are not opened."""
    return _fashion_folder() is not None


def _fashion_folder() -> Path | None:
    here = Path(__file__).resolve().parent
    folders = [folder / FASHION for folder in (here, *here.parents)]
    if os.environ.get("MNIST_DIR"):
        folders.append(Path(os.path.expanduser(os.environ["MNIST_DIR"])).parent / FASHION.name)
    there = (folder for folder in folders if all((folder / file.name).exists() for file in FILES))
    return next(there, None)


def _read_fashion(path: Path, file: _File) -> bytes:
    """Return the uncompressed file if it is as it must be, as far as we can know."""
    header = bytes([0, 0, 8, len(file.shape)]) + b"".join(n.to_bytes(4, "big") for n in file.shape)
    try:
        data = _unpack(path.read_bytes())
    except OSError:
        data = None
    if (
        data is None
        or not data.startswith(header)
        or len(data) != len(header) + prod(file.shape)
        or (len(file.shape) == 1 and max(data[len(header) :]) > 9)
    ):
        raise MnistError(f"Fashion-MNIST file {path} is damaged or unreadable: put a good one there.")
    if sha256(data).hexdigest() == file.sha256:
        raise MnistError(f"{path} is a file of MNIST, not of Fashion-MNIST: put the right one there.")
    return data


def _split(
    X: Images, y: Labels, X_test: Images, y_test: Labels, flatten: bool
) -> tuple[Images, Labels, Images, Labels, Images, Labels]:
    if flatten:
        X, X_test = X.reshape(len(X), -1), X_test.reshape(len(X_test), -1)
    return X[:N_TRAIN], y[:N_TRAIN], X[N_TRAIN:], y[N_TRAIN:], X_test, y_test


_in_memory: dict[str, bytes] = {}  # uncompressed files, for when the cache cannot be written


def _load(file: _File) -> NDArray[Any]:
    cached = _cache_folder() / f"{file.name.removesuffix('.gz')}-{file.sha256[:12]}.npy"
    array = _map(cached, file)
    if array is None and file.name not in _in_memory:
        data = _find(file)
        _write(cached, _decode(data, file))
        array = _map(cached, file)
        if array is None:
            _in_memory[file.name] = data
    return _decode(_in_memory[file.name], file) if array is None else array


def _decode(data: bytes, file: _File) -> NDArray[Any]:
    raw = np.frombuffer(data, np.uint8)[-prod(file.shape) :]  # a header of 8 or 16 bytes precedes
    array = raw.reshape(file.shape).astype(file.dtype)
    if file.dtype is np.float32:
        array /= 256
    return array


def _map(path: Path, file: _File) -> NDArray[Any] | None:
    """Map a cached array into memory, copy-on-write; None if there is no whole one."""
    try:
        array = np.load(path, mmap_mode="c")
        whole = path.stat().st_size == array.offset + array.nbytes
    except Exception:  # a damaged header can raise nearly anything
        return None
    fits = (array.shape, array.dtype) == (file.shape, file.dtype)
    return np.asarray(array) if whole and fits else None


def _write(path: Path, content: NDArray[Any] | bytearray) -> None:
    """Write a cache file, whole or not at all; a cache that cannot be written is no error."""
    part = path.with_name(f".{path.name}.{os.urandom(6).hex()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(part, "xb") as stream:
                if isinstance(content, np.ndarray):
                    np.save(stream, content)
                else:
                    stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())  # else a power cut can leave a file of zeros
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError:
        pass


def _cache_folder() -> Path:
    for base in os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache"):
        if os.path.isabs(base):
            return Path(base, "numpy-mnist")
    return Path(os.devnull, "numpy-mnist")  # no home: a place where nothing can be written


def _folders() -> Iterator[Path]:
    here = Path(__file__).resolve().parent
    yield here
    for folder in here, *here.parents:
        yield folder / "data" / "mnist"
    if os.environ.get("MNIST_DIR"):
        yield Path(os.path.expanduser(os.environ["MNIST_DIR"]))
    yield _cache_folder()


def _find(file: _File) -> bytes:
    """Return the uncompressed file from the first place that has a good copy."""
    problem = f"MNIST file {file.name} was not found"
    for path in (folder / file.name for folder in _folders()):
        try:
            data = _uncompress(path.read_bytes(), file)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            data = None
        if data is not None:
            return data
        problem = f"MNIST file {path} is damaged or unreadable"
    return _download(file, problem)


def _uncompress(packed: bytes, file: _File) -> bytes | None:
    """Return the uncompressed bytes if they are the canonical ones."""
    data = _unpack(packed)
    return data if data is not None and sha256(data).hexdigest() == file.sha256 else None


def _unpack(packed: bytes) -> bytes | None:
    """Return the uncompressed bytes, 64 MiB at most; None if they cannot be uncompressed at all."""
    try:
        return zlib.decompressobj(wbits=31).decompress(packed, 2**26)  # 31: gzip
    except zlib.error:
        return None


def _download(file: _File, problem: str) -> bytes:
    """Return the uncompressed file from the first good mirror and keep a copy in the cache."""
    from http.client import HTTPException
    from urllib.parse import urlsplit
    from urllib.request import urlopen

    from tqdm.auto import tqdm  # type: ignore[import-untyped, unused-ignore]

    reasons = []
    for mirror in MIRRORS:
        host = urlsplit(mirror).netloc
        packed = bytearray()
        try:
            with (
                urlopen(mirror + file.name, timeout=20) as response,
                tqdm(total=response.length, unit="B", unit_scale=True, desc=file.name) as bar,
            ):
                while chunk := response.read(2**16):
                    packed += chunk
                    bar.update(len(chunk))
        except (OSError, HTTPException, ValueError) as error:
            reasons.append(f"{host}: {error}")
            continue
        data = _uncompress(bytes(packed), file)
        if data is not None:
            _write(_cache_folder() / file.name, packed)
            return data
        reasons.append(f"{host}: what it sent is damaged")
    raise MnistError(
        f"{problem} and could not be downloaded ({'; '.join(reasons)}): "
        f"connect to the internet and try again, or put a good {file.name} "
        f"into {Path(__file__).resolve().parent} or into the folder that $MNIST_DIR names."
    ) from None


def main() -> int:
    """Print shapes and ranges, or what is wrong. Return the exit status."""
    names = "X_train", "y_train", "X_val", "y_val", "X_test", "y_test"
    try:
        arrays: tuple[NDArray[Any], ...] = load_dataset()
    except MnistError as error:
        print(error, file=sys.stderr)
        return 1
    for name, array in zip(names, arrays, strict=True):
        print(f"{name:8}{array.dtype!s:8} {array.shape!s:16} {array.min()} to {array.max()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
