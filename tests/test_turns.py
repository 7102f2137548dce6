"""Writers take turns in the order they came, and give up in time."""

import threading
import time

import pytest

from ticketing.database.write_lock import WriteLock
from ticketing.errors import Unavailable


@pytest.fixture
def database(tmp_path):
    return tmp_path / "ticketing.db"


def test_whoever_waits_longest_is_next(database):
    turns, order, threads = WriteLock(database), [], []

    def write(number):
        with turns.held(10):
            order.append(number)

    with turns.held(1):
        for number in range(8):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            # Time enough to queue up.
            time.sleep(0.05)
    for thread in threads:
        thread.join(10)

    assert order == list(range(8))


def test_another_process_gets_its_turn_from_one_that_writes_without_a_pause(database):
    busy, other, is_over = WriteLock(database), WriteLock(database), threading.Event()

    def write_on():
        while not is_over.is_set():
            with busy.held(10):
                time.sleep(0.005)

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        for _ in range(10):
            with other.held(2.5):
                pass
    finally:
        is_over.set()
        writer.join(10)


def test_who_gives_up_is_told_to_come_back_and_leaves_no_gap_in_the_queue(database):
    turns = WriteLock(database)
    with turns.held(1), pytest.raises(Unavailable) as refusal, turns.held(0.05):
        pass

    assert refusal.value.headers["Retry-After"] == "2"
    with turns.held(0.05):
        pass


def test_a_writer_of_another_process_is_waited_for_no_longer_than_said(database):
    holder, waiting = WriteLock(database), WriteLock(database)
    began = time.monotonic()
    with holder.held(1), pytest.raises(Unavailable), waiting.held(0.1):
        pass

    assert time.monotonic() - began < 2
