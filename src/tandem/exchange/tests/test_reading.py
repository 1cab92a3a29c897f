"""Reading a folder: what is refused as a whole, and what is one bad line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tandem.exchange.reading import BadRow, InputRefused, Row, check_folder, read_rows

COLUMNS = ["Id", "Name"]


def rows(path: Path, data: bytes) -> list[Row | BadRow]:
    """What is read from a file of these bytes."""
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return list(read_rows(path, COLUMNS))


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_rows_carry_the_line_an_editor_shows(tmp_path: Path, name: str) -> None:
    found = rows(tmp_path / name, 'Id,Name\r\n1,Müller\r\n\r\n2,"Söhne, ""KG"""\n'.encode())
    assert found == [Row(2, ["1", "Müller"]), Row(4, ["2", 'Söhne, "KG"'])]


def test_columns_may_stand_in_any_order_and_behind_a_mark(tmp_path: Path) -> None:
    assert rows(tmp_path / "a.csv", "\ufeffName,Id\nx,1\n".encode()) == [Row(2, ["1", "x"])]


def test_an_empty_file_of_one_header_has_no_rows(tmp_path: Path) -> None:
    assert rows(tmp_path / "a.csv", b"Id,Name") == []


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"Id,Name,Colour\n", "Colour"),
        (b"Id\n", "Name"),
        (b"Id,Name,Id\n", "Id"),
        (b"", "Id, Name"),
        (b'"Id,Name\n', "1"),
        (b"Id,N\xe4me\n", "1"),
    ],
)
def test_another_layout_is_refused_by_name(tmp_path: Path, header: bytes, reason: str) -> None:
    with pytest.raises(InputRefused) as refused:
        rows(tmp_path / "Store.csv", header)
    assert "Store.csv" in str(refused.value)
    assert reason in str(refused.value)


@pytest.mark.parametrize("cut", [1, 9, 30])
def test_a_gzip_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "Store.csv.gz"
    path.write_bytes(gzip.compress(b"Id,Name\n" + b"".join(b"%d,x\n" % i for i in range(999)))[:-cut])
    with pytest.raises(InputRefused, match=r"Store\.csv\.gz"):
        list(read_rows(path, COLUMNS))


def test_something_else_called_gz_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Store.csv.gz").write_bytes(b"Id,Name\n1,x\n")
    with pytest.raises(InputRefused, match=r"Store\.csv\.gz"):
        list(read_rows(tmp_path / "Store.csv.gz", COLUMNS))


def test_a_bad_line_harms_itself_only(tmp_path: Path) -> None:
    found = rows(tmp_path / "a.csv", b'Id,Name\n1,"open\n2\n3,a,b\n4,\xff\n5,"a"b\n6,fine\n')
    assert [row.line for row in found if isinstance(row, BadRow)] == [2, 3, 4, 5, 6]
    assert [row for row in found if isinstance(row, Row)] == [Row(7, ["6", "fine"])]
    assert [list(row.cells) for row in found[1:3]] == [["2", ""], ["3", "a", "b"]]


def test_a_folder_without_its_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Store.csv").touch()
    with pytest.raises(InputRefused, match=r"Customer\.csv, Address\.csv"):
        check_folder(tmp_path, ["Store", "Customer", "Address"])


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(InputRefused, match=folder.name):
            check_folder(folder, ["Store"])


def test_a_file_in_two_forms_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Store.csv").touch()
    assert check_folder(tmp_path, ["Store"]) == {"Store": tmp_path / "Store.csv"}
    (tmp_path / "Store.csv.gz").touch()
    with pytest.raises(InputRefused, match="Store"):
        check_folder(tmp_path, ["Store"])
