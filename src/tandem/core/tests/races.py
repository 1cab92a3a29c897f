"""Several people at once, each on a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from tandem.core.errors import TandemError


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run them side by side; `done`, or the code of the refusal, or the name of the error, sorted."""
    found: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            found.append("done")
        except TandemError as error:
            found.append(error.code)
        except Exception as error:  # noqa: BLE001  whatever it is, the test has to see it
            found.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)
