"""Step through a program: its first steps as they really ran, line by line, with what each line changed."""

import ast
import dataclasses
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import numpy as np
import streamlit as st

from mlcore.common import step_through
from mlcore.common.settings import Settings
from mlcore.common.trace import Trace, TraceStep
from mlcore.export import name_of
from pages.ui import browser, player, runs, test_set
from pages.ui.charts import theme
from pages.ui.context import t
from pages.ui.i18n import noted
from workers.tasks import Task

MILLISECONDS_PER_LINE = 1200

PALETTES = {"sign": theme.RAMP, "classes": theme.CLASS_RAMP}

HTML = """<div class="stepper">
<ol class="code" tabindex="0"></ol>
<div><p class="note"></p><p class="printed"></p>
<p class="title"></p>
<div class="table" tabindex="0" role="region">
<table><thead><tr class="heads"></tr></thead><tbody class="rows"></tbody></table></div>
<p class="picture"><img class="image"><span class="caption"></span></p></div>
<div class="lane"></div>
<span class="said" role="status"></span></div>"""


def offer(settings: Settings, **other: Any) -> None:
    """Let the learner step through an experiment's program; it is traced when that is asked for.

    Parameters
    ----------
    settings, other
        What it is rendered with.
    """
    name = name_of(settings, **other)
    if st.toggle(t("Step through it"), key=f"_stepper.{name}"):
        trace = runs.compute(task_of(settings, **other), f"{name}.steps")
        if trace is not None:
            show(trace, name)


def task_of(settings: Settings, **other: Any) -> Task:
    """Return the task that traces the first steps of an experiment's program."""
    template_inputs = settings, *other.items()
    return Task(step_through, template_inputs, keep=runs.keep_of(settings), on_disk=True)


def show(trace: Trace, name: str, start: int = 0) -> None:
    """Draw a trace under a player, without the block that opens the test set.

    Parameters
    ----------
    trace
        What to show.
    name
        Unique on the page.
    start
        The first step shown.
    """
    signal_id = f"{name.replace('.', '-')}-moment"
    text = test_set.without_block(trace.text)
    lines = text.splitlines()
    steps = before_test(trace.steps, trace.text.partition(test_set.BLOCK)[0].count("\n"))
    count = len(steps)
    labels = [
        t("{number} of {count}: line {line}").format(number=number, count=count, line=step.line)
        for number, step in enumerate(steps, start=1)
    ]
    player.signal_element(signal_id)
    player.show(signal_id, labels, t("Steps of the program"), str(hash(text)), MILLISECONDS_PER_LINE, start)
    notes = {number: note for number, _, note in noted(text)}
    # Tuples all through: Streamlit imports pandas to see whether a list or a dict is a table.
    data = {
        "signal_id": signal_id,
        "start": start,
        "lines": tuple(lines),
        "loop": loop_of(text),
        "loop_end": loop_of(text, end=True),
        "steps": tuple(
            {**dataclasses.asdict(step), "note": notes.get(step.line, "").replace("`", "")} for step in steps
        ),
        "pictures": tuple(theme.png(np.flipud(picture), PALETTES[trace.shows]) for picture in trace.pictures),
        "texts": tuple(texts().items()),
    }
    browser.component("stepper", HTML)(key=f"_stepper.{name}.lines", data=data)


def before_test(steps: Sequence[TraceStep], lines: int) -> list[TraceStep]:
    """Return the steps before the test block. A trailing function call that belongs to it is dropped, too."""
    kept = list(takewhile(lambda step: step.line <= lines, steps))
    while kept and kept[-1].function:
        kept.pop()
    return kept


def texts() -> dict[str, str]:
    """Return the component's words."""
    return {
        "program": t("The program, the line that has just run is marked"),
        "names": t("What the names hold now"),
        "name": t("Name"),
        "shape": t("Shape"),
        "type": t("Type"),
        "values": t("Values"),
        "items": t("numbers: {count}"),
        "inside": t("in {name}"),
        "prints": t("It prints:"),
        "picture": t("What the model answers over the plane after this line"),
        "lane": t("Shapes in this turn of the loop:"),
        "said": t("Line {line}: {code}. Changed: {changes}"),
        "nothing": t("nothing"),
    }


def loop_of(text: str, end: bool = False) -> int:
    """Return the line of the innermost loop around ``optimizer.step()``, its head or its last line."""
    heads = [
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.For) and "optimizer.step()" in (ast.get_source_segment(text, node) or "")
    ]
    return max(heads, default=(0, 0))[end]
