"""One module per console command, each with `run(arguments) -> exit code`."""
