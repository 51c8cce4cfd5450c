"""The commands people run, and what no file of the project may hold."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ["bootstrap", "server", "test", "bench", "load", "fuzz", "lighthouse", "try-upgrade"]
NOT_OURS = {
    ".git",
    ".venv",
    ".venv-load",
    ".venv-wapiti",
    "var",
    "node_modules",
    "static-collected",
    "__pycache__",
}


BARE = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}


@contextmanager
def server(folder: Path, *arguments: str) -> Iterator[tuple[str, Path]]:
    """Run script/server as on a bare machine; its address, and the file of what it says."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = folder / "said"
    with said.open("w") as output:
        process = subprocess.Popen(
            [ROOT / "script" / "server", *arguments, str(port)],
            cwd="/",
            env={**BARE, "DATABASE_URL": f"sqlite:///{folder}/school.sqlite3"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"{url}/", timeout=20).close()
                break
            except urllib.error.URLError as problem:
                failed = isinstance(problem, urllib.error.HTTPError) or process.poll() is not None
                assert not failed and time.monotonic() < deadline, f"{problem}\n{said.read_text()}"
                time.sleep(0.2)
        yield url, said
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def schools_in(folder: Path) -> list[bool]:
    """Whether each school of the database in `folder` is a sample."""
    with sqlite3.connect(folder / "school.sqlite3") as database:
        return [bool(row[0]) for row in database.execute("SELECT sample FROM schools_school")]


def project_files() -> list[Path]:
    """The files of the project: what git tracks, or all there are where it cannot say."""
    done = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode == 0 and done.stdout:
        found = [ROOT / os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
        return [path for path in found if path.is_file()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not NOT_OURS.intersection(path.relative_to(ROOT).parts)
    ]


def text_files() -> list[tuple[Path, str]]:
    """Each file that can be read as text, with its text."""
    found = []
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content:
            found.append((path, content.decode("utf-8", errors="replace")))
    return found


@pytest.mark.parametrize("name", [*(f"script/{name}" for name in SCRIPTS), ".ci/run"])
def test_a_script_can_be_run_and_has_no_syntax_error(name: str) -> None:
    path = ROOT / name
    assert path.stat().st_mode & stat.S_IXUSR, f"{name} is not executable"
    assert path.read_text().startswith("#!/usr/bin/env bash\n")
    done = subprocess.run(["bash", "-n", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["bootstrap", "server"])
def test_a_script_says_what_it_does_not_know(name: str) -> None:
    done = subprocess.run(
        [ROOT / "script" / name, "--nonsense"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--nonsense" in done.stderr


def test_nothing_is_left_to_do_when_bootstrap_runs_again() -> None:
    done = subprocess.run(
        [ROOT / "script" / "bootstrap", "--test"],
        cwd="/",
        env=BARE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_server_starts_with_the_sample_school_and_says_how_to_sign_in(tmp_path: Path) -> None:
    with server(tmp_path) as (url, said):
        assert f"{url}/sample/" in said.read_text()
        with urllib.request.urlopen(f"{url}/sample/", timeout=20) as answer:
            assert "headteacher" in answer.read().decode().lower()
    start = time.monotonic()
    with server(tmp_path):
        assert time.monotonic() - start < 45
    # The sample school, and the two beside it in its group.
    assert schools_in(tmp_path) == [True, False, False]


def test_the_server_starts_empty_when_asked_to(tmp_path: Path) -> None:
    with server(tmp_path, "--no-sample") as (url, said):
        assert "/sample/" not in said.read_text()
        assert f"{url}/account/signup/" in said.read_text()
    assert schools_in(tmp_path) == []


def test_no_file_names_a_package_registry() -> None:
    # Put together here, so that this file does not name them either.
    hosts = [
        ".".join(parts)
        for parts in [
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("npmjs", "com"),
            ("yarnpkg", "com"),
            ("unpkg", "com"),
            ("jsdelivr", "net"),
            ("deb", "debian", "org"),
        ]
    ]
    pattern = re.compile("|".join(map(re.escape, hosts)), re.IGNORECASE)
    assert [str(path) for path, text in text_files() if pattern.search(text)] == []


def test_no_file_holds_a_path_of_one_machine() -> None:
    homes = [
        "/" + "/".join(parts) for parts in [("root", ""), ("work", "main"), ("work", "shared")]
    ]
    pattern = re.compile(
        "|".join(map(re.escape, homes)) + "|" + "/home/" + r"[a-z]\w*/" + "|" + "/Users/" + r"\w+/"
    )
    found = [
        (str(path.relative_to(ROOT)), match.group())
        for path, text in text_files()
        if (match := pattern.search(text)) and "vendor" not in path.parts
    ]
    assert found == []


def pins(name: str) -> dict[str, str]:
    """The packages that a requirements file pins, with their versions."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def test_the_development_packages_hold_all_that_serving_needs() -> None:
    """script/bootstrap relies on it."""
    base, dev = pins("base"), pins("dev")
    assert base
    assert {name: dev.get(name) for name in base} == base


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_pinned_package_has_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        if "==" in entry.split("\n")[0]:
            assert "--hash=sha256:" in entry
