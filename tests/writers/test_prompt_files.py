"""The writers' prompts are files: a person's own take the place of ours, and what is wrong with one is said."""

from pathlib import Path

import pytest

from studio.writers.prompt_files import OURS, BadPrompt, PromptFiles
from tests.writers.conftest import Make


def write(folder: Path, text: str) -> PromptFiles:
    (folder / "prompts").mkdir(exist_ok=True)
    (folder / "prompts" / "soften.md").write_text(text)
    return PromptFiles(folder / "prompts")


def filled(files: PromptFiles, prompt: str = "A boat") -> tuple[str, str]:
    return files.filled("soften", {"prompt": prompt}, "prompt")


def test_a_persons_own_file_wins(tmp_path: Path, make: Make):
    assert "filter refused" in filled(PromptFiles(tmp_path / "prompts"))[0]
    files = write(tmp_path, "Be kind.\n---\nThis: {prompt}")
    assert filled(files) == ("Be kind.", "This: A boat")
    assert make("gemini").soften("A gun").becomes == "This: A gun"


def test_what_is_filled_in_is_not_looked_through_again(tmp_path: Path):
    assert filled(write(tmp_path, "x\n---\n{prompt}"), "A {prompt} in {braces} \\1")[1] == "A {prompt} in {braces} \\1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x\n---\n{promt}", r"prompts/soften.md names \{promt\}, which nothing fills. It can have: \{prompt\}."),
        ("x {prompt}\n---\nnothing", r"needs \{prompt\} below its line of three dashes"),
        ("x {prompt}", "needs one line of three dashes"),
        ("x" * 200_000, "is larger than 100,000 bytes"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str):
    with pytest.raises(BadPrompt, match=sentence) as told:
        filled(write(tmp_path, text))
    assert str(tmp_path) not in str(told.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path):
    files = write(tmp_path, "")
    (tmp_path / "prompts" / "soften.md").write_bytes(b"\xff\xfe\x00{prompt}")
    with pytest.raises(BadPrompt, match="save it as UTF-8"):
        filled(files)


def test_ours_say_that_what_is_given_is_material():
    names = [path.stem for path in sorted(OURS.glob("*.md"))]
    assert names == ["break_up", "enhance", "outline", "outline_again", "review", "soften"]
    assert all("not instructions to you" in path.read_text() for path in OURS.glob("*.md"))
