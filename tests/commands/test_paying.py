"""Nothing is paid at the command line by surprise: the price, then a question; and where nobody can be asked, a refusal."""

import io
import sys

import pytest
import typer

from studio import generations, moves
from studio.brief import Brief, State
from studio.commands.paying import agree
from studio.orders import NotAgreed, Total
from studio.sandbox.server import Address
from tests.commands.shell import FLASH, Shell

PRICED = Total(takes=2, micro_usd=280_000, unpriced=0)
UNKNOWN = Total(takes=1, micro_usd=0, unpriced=1)
REFUSED = "and nobody can be asked here: nothing was queued. Add --yes to pay for it."


class Terminal(io.StringIO):
    """Somebody sits there, who types these words."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("total", "price"), [(PRICED, "$0.28"), (UNKNOWN, "Price unknown")])
def test_a_person_is_told_the_price_and_asked(
    total: Total, price: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "stdin", Terminal("n\ny\n"))
    with pytest.raises(typer.Abort):
        agree(total, yes=False)
    agree(total, yes=False)
    assert f"{price}. Generate? [y/N]" in capsys.readouterr().err


@pytest.mark.parametrize(("total", "price"), [(PRICED, "$0.28"), (UNKNOWN, "Price unknown")])
def test_where_nobody_can_be_asked_it_is_refused_with_its_price(
    total: Total, price: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(NotAgreed, match=f"^{price.replace('$', '.')}, {REFUSED}$"):
        agree(total, yes=False)
    agree(total, yes=True)
    agree(Total(takes=1, micro_usd=0, unpriced=0), yes=False)


def test_no_command_pays_in_a_pipe_unless_it_is_told_to(shell: Shell, sandbox: Address):
    story, rows = shell.home / "story.txt", shell.home / "batch.csv"
    story.write_text("A boat leaves the harbour.")
    rows.write_text("prompt,model\nA boat,luma:ray-2\n")
    for words in (["generate", "A boat", *FLASH], ["movie", str(story), *FLASH], ["batch", str(rows)]):
        said = shell.call(*words)
        assert (said.code, said.out, said.last_line.endswith(REFUSED)) == (1, "", True)
    assert (shell.call("list").out, sandbox.log()) == ("", [])


@pytest.mark.parametrize(("was", "words"), [(State.UNCLEAR, ["decide", "--not-accepted"]), (State.FAILED, ["retry"])])
def test_another_try_is_not_paid_in_a_pipe_either(shell: Shell, was: State, words: list[str]):
    made = shell.change(lambda session: _ended(session, was))
    said = shell.call(*words, made)
    assert (said.code, said.last_line) == (1, f"$0.71, {REFUSED}")
    assert shell.call("list", "--json").json[0]["state"] == was
    said = shell.call(*words, made, "--yes")
    assert (said.code, "$0.71" in said.err, shell.call("list", "--json").json[0]["state"]) == (0, True, "queued")


def test_what_cannot_be_tried_again_is_told_without_a_price(shell: Shell):
    made = shell.change(lambda session: generations.queue(session, Brief(prompt="A boat", model="luma:ray-2")).id)
    said = shell.call("retry", made)
    assert (said.code, "$" in said.err, "can be tried again; this one is queued" in said.last_line) == (1, False, True)


def test_what_is_free_needs_no_word(shell: Shell):
    made = shell.call("generate", "A boat", "--no-wait").out.strip()
    assert shell.call("cancel", made).code == 0
    said = shell.call("retry", made)
    assert (said.code, said.err.split()[0]) == (0, "queued")


def _ended(session, to: State) -> str:

    generation = generations.queue(session, Brief(prompt="A boat", model="luma:ray-2"))
    if to == State.UNCLEAR:
        moves.move(session, generation, to, "Lost.", note="The reply was lost.", next_step_at=moves.NEVER)
    else:
        moves.end(session, generation, to, None, "It broke.", was_charged=False)
    return generation.id
