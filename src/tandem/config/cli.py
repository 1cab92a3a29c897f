"""The console command `tandem`: the production entrance."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

Command = Callable[[argparse.Namespace], int]
WITHOUT_HOUSE = {"settle"}  # works on files alone: no settings, no database


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    os.umask(0o077)  # database and files are for nobody else on this machine
    if arguments.command == "demo":
        os.environ.setdefault("TANDEM_ENV", "demo")
    if arguments.command not in WITHOUT_HOUSE:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
        import django

        django.setup()
    # Each command lives in a module of its own, so that `tandem check` does not load what only the demo needs.
    command: Command = import_module(f"tandem.config.commands.{arguments.module}").run
    try:
        return command(arguments)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tandem", description="Inside and field sales as one unit.")
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(module=name.replace("import", "import_"))
        return added

    init = add("init", "Prepare the database and the first administrator.")
    init.add_argument("--company", default="", help="name of the company")
    init.add_argument("--currency", default="EUR", help="three letters, EUR unless told")
    init.add_argument("--admin", default="", help="e-mail of the first administrator")
    add("serve", "Run web, live updates and worker until stopped.")
    work = add("work", "Run the worker: deliver events to their handlers.")
    work.add_argument("--once", action="store_true", help="deliver what is due and stop")
    work.add_argument("--jobs", action="store_true", help="run only jobs that take long, until none waits")
    imports = add("import", "Take in another system's data, or a company that tandem export wrote.")
    imports.add_argument("profile", help="name of the import profile, such as adventureworks; or: company")
    imports.add_argument("folder", help="folder with the files; of a company also a ZIP")
    imports.add_argument("--json", action="store_true", help="print the report as JSON on standard output")
    backup = add("backup", "Put database and files into one archive, while everybody goes on working.")
    backup.add_argument("file", nargs="?", default="", help="archive or folder; unless told, the folder TANDEM_BACKUPS")
    backup.add_argument("--json", action="store_true", help="print the report as JSON on standard output")
    restore = add("restore", "Bring an archive of tandem backup into an empty place.")
    restore.add_argument("file", help="the archive")
    restore.add_argument("--check", action="store_true", help="only read it through; change nothing")
    restore.add_argument("--hold", action="store_true", help="park mail that waited instead of sending it")
    restore.add_argument("--json", action="store_true", help="print the report as JSON on standard output")
    export = add("export", "Write the whole company as open files that describe themselves.")
    export.add_argument("target", help="a folder that is not there yet, or a file that ends with .zip")
    export.add_argument("--with-sign-in", action="store_true", help="with passwords and second factors; keep it safe")
    export.add_argument("--json", action="store_true", help="print the report as JSON on standard output")
    settle = add("settle", "Settle a commission plan on files; docs/settle.md has the columns and examples.")
    settle.add_argument("--plan", required=True, help="the plan, TOML or JSON")
    settle.add_argument("--facts", required=True, help="what happened, CSV")
    settle.add_argument("--members", required=True, help="who sits where, CSV")
    settle.add_argument("--period", required=True, help="2026-03, 2026-Q1 or 2026")
    settle.add_argument("--as-of", default="", help="leave out what was recorded later: a day or a moment")
    settle.add_argument("--posted", action="append", default=[], help="an earlier run's JSON: post only what changed")
    settle.add_argument("--engine", choices=("reference", "columnar"), default="reference")
    settle.add_argument("--language", choices=("en", "de"), default="en", help="of the sentences")
    settle.add_argument("--json", action="store_true", help="print entries and errors as JSON on standard output")
    check = add("check", "Say whether this installation may run, and what to do if not; or prove the books.")
    check.add_argument("part", nargs="?", choices=("house", "ledger"), default="house", help="house unless told")
    check.add_argument("--head", default="", help="of the ledger: a file with an earlier head, which it must contain")
    check.add_argument("--write-head", default="", help="of the ledger: write number and seal of its end to this file")
    check.add_argument("--json", action="store_true", help="of the ledger: print the result as JSON")
    shell = add("shell", "A Python prompt with the house loaded.")
    shell.add_argument("-c", dest="code", default="", help="run this code instead of a prompt")
    add("demo", "Load the demo company once and run it on this machine.")
    return parser


if __name__ == "__main__":
    sys.exit(main())
