"""Writers take turns in the order they came, and give up in time."""

import threading
import time

import pytest

from ticketing.errors import Unavailable
from ticketing.turns import WriteTurns


@pytest.fixture
def database(tmp_path):
    return tmp_path / "ticketing.db"


def test_whoever_waits_longest_is_next(database):
    turns, order, threads = WriteTurns(database), [], []

    def write(number):
        with turns.turn(10):
            order.append(number)

    with turns.turn(1):
        for number in range(8):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            wait_until(lambda: len(turns._threads._waiting) == len(threads))
    for thread in threads:
        thread.join(10)

    assert order == list(range(8))


def test_another_process_gets_its_turn_from_one_that_writes_without_a_pause(database):
    busy, other, is_over = WriteTurns(database), WriteTurns(database), threading.Event()

    def write_on():
        while not is_over.is_set():
            with busy.turn(10):
                time.sleep(0.005)

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        for _ in range(10):
            with other.turn(2.5):
                pass
    finally:
        is_over.set()
        writer.join(10)


def test_who_gives_up_is_told_to_come_back_and_leaves_no_gap_in_the_queue(database):
    turns = WriteTurns(database)
    with turns.turn(1), pytest.raises(Unavailable) as refusal, turns.turn(0.05):
        pass

    assert refusal.value.headers["Retry-After"] == "2"
    with turns.turn(0.05):
        pass


def test_a_writer_of_another_process_is_waited_for_no_longer_than_said(database):
    holder, waiting = WriteTurns(database), WriteTurns(database)
    began = time.monotonic()
    with holder.turn(1), pytest.raises(Unavailable), waiting.turn(0.1):
        pass

    assert time.monotonic() - began < 2


def wait_until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)
