"""The command line: `python -m studio --help`. What a command does stands in studio/commands/."""

import typer

from studio.commands import batch, carrying, deciding, generate, keeping, looking, machine, movie, prices

app = typer.Typer(
    help="Dailies: a studio for AI video. It uses the same queue, engine and library as the pages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
COMMANDS = {
    "Make": {
        "generate": generate.generate,
        "estimate": generate.estimate,
        "batch": batch.queue_batch,
        "movie": movie.make_movie,
    },
    "Look": {"models": prices.models, "list": looking.list_generations, "show": looking.show},
    "Decide": {"cancel": deciding.cancel, "retry": deciding.retry, "decide": deciding.decide},
    "Keep": {
        "backup": keeping.backup,
        "restore": keeping.restore,
        "rotate-key": keeping.rotate_key,
        "recount": keeping.recount,
        "save-movie": carrying.save_movie,
        "open-movie": carrying.open_movie,
    },
    "Run": {"doctor": machine.doctor, "engine": machine.engine, "sandbox": machine.sandbox},
}
for group, commands in COMMANDS.items():
    for name, function in commands.items():
        app.command(name, rich_help_panel=group)(function)

if __name__ == "__main__":
    app()
