"""``parley``: finds the command, and turns every error into one sentence and an exit code.

Exit codes: 0 done; 1 it failed, and the sentence says why; 2 the call, the configuration or an
input file is wrong; 130 interrupted. Modules of commands import only typer and the standard library
at the top and everything else inside the command, so that ``--help`` answers at once.
"""

import sys

import typer

from parley.cli import (
    ask,
    brief,
    db,
    deliveries,
    demo,
    doctor,
    evaluate,
    export,
    feedback,
    init,
    replay,
    run,
    sources,
    status,
    subscriptions,
    summarise,
)
from parley.domain.errors import ConfigError, InputError, ParleyError

EXIT_FAILED, EXIT_USAGE, EXIT_INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="parley",
    help="Briefs teams on trade talks, with every sentence traced to its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("init")(init.init)
app.command("doctor")(doctor.doctor)
app.command("run")(run.run)
app.command("brief")(brief.brief)
app.command("ask")(ask.ask)
app.command("status")(status.status)
app.command("timeline")(status.timeline)
app.command("summarise")(summarise.summarise)
app.command("replay")(replay.replay)
app.command("eval")(evaluate.evaluate)
app.add_typer(sources.app, name="sources")
app.add_typer(subscriptions.app, name="subscriptions")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(feedback.app, name="feedback")
app.add_typer(db.app, name="db")
app.command("export")(export.export)


def main() -> None:
    """The entry point of the console script."""
    try:
        app()
    except (ConfigError, InputError) as error:
        _end(str(error), EXIT_USAGE)
    except ParleyError as error:
        _end(str(error), EXIT_FAILED)
    except KeyboardInterrupt:
        _end("Interrupted.", EXIT_INTERRUPTED)


def _end(sentence: str, code: int) -> None:
    print(f"parley: {sentence}", file=sys.stderr)
    sys.exit(code)
