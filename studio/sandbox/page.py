"""The page at `/`: what came in, for a person who looks. Plain HTML without a script; everything is escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from studio.sandbox.account import Account, Stage
from studio.sandbox.reception import Reception

ROWS = 200
LONGEST = 90  # characters in a cell
STYLE = """
    :root { color-scheme: light dark }
    body { font: 14px/1.5 system-ui, sans-serif; margin: 1.5rem }
    div { overflow-x: auto; margin: .5rem 0 2rem }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums }
    th, td { text-align: left; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid #8884; white-space: nowrap }
"""
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Referrer-Policy": "no-referrer"}


def show(reception: Reception) -> str:
    accounts = reception.accounts.values()
    title = "Dailies sandbox"
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width">
<title>{title}</title><style>{STYLE}</style>
<h1>{title}</h1>
<p>It speaks the providers' protocols on this machine. Nothing here costs money; any key but <code>wrong</code> is good.</p>
<h2>Generations</h2>{show_generations(accounts)}
<h2>Faults</h2>{show_faults(reception)}
<h2>Submits per prompt</h2>{show_creates(reception)}
<h2>Requests, newest first</h2>{show_requests(reception)}</html>"""


def show_table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = ["<tr>" + "".join(f"<td>{escape(as_text(cell))}" for cell in row) for row in rows]
    if not lines:
        return "<p>None.</p>"
    head = "".join(f"<th>{escape(head)}" for head in heads)
    return f"<div><table><tr>{head}{''.join(lines)}</table></div>"


def as_text(cell: Any) -> str:
    """Long ones are cut here only; the log has them whole."""
    text = "" if cell is None else str(cell)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def show_generations(accounts: Iterable[Account]) -> str:
    heads = ("Provider", "Id", "Stage", "Prompt", "Cost in cents")
    names = ("provider", "id", "stage", "prompt", "cost_cents")
    rows = [[job[name] for name in names] for account in accounts for job in jobs(account)]
    return show_table(heads, rows[:ROWS])


def show_faults(reception: Reception) -> str:
    rows = [(f.on, f.what, f.match, "always" if f.times is None else f.times, f.acted) for f in reception.faults.set]
    return show_table(("On", "What", "Prompt has", "Times", "Acted"), rows)


def show_creates(reception: Reception) -> str:
    rows = [(prompt, count["received"], count["accepted"]) for prompt, count in reception.log.creates().items()]
    return show_table(("Prompt", "Received", "Accepted"), reversed(rows[-ROWS:]))


def show_requests(reception: Reception) -> str:
    heads = ("At (UTC)", "Operation", "Prompt", "Fault", "Status", "Accepted", "Key ends", "Method", "Path")
    names = ("operation", "prompt", "fault", "status", "accepted_id", "key_ends", "method", "path")
    rows = [[time_of(entry), *(entry[name] for name in names)] for entry in reception.log.newest(ROWS)]
    return show_table(heads, rows)


def time_of(entry: dict[str, Any]) -> str:
    return entry["at"].partition("T")[2].removesuffix("Z")


def jobs(account: Account) -> list[dict[str, Any]]:
    """Newest first; deleted ones too."""
    now = account.clock()
    return [
        {
            "provider": account.name,
            "id": generation.id,
            "prompt": generation.prompt,
            "stage": generation.stage(now),
            "failure": generation.failure if generation.stage(now) is Stage.FAILED else None,
            "cost_cents": generation.cost_cents,
            "is_deleted": generation.is_deleted,
            "asked": generation.asked,
        }
        for generation in reversed(list(account.generations.values()))
    ]
