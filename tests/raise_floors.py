"""Raise the pinned floors to what is measured now: ``python -m tests.raise_floors``. No floor is ever lowered."""

from outputs import evaluate, floors, render
from pipeline.outcomes import extractions
from pipeline.settings import load
from tests.test_extraction import FLOORS, GOLD, SAMPLES

if __name__ == "__main__":
    report = evaluate.evaluate(GOLD, [render.as_object(one) for one in extractions([str(SAMPLES)], load(None))])
    before = floors.load(FLOORS) if FLOORS.exists() else {}
    floors.save(FLOORS, floors.raised(report, before))
