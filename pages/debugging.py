"""A training loop with a bug: its curves beside those of the loop without it, and a line to name."""

import re
from functools import lru_cache

import streamlit as st

from mlcore import picks
from mlcore.bugs import BUGS, LINES, Bug
from mlcore.settings import DebuggingSettings, PicksSettings
from pages.challenges.debugging import CHALLENGES
from pages.charts import debugging as charts
from pages.ui import browser, jobs, picture
from pages.ui.controls import Controls, put
from pages.ui.i18n import t, translator
from pages.ui.lesson import Page


def main() -> None:
    page = Page("debugging")
    page.predict()
    settings, picked, result = play(page)
    explain(page, result)
    page.challenges(CHALLENGES, (picked.settings, picked), (settings, result))
    show_code(page, settings, result)
    page.close(settings, picked.settings)


def play(page: Page) -> tuple:
    """Choose a case, compare the two runs, and name the line."""
    st.header(t("Find the bug"))
    st.markdown(page.prose("play"))
    controls, notes = Controls(DebuggingSettings), Controls(PicksSettings)
    controls.widget("case")
    with notes.group("lines", used=False):
        notes.widget("lines")
    with st.expander(t("More settings"), icon=":material/tune:"):
        first, second, third = st.columns(3, gap="medium")
        with first:
            controls.widget("learning_rate")
        with second:
            controls.widget("epochs")
        with third:
            controls.seed()
    settings, picked = controls.settings(), picks.run(notes.settings())
    show_progress(picked)
    source, pictures = st.columns([4, 3], gap="medium")
    with source:
        st.code(BUGS[settings.case].broken, language="python", line_numbers=True)
    with pictures:
        result = jobs.follow(settings)
        if result is not None:
            draw(result)
    name_the_line(page, settings, picked, result)
    return settings, picked, result


def show_progress(picked: picks.Result) -> None:
    """How many cases are done, and which."""
    done = t("Found: {count} of {all}").format(count=len(picked.found), all=len(BUGS))
    marks = [f":material/check_circle: {case}" for case in picked.found]
    marks += [f":material/visibility: {case}" for case in picked.shown]
    st.progress(len(picked.found) / len(BUGS), text=" · ".join([done, *marks]))


def draw(result) -> None:
    """What both loops recorded, what Python said about the broken one, and how to read it."""
    spec = charts.pictures(result, browser.columns(), translator())
    picture.show(spec, key="debugging.pictures", alt=charts.alt_text(result, translator()))
    if result.broken.frames:
        st.markdown(t("The loop with the bug ended with an error:"))
        st.code(charts.traceback(result, translator()), language=None, wrap_lines=True)
    for warning in result.broken.warnings:
        st.markdown(t("The loop with the bug ran to its end, but PyTorch warned:"))
        st.code(warning, language=None, wrap_lines=True)


def name_the_line(page: Page, settings: DebuggingSettings, picked: picks.Result, result) -> None:
    """Ask for the line, say what a wrong pick does, and explain the right one."""
    case, bug = settings.case, BUGS[settings.case]
    with st.container(border=True):
        if case in picked.found or case in picked.shown:
            solve(page, case, case in picked.found, result)
            offer_next(case, picked)
            return
        line = picked.settings.by_case.get(case)
        ask(case, bug, line, picked.settings)
        if line is not None:
            hint(page, bug, line, result)


def ask(case: str, bug: Bug, line: int | None, settings: PicksSettings) -> None:
    """Let the learner pick a line of the source, or look the answer up."""
    texts = {number: text.strip() for number, text in enumerate(bug.broken.splitlines(), 1) if text.strip()}
    choose, look_up = st.columns([4, 1], vertical_alignment="bottom")
    choose.selectbox(
        t("Which line is wrong?"),
        list(texts),
        index=list(texts).index(line) if line in texts else None,
        format_func=lambda number: f"{number} · {texts[number]}",
        placeholder=t("Choose a line"),
        key=f"_line.{case}",
        on_change=take_pick,
        args=(case, settings),
    )
    look_up.button(
        t("Show me"),
        key=f"_show.{case}",
        icon=":material/visibility:",
        on_click=put,
        args=("picks.lines", settings.picking(case, 0)),
        width="stretch",
    )


def take_pick(case: str, settings: PicksSettings) -> None:
    """Write the line that was just chosen into the link."""
    put("picks.lines", settings.picking(case, st.session_state[f"_line.{case}"]))


def hint(page: Page, bug: Bug, line: int, result) -> None:
    """Say what the picked line does, and that it is not the one."""
    text = bug.broken.splitlines()[line - 1].strip()
    verdict = t("Line {line} is fine: `{text}`").format(line=line, text=text)
    st.markdown(f":material/close: **{verdict}**  \n{line_notes(page.prose('lines'))[text]}")
    if result is not None and line in [number for number, _ in result.broken.frames]:
        st.markdown(t("Python noticed the trouble here. What caused it stands in another line."))


@lru_cache
def line_notes(section: str) -> dict[str, str]:
    """Return what the prose says of each line of code."""
    notes = re.findall(r"^- `([^`]+)`: (.+(?:\n  .+)*)", section, re.MULTILINE)
    return {code: " ".join(note.split()) for code, note in notes}


def solve(page: Page, case: str, found: bool, result) -> None:
    """Show the line and its repair, and explain what gave it away in this run."""
    verdict = t("Right: line {line}.") if found else t("It is line {line}.")
    icon = ":material/check_circle:" if found else ":material/visibility:"
    st.markdown(f"{icon} **{verdict.format(line=LINES[case])}**")
    st.code(BUGS[case].diff(), language="diff")
    if result is not None and result.settings.case == case:
        st.markdown(page.prose(f"case {case}", **charts.evidence(result)))


def offer_next(case: str, picked: picks.Result) -> None:
    """Lead to the next case that is still open."""
    after = [*BUGS][[*BUGS].index(case) + 1 :]
    following = [other for other in [*after, *BUGS] if other not in (*picked.found, *picked.shown)]
    if following:
        st.button(
            t("Next case: {case}").format(case=following[0]),
            key="_next.debugging",
            icon=":material/arrow_forward:",
            on_click=put,
            args=("debugging.case", following[0]),
        )


def explain(page: Page, result) -> None:
    """How to read such curves, with the numbers of this run."""
    if result is None:
        return
    numbers = charts.evidence(result)
    kind = "baseline classes" if len(result.fixed.test) else "baseline mean"
    page.why(
        baseline=page.prose(kind, baseline=f"{result.baseline:.4g}"),
        ending=page.prose("ending error" if result.broken.frames else "ending number", **numbers),
    )


def show_code(page: Page, settings: DebuggingSettings, result) -> None:
    """How a loop is compiled and watched; the download is the loop with the bug itself."""
    page.code(settings, ["compiled", "observe", "train"], None)
    if result is not None and result.settings == settings:
        ending = t("the error that ends it") if result.broken.frames else t("the number of the loop with the bug")
        page.last_line(result.broken.reported, ending)


main()
