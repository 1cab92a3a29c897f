"""The checks of tools/ find what they are there for."""

from pathlib import Path

import pytest

import sizes
import words


def test_words_finds_hosts_and_machine_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "ROOT", tmp_path)
    text = tmp_path / "a.md"
    host, home = "py" + "pi.org", "/ho" + "me/x"
    text.write_text(f"fine: /work/to-dos/ and x{home}\nget https://{host}/simple\nin {home}yz\n")
    assert words.hits(text) == [f"a.md:2: {host}", f"a.md:3: {home}"]


def test_words_leaves_binary_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "ROOT", tmp_path)
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\0" + b"py" + b"pi.org")
    assert words.hits(picture) == []


def write(source: Path, name: str, lines: int) -> None:
    path = source / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x = 1\n" * lines)


def test_sizes_names_the_file_that_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sizes, "SOURCE", tmp_path / "src")
    for name, lines in {"a/short.py": 3, "a/long.py": 401, "a/fits.py": 10}.items():
        write(tmp_path / "src", name, lines)
    for name in ("a/migrations/0001_first.py", "a/tests/test_all.py"):
        write(tmp_path / "src", name, 900)
    assert sizes.main() == 1
    assert capsys.readouterr().err.splitlines() == ["src/a/long.py: 401 lines, at most 400: make it a package"]


def test_sizes_names_the_functions_that_are_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sizes, "SOURCE", tmp_path / "src")
    write(tmp_path / "src", "a/short.py", 3)
    (tmp_path / "src/a/long.py").write_text("def endless():\n" + "    x = 1\n" * 30)
    assert sizes.main() == 1
    assert "  src/a/long.py:1 endless: 31 lines" in capsys.readouterr().err.splitlines()
