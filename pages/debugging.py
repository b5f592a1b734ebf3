"""A training loop with a bug: find the wrong line from its curves and those of the loop without the bug."""

import re
from functools import lru_cache, partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mlcore.common.program import render_program
from mlcore.debugging import picks
from mlcore.debugging.bugs import BUGS, LINES, repair
from mlcore.debugging.results import DebuggingResult
from mlcore.debugging.settings import DebuggingSettings, PicksState
from pages.lessons.debugging.challenges import CHALLENGES
from pages.lessons.debugging.charts import trained as charts
from pages.ui import chart, program, runs, stepper, table
from pages.ui import code_lines as code_listing
from pages.ui.context import columns, t, viewed
from pages.ui.controls import Controls, set_widgets
from pages.ui.lesson import Page
from pages.ui.stage import Stage

CONTEXT_LINES = 12
"""Lines shown around a repair, so that it is in sight without scrolling."""

HEIGHT = {1: 320, 2: 640, 3: 640}
"""Of the program in pixels: its curves beside it are as high; on a phone it leaves them in sight."""


def main() -> None:
    page = Page("debugging", CHALLENGES)
    page.predict(DebuggingSettings, "case")
    stage = page.stage(DebuggingSettings, PicksState)
    listing, answer = stage.controls.container(), stage.controls.container()
    settings, picked = choose(stage)
    is_solved = settings.case in (*picked.found, *picked.shown)
    result = compare(stage, listing, settings, picked.settings, is_solved)
    with answer:
        if is_solved:
            solve(page, settings.case, picked, result)
        else:
            ask(page, settings, picked.settings, result)
    page.check(settings, result)
    page.check(picked.settings, picked)
    why, cases, code = st.tabs([t("Why"), t("Your cases"), t("Program")])
    with why:
        st.markdown(page.prose("play"))
        explain(page, result)
    with cases:
        table.show(list_cases(page, picked))
    with code:
        take_home(page, settings, result)
    page.close(settings, picked.settings)


def choose(stage: Stage) -> tuple[DebuggingSettings, picks.PicksResult]:
    """Draw the controls; a hidden one keeps the picks in the link."""
    controls, notes = Controls(DebuggingSettings), Controls(PicksState)
    with stage.choices:
        controls.widget("case")
        progress = st.container()
    with stage.controls:
        for name in PicksState.model_fields:
            with notes.group(name, used=False):
                notes.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("learning_rate", "epochs"):
                controls.widget(name)
            controls.seed()
    settings, picked = controls.settings(), picks.run(notes.settings())
    with progress:
        show_progress(picked)
    return settings, picked


def compare(
    stage: Stage, listing: DeltaGenerator, settings: DebuggingSettings, picked: PicksState, is_solved: bool
) -> DebuggingResult | None:
    """Show the program beside its curves, on a phone below them; return the run of these settings.

    A solved case is shown mended: with the wrong line and what should stand there.
    """
    with stage.picture:
        source, curves = st.columns([5, 3], gap="medium") if columns() > 1 else (listing, st.container())
    with source:
        if is_solved:
            show_mended(settings)
        else:
            text, case = render_program(settings).text, settings.case
            line = picked.by_case.get(case)
            take = partial(take_click, case, picked, frozenset(code_lines(text)))
            code_listing.listing(text, f"debugging.{case}", line, take, HEIGHT[columns()])
    with curves, viewed(columns=1):
        result = runs.automatic(settings, draw=draw)
    return result if result is not None and result.settings == settings else None


def show_mended(settings: DebuggingSettings) -> None:
    """Show the program with its repair in place, from some lines before it on."""
    broken, fixed = render_program(settings).text, render_program(settings, edited=False).text
    changes = repair(broken, fixed, CONTEXT_LINES)
    st.code(changes, language="diff", height=HEIGHT[columns()])


def list_cases(page: Page, picked: picks.PicksResult) -> list[dict[str, str]]:
    """Return a row for each case: its name once it is solved, and how it was found."""
    return [
        {
            t("case"): case,
            t("bug"): page.prose(f"name {case}") if case in (*picked.found, *picked.shown) else "?",
            t("you"): how_found(case, picked),
        }
        for case in BUGS
    ]


def how_found(case: str, picked: picks.PicksResult) -> str:
    """Say whether a case is found, and with how many tries."""
    if case in picked.shown:
        return t("shown")
    tries = picked.tries.get(case)
    if tries is None:
        misses = picked.settings.missed.get(case, 0)
        return t("open, wrong picks: {count}").format(count=misses) if misses else t("open")
    return t("found at the first try") if tries == 1 else t("found with {tries} tries").format(tries=tries)


def show_progress(picked: picks.PicksResult) -> None:
    """Show which cases are done."""
    done = t("Found: {count} of {all}").format(count=len(picked.found), all=len(BUGS))
    marks = [f":material/check_circle: {case}" for case in picked.found]
    marks += [f":material/visibility: {case}" for case in picked.shown]
    st.progress(len(picked.found) / len(BUGS), text=" · ".join([done, *marks]))


def draw(result: DebuggingResult) -> None:
    """Show what both loops recorded, and errors and warnings of the loop with the bug."""
    if result.broken.frames:
        st.markdown(t("The loop with the bug ended with an error:"))
        st.code(charts.traceback(result), language=None, wrap_lines=True)
    for warning in result.broken.warnings:
        st.markdown(t("The loop with the bug ran to its end, but PyTorch warned:"))
        st.code(warning, language=None, wrap_lines=True)
    spec = charts.draw(result)
    chart.show(spec, key="debugging.curves", name=t("Curves with and without the bug"), words=charts.alt_text(result))
    missing = charts.out_of_range(result)
    if missing:
        st.caption(missing)


