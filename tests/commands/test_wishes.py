"""A brief in the words of the command line: what it points at, files of one's own, several takes, prices."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select

from studio import presets
from studio.brief import Brief, Operation, Role
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, listed
from studio.sandbox.server import Address
from studio.tables import Asset, Generation
from tests.commands.shell import FLASH, Shell

RAY = catalogue.model("luma_agents:ray-3.2")
CHANGE = replace(
    RAY, id="luma_agents:change", operation=Operation.MODIFY, durations_s=ITS_OWN, sources=("file",), ratios=(),
    strengths=("near", "far"), references=2, roles=(Role.CHARACTER, Role.OBJECT), frames_at_s=(), negative_prompt=True,
    rates=replace(RAY.rates, per_clip={}, usd_per_second={"": 0.5}),
)  # fmt: skip


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A model that works on clips; it is in the catalogue and nowhere else."""
    monkeypatch.setattr(listed, "MODELS", (*listed.MODELS, CHANGE))
    return ["--model", CHANGE.id]


@pytest.fixture
def face(shell: Shell) -> str:
    Image.new("RGB", (96, 64), "red").save(shell.home / "face.png")
    return str(shell.home / "face.png")


def only(shell: Shell, table: type):
    [one] = shell.look(lambda session: list(session.exec(select(table))))
    return one


def test_takes_are_made_together_and_copied_side_by_side(shell: Shell, sandbox: Address):
    out = shell.home / "x.mp4"
    said = shell.call("generate", "A boat", *FLASH, "--takes", "2", "--out", str(out), "--json", "--yes")
    assert [one["clip"] for one in said.json] == [str(out), str(shell.home / "x-2.mp4")]
    assert said.err.startswith("$0.28 for 2 takes (") and (shell.home / "x-2.mp4").stat().st_size > 1000
    assert sandbox.creates() == {"A boat": {"received": 2, "accepted": 2}}


def test_a_clip_of_ones_own_is_worked_on_at_its_own_length(shell: Shell, change: list[str], clip: Path, face: str):
    words = ["--source", str(clip), "--strength", "far", "--reference", f"character={face}", "--reference", face]
    said = shell.call("generate", "Make it snow", *change, *words, "--negative", "rain", "--no-wait", "--yes")
    assert (said.code, said.err[:7]) == (0, "$0.50 (")
    brief = only(shell, Generation).brief
    assert (brief.operation, brief.duration_s, brief.strength, brief.negative_prompt) == ("modify", 1, "far", "rain")
    assert [reference.role for reference in brief.references] == ["character", "object"]
    kinds = shell.look(lambda session: {asset.id: asset.kind for asset in session.exec(select(Asset))})
    assert kinds[brief.source.asset_id] == "clip" and sorted(kinds.values()) == ["clip", "picture", "picture"]


def test_files_of_a_brief_that_is_refused_are_not_kept(shell: Shell, change: list[str], clip: Path, face: str):
    said = shell.call("generate", "Snow", *change, "--source", str(clip), "--reference", f"style={face}")
    assert (said.code, said.last_line) == (1, "Ray 3.2 takes references of character or object, not of style.")
    assert shell.look(lambda session: list(session.exec(select(Asset)))) == []
    assert [path for path in (shell.home / "home" / "media").iterdir() if path.is_file()] == []


def test_what_is_there_already_is_named_by_its_id(shell: Shell, change: list[str], clip: Path):
    shell.call("generate", "Snow", *change, "--source", str(clip), "--no-wait", "--yes")
    first, asset = only(shell, Generation), only(shell, Asset)
    for given, field in ((first.id, "generation_id"), (asset.id, "asset_id")):
        told = shell.call("estimate", "Snow", *change, "--source", given, "--json").json
        assert told["brief"]["source"] == {field: given} and told["usd"] == 0.5
    assert only(shell, Asset).id == asset.id


@pytest.mark.parametrize("given", ["nothing", "0192aaaa-bbbb-7ccc-8ddd-eeeeffff0000", "a\udcffb"])
def test_what_is_nowhere_is_a_sentence(shell: Shell, change: list[str], given: str):
    said = shell.call("generate", "Snow", *change, "--source", given)
    assert (said.code, said.last_line[:26]) == (1, "The clip cannot be read: N")


def test_an_estimate_has_its_source_and_date_and_makes_nothing(shell: Shell, sandbox: Address):
    said = shell.call("estimate", "A boat", *FLASH, "--takes", "3")
    assert said.out.startswith("$0.42 for 3 takes (Luma's list price") and "2026-11-20" in said.out
    assert shell.call("estimate", "A boat", "--seconds", "1").out.startswith("free (")
    unknown = shell.call("estimate", "A boat", "--model", "luma_agents:ray-3.2", "--resolution", "360p")
    assert unknown.out.startswith("price unknown (")
    assert shell.call("estimate", "A boat", *FLASH, "--seconds", "7").code == 1
    assert shell.call("list").out == "" and sandbox.log() == []


def test_the_models_are_listed_with_their_prices(shell: Shell, change: list[str]):
    listed = reversed(shell.call("models").out.splitlines())  # what a model is for stands first
    lines = {line.split()[0]: line.split() for line in listed}
    assert lines["luma:ray-2"][1:] == ["make", "from", "$0.40", "ready", "2026-11-20,", "not", "verified"]
    assert lines["runway:gen4.5"][4:6] == ["no", "key"] and lines["animatic:neon"][2] == "free"
    assert CHANGE.id in shell.call("models", "--operation", "modify").out
    told = {one["id"]: one for one in reversed(shell.call("models", "--json").json)}
    assert told["luma:ray-2"]["least_usd"] == 0.4 and told["runway:gen4.5"]["is_ready"] is False


def test_a_preset_is_where_a_brief_starts_from(shell: Shell):
    """What is said besides goes before it, and another model takes of it what it can."""
    night = Brief(prompt="A street at night", model="luma:ray-2", duration_s=9)
    shell.change(lambda session: presets.save(session, "Night", night))
    brief = shell.call("estimate", "--preset", "night", "--json").json["brief"]
    assert (brief["prompt"], brief["model"], brief["duration_s"]) == ("A street at night", "luma:ray-2", 9)
    wish = ["A street by day", "--preset", "Night", "--model", "runway:gen4.5", "--ratio", "9:16", "--json"]
    brief = shell.call("estimate", *wish).json["brief"]
    assert (brief["prompt"], brief["duration_s"], brief["ratio"]) == ("A street by day", 9, "9:16")
    assert shell.call("estimate", "--preset", "Noon").last_line == "There is no preset 'Noon'. There are: Night."
