"""An act in a process of its own, ended by SIGKILL before one of its statements, before its commit, or after it."""

import multiprocessing
import os
import signal
from typing import Any


def done_until(act: str, arguments: tuple[Any, ...], point: int) -> bool:
    """Do the act, killed at its `point`th statement; True where it had fewer and came to its end."""
    from django.db import connection

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["proofs._nursery"])
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    database = {name: connection.settings_dict[name] for name in names}
    process = context.Process(target=_do, args=(database, act, arguments, point))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL), f"{act} ended with {process.exitcode} at statement {point}"
    return process.exitcode == 0


def _do(database: dict[str, Any], act: str, arguments: tuple[Any, ...], point: int) -> None:
    from django.db import connection

    connection.settings_dict.update(database)
    count = 0

    def pass_point() -> None:
        nonlocal count
        count += 1
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(execute: Any, *statement: Any) -> Any:
        pass_point()
        return execute(*statement)

    commit = connection._commit

    def committed() -> None:
        pass_point()
        commit()
        pass_point()

    connection._commit = committed
    with connection.execute_wrapper(counted):
        {"deliver": _deliver, "answer": _answer}[act](*arguments)


def _deliver(event: int) -> None:
    from crosslift.flows.jobs import deliver

    deliver(event)


def _answer(person: int, suggestion: int, result: str) -> None:
    from django.db import transaction

    from crosslift.offers.actions import answer_suggestion
    from crosslift.staff.queries import actor_of

    reason = "no_need" if result == "refused" else ""
    with transaction.atomic():
        answer_suggestion(actor=actor_of(person, "web"), suggestion_id=suggestion, result=result, reason=reason)