def ask(page: Page, settings: DebuggingSettings, picked: PicksState, result: DebuggingResult | None) -> None:
    """Let the learner pick a line of the program or show the answer."""
    case = settings.case
    texts = code_lines(render_program(settings).text)
    line = picked.by_case.get(case)
    st.selectbox(
        t("Which line is wrong?"),
        list(texts),
        index=list(texts).index(line) if line in texts else None,
        format_func=lambda number: f"{number} · {texts[number]}",
        placeholder=t("Choose a line"),
        help=t("Where a line is missing, name the first line that suffers from it."),
        key=f"_line.{case}",
        on_change=take_pick,
        args=(case, picked),
    )
    if line in texts:
        hint(page, case, line, texts[line], result)
    st.button(
        t("Show me"),
        key=f"_show.{case}",
        icon=":material/visibility:",
        on_click=set_widgets,
        args=({"picks.lines": picked.picking(case, 0)},),
    )


def code_lines(source: str) -> dict[int, str]:
    """Return the lines of code of a program by number, without their indent."""
    lines = enumerate(map(str.strip, source.splitlines()), 1)
    return {number: text for number, text in lines if text and not text.startswith("#")}


def take_click(case: str, settings: PicksState, lines: frozenset[int], line: int) -> None:
    """Take a line that was clicked in the listing; an empty line or a comment is no pick."""
    if line in lines and line != settings.by_case.get(case):
        st.session_state[f"_line.{case}"] = line
        take_pick(case, settings)


def take_pick(case: str, settings: PicksState) -> None:
    """Write the chosen line into the link, and count it where it is fine."""
    line = st.session_state[f"_line.{case}"]
    misses = settings.misses if line in (None, LINES[case]) else settings.missing(case)
    if line is not None:
        set_widgets({"picks.lines": settings.picking(case, line), "picks.misses": misses})


def hint(page: Page, case: str, line: int, text: str, result: DebuggingResult | None) -> None:
    """Explain what the picked line does and that it is right."""
    verdict = t("Line {line} is fine: `{text}`").format(line=line, text=text)
    note = line_notes(page.prose("lines"))[code_lines(BUGS[case].broken)[line]]  # with the default settings
    st.markdown(f":material/close: **{verdict}**  \n{note}")
    if result is not None and line in [number for number, _ in result.broken.frames]:
        st.markdown(t("Python noticed the trouble here. What caused it stands in another line."))


@lru_cache
def line_notes(section: str) -> dict[str, str]:
    """Return the note of the prose on each line of code."""
    notes = re.findall(r"^- `([^`]+)`: (.+(?:\n  .+)*)", section, re.MULTILINE)
    return {code: " ".join(note.split()) for code, note in notes}


def solve(page: Page, case: str, picked: picks.PicksResult, result: DebuggingResult | None) -> None:
    """Name the line and the bug, explain the effect in this run, and offer the next open case."""
    found = case in picked.found
    verdict = t("Right: line {line}.") if found else t("It is line {line}.")
    icon = ":material/check_circle:" if found else ":material/visibility:"
    name, how = page.prose(f"name {case}"), how_found(case, picked)
    st.markdown(f"{icon} **{verdict.format(line=LINES[case])}** {name} ({how}).")
    go_on(case, picked)
    if not found:
        reopen(case, picked.settings)
    if result is not None:
        st.markdown(page.prose(f"case {case}", **charts.evidence(result)))


def go_on(case: str, picked: picks.PicksResult) -> None:
    """Offer the next open case, or to start over."""
    after = [*BUGS][[*BUGS].index(case) + 1 :]
    still_open = [other for other in [*after, *BUGS] if other not in (*picked.found, *picked.shown)]
    if still_open:
        label, values = t("Next case: {case}").format(case=still_open[0]), {"debugging.case": still_open[0]}
    else:
        label, values = t("Start over"), {"picks.lines": "", "picks.misses": ""}
    st.button(label, key="_next.debugging", icon=":material/arrow_forward:", on_click=set_widgets, args=(values,))


def reopen(case: str, settings: PicksState) -> None:
    """Offer to name the line of a case whose answer was shown; it counts as found, but not at the first try."""
    values = {"picks.lines": settings.reopening(case), "picks.misses": settings.missing(case)}
    st.button(t("Try it again"), key="_again.debugging", icon=":material/replay:", on_click=set_widgets, args=(values,))


def explain(page: Page, result: DebuggingResult | None) -> None:
    """Explain how to read such curves, with the numbers of this run."""
    if result is None:
        return
    numbers = charts.evidence(result)
    kind = "baseline classes" if len(result.fixed.test) else "baseline mean"
    page.why(
        baseline=page.prose(kind, baseline=f"{result.baseline:.4g}"),
        ending=page.prose("ending error" if result.broken.frames else "ending number", **numbers),
    )


def take_home(page: Page, settings: DebuggingSettings, result: DebuggingResult | None) -> None:
    """Let the learner step through the program with the bug, and offer it."""
    st.markdown(t("The program with the bug, as it stands beside its curves, to run and to repair."))
    if result is not None:
        ending = t("the error that ends it") if result.broken.frames else t("the number of the loop with the bug")
        program.last_line(result.broken.reported, ending)
    stepper.offer(settings)
    program.downloads(settings, page.settings_now(settings))


main()
