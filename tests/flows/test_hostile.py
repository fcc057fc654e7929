"""What could harm is refused quickly and cheaply; its harmless twin passes."""

import time
import tracemalloc

import pytest

from tests.flows import steps
from tests.flows.hostile_cases import CASES, REFUSED, Hostile, take_file

assert steps


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_bad_is_refused_in_a_fifth_of_a_second_and_its_twin_passes(case: Hostile) -> None:
    case.take(case.benign)
    began = time.process_time()
    with pytest.raises(REFUSED) as refused:
        case.take(case.bad)
    assert time.process_time() - began <= 0.2
    assert len(str(refused.value)) > 10


def test_a_refused_file_takes_little_memory() -> None:
    tracemalloc.start()
    for case in CASES:
        if case.take is take_file:
            with pytest.raises(REFUSED):
                case.take(case.bad)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50 * 2**20


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
