"""Tasks are done by threads, and what they come to arrives on the window's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from ppir_desktop.common.errors import InputError, PpirError
from ppir_desktop.services.watching import Watch
from ppir_desktop.ui.task_runner import TaskRunner


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()


def test_a_result_arrives_on_the_main_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    main, seen = QThread.currentThread(), []

    def work(_watch: Watch) -> int:
        return threading.get_ident()

    task = runner.aside(work)
    task.succeeded.connect(lambda value: seen.append((value, QThread.currentThread())))
    with qtbot.waitSignal(task.ended):
        pass
    ((thread, where),) = seen
    assert thread != threading.get_ident()
    assert where is main


def test_work_on_the_vault_is_done_in_the_order_asked_for(runner: TaskRunner, qtbot: QtBot) -> None:
    order: list[int] = []

    def work(number: int) -> None:
        order.append(number)

    tasks = [runner.on_vault(lambda _watch, n=number: work(n)) for number in range(20)]  # type: ignore[misc]
    with qtbot.waitSignal(tasks[-1].ended):
        pass
    assert order == list(range(20))


def test_a_failure_says_why_and_a_mistake_does_not_look_like_success(
    runner: TaskRunner, qtbot: QtBot
) -> None:
    def refuse(_watch: Watch) -> None:
        raise InputError("profile_none")

    def mistake(_watch: Watch) -> None:
        raise ValueError("secret text")

    codes: list[PpirError] = []
    for work in (refuse, mistake):
        task = runner.aside(work)
        task.failed.connect(codes.append)
        task.succeeded.connect(lambda _value: codes.append(PpirError("succeeded")))
        with qtbot.waitSignal(task.ended):
            pass
    assert [error.code for error in codes] == ["profile_none", "task_mistaken"]
    assert "secret" not in str(codes[1].params)


def test_a_task_is_cancelled_and_says_so(runner: TaskRunner, qtbot: QtBot) -> None:
    begun = threading.Event()

    def work(watch: Watch) -> None:
        begun.set()
        watch.wait(60)

    task = runner.aside(work)
    assert begun.wait(5)
    with qtbot.waitSignal(task.cancelled):
        task.cancel()


def test_it_says_how_many_tasks_are_under_way(runner: TaskRunner, qtbot: QtBot) -> None:
    counts: list[int] = []
    runner.busy.connect(counts.append)
    gate = threading.Event()
    task = runner.on_vault(lambda _watch: gate.wait(5))
    assert counts == [1]
    gate.set()
    with qtbot.waitSignal(runner.busy):
        pass
    assert counts == [1, 0]
    assert task is not None


def test_what_was_handed_over_for_the_vault_is_done_though_the_program_ends(
    runner: TaskRunner,
) -> None:
    done: list[int] = []

    def work(number: int) -> None:
        done.append(number)

    for number in range(20):
        runner.on_vault(lambda _watch, n=number: work(n))  # type: ignore[misc]
    runner.close()
    assert done == list(range(20))
