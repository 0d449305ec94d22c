"""A batch from the command line: every row is told, all are queued or none."""

import pytest

from tests.commands.shell import Shell

MIXED = "prompt,model,seconds,takes\nA boat,luma:ray-2,5,2\nA kite,luma:ray-2,7,\n"


@pytest.fixture
def file(shell: Shell) -> str:
    path = shell.home / "batch.csv"
    path.write_text(MIXED)
    return str(path)


def test_the_example_is_one(shell: Shell):
    path = shell.home / "example.csv"
    path.write_text(shell.call("batch", "--example").out)
    said = shell.call("batch", str(path))
    assert (said.code, said.last_line, len(said.out.split())) == (0, "4 in all: free", 4)
    assert len(shell.call("list", "--state", "queued", "--json").json) == 4


def test_a_row_that_cannot_be_made_stops_all_unless_it_is_left_out(shell: Shell, file: str):
    said = shell.call("batch", file)
    assert "Row 2: $1.42  2 x luma:ray-2  A boat" in said.err and "Row 3: Ray 2 makes clips of 5 or 9 s" in said.err
    assert said.code == 1 and said.last_line.startswith("1 row cannot be made, so nothing was queued.")
    assert shell.call("list").out == ""
    said = shell.call("batch", file, "--only-good", "--yes", "--json")
    assert (said.last_line, [one["estimate_usd"] for one in said.json]) == ("2 in all: $1.42", [0.71, 0.71])


def test_a_check_queues_nothing(shell: Shell, file: str):
    assert shell.call("batch", file, "--check", "--only-good").code == 0
    assert shell.call("list").out == ""


def test_a_file_that_is_none_is_a_sentence(shell: Shell):
    assert (
        shell.call("batch", str(shell.home / "none.csv")).last_line
        == "The file cannot be read: No such file or directory."
    )
    assert shell.call("batch", str(shell.home)).last_line == "The file cannot be read: Is a directory."
