"""So many are at work at once; who waits for a hash leaves the place to another."""

import threading
from concurrent.futures import ThreadPoolExecutor

from idp.workplaces import Workplaces


def test_no_more_are_at_work_than_there_are_places() -> None:
    places, lock, present, most = Workplaces(3), threading.Lock(), 0, 0

    def work(_number: int) -> None:
        nonlocal present, most
        with places.taken():
            with lock:
                present += 1
                most = max(most, present)
            threading.Event().wait(0.005)
            with lock:
                present -= 1

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(work, range(60)))
    assert most == 3


def test_who_steps_aside_lets_another_work_and_comes_back() -> None:
    places, done = Workplaces(1), threading.Event()

    def other() -> None:
        with places.taken():
            done.set()

    thread = threading.Thread(target=other)
    with places.taken():
        thread.start()
        assert not done.wait(0.05)
        with places.given_up():
            assert done.wait(5)
        thread.join()
    with places.taken():
        pass


def test_a_thread_without_a_place_gives_none_up() -> None:
    places = Workplaces(1)
    with places.given_up(), places.given_up():
        pass
    with places.taken():
        held = threading.Thread(target=lambda: places._free.acquire(blocking=False))
        held.start()
        held.join()
    assert places._free._value == 1
