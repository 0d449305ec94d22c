"""A movie is carried from one data folder to another by the command line."""

from pathlib import Path

from tests.commands.shell import Shell
from tests.productions.two_studios import Studio, make_movie


def test_a_movie_is_saved_and_opened_elsewhere(shell: Shell, tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    shell.look(lambda _: None)  # makes the database
    studio = Studio.of(home)
    (tmp_path / "scratch").mkdir()
    movie, file = make_movie(studio, tmp_path / "scratch"), tmp_path / "boat.dailies"
    assert shell.call("save-movie", movie, str(file)).code == 0 and file.stat().st_size > 1000
    again = shell.call("save-movie", movie, str(file))
    assert again.code == 1 and "--force" in again.err
    elsewhere = {"STUDIO_DATA": str(tmp_path / "elsewhere")}
    opened = shell.call("open-movie", str(file), **elsewhere)
    assert opened.code == 0 and opened.out == f"{movie}  The boat\n"
    there = Studio.of(tmp_path / "elsewhere")
    assert there.chosen(movie) == studio.chosen(movie) and len(there.chosen(movie)) == 3
    refused = shell.call("open-movie", str(tmp_path / "nothing.dailies"), **elsewhere)
    assert refused.code == 1 and "cannot be read" in refused.last_line
