"""The vision lesson as a visitor meets it, without a browser."""

import numpy as np
import pytest

from mlcore import cnn, receptive_cell
from mlcore.drawings import encode
from mlcore.settings import CnnSettings, MnistSettings, ReceptiveCellSettings, ShiftedDigitsSettings, ShiftSettings
from pages.challenges.cnn import CHALLENGES
from pages.ui import jobs
from pages.ui.jobs import question_of
from workers.jobs import Question

TRAINED = question_of(MnistSettings(model="cnn"))
QUICK = {"shifted_digits.epochs": "1"}


@pytest.fixture(scope="module", autouse=True)
def trained():
    """A CNN of one epoch in place of the run that the page shares with the digits lesson, which takes half a minute."""
    pool = jobs.pool()
    known = pool.knows(TRAINED)
    if not known:
        quick = pool.ask(question_of(MnistSettings(model="cnn", epochs=1)), "test", "long")
        assert quick.ended.wait(120)
        pool._cache[TRAINED] = quick.result
    yield pool.ask(TRAINED, "test", "long").result
    if not known:
        pool._cache.pop(TRAINED, None)


def test_timing(visit):
    import time, cProfile, pstats
    for _ in range(3):
        t=time.process_time(); w=time.time(); v = visit("cnn"); print("cold", time.process_time()-t, time.time()-w)
        t=time.process_time(); w=time.time(); v.set("cnn.padding",1); print("rerun", time.process_time()-t, time.time()-w)
    pr=cProfile.Profile(); pr.enable(); v.set("cnn.padding",2); pr.disable()
    pstats.Stats(pr).sort_stats("cumtime").print_stats(45)
    t=time.process_time(); w=time.time(); v = visit("xor"); print("xor", time.process_time()-t, time.time()-w)
    t=time.process_time(); w=time.time(); v = visit("neuron"); print("neuron", time.process_time()-t, time.time()-w)
    t=time.process_time(); w=time.time(); v = visit("neuron"); print("neuron", time.process_time()-t, time.time()-w)
