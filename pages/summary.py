"""The summary: what this visitor has predicted, solved and learned, made to be printed."""

import streamlit as st

from mlcore.common.settings import Settings
from pages import LESSONS, TAUGHT, Lesson
from pages.ui import browser, printing, progress, question, share, shell
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.controls import quoted
from pages.ui.i18n import prose
from pages.ui.labels import headline, label
from pages.ui.numbers import short

MAX_CHARACTERS = 40
"""Characters of a setting that is written out."""


def main() -> None:
    shell.ensure()
    (lesson,) = [lesson for lesson in LESSONS if lesson.slug == "summary"]
    st.title(t(lesson.title))
    st.markdown(" ".join(prose("summary", "claim").split()))
    begun = [lesson for lesson in TAUGHT if progress.solved_of(lesson) or lesson.slug in browser.memory().answers]
    if not begun:
        st.info(prose("summary", "nothing"))
        return
    printing.button()
    totals()
    for lesson in begun:
        one_page(lesson)


def totals() -> None:
    """Say how many challenges are solved, and how many predictions were right of those whose answer is out."""
    done, every = (sum(numbers) for numbers in zip(*map(progress.counts, TAUGHT), strict=True))
    outcomes = [right for lesson in TAUGHT if progress.solved_of(lesson) and (right := is_right(lesson)) is not None]
    challenges = t("{done} of {all} challenges of the course solved").format(done=done, all=every)
    predictions = t("Right predictions: {right} of {all}").format(right=sum(outcomes), all=len(outcomes))
    st.markdown(f"**{challenges}** · {predictions}" if outcomes else f"**{challenges}**")


def is_right(lesson: Lesson) -> bool | None:
    """Say whether this visitor's prediction was right; None where there is none."""
    answer = question.before_all(lesson.slug).answer
    return answer.is_right if answer else None


def one_page(lesson: Lesson) -> None:
    """Sum up one lesson: its sentence once something is solved, the prediction, and the solved challenges."""
    solved, (done, every) = progress.solved_of(lesson), progress.counts(lesson)
    st.subheader(t(lesson.title))
    if solved:
        st.markdown(progress.learned(lesson))
    prediction(lesson, bool(solved))
    if solved:
        said = t("{done} of {all} challenges solved").format(done=done, all=every)
        st.markdown(f"**{said}**")
        for challenge in solved:
            one_challenge(lesson, challenge)


def one_challenge(lesson: Lesson, challenge: Challenge) -> None:
    """Repeat a solved challenge, and how this visitor solved it, with a link to these settings."""
    title = " ".join(prose(lesson.slug, f"challenge {challenge.name}").split())
    solution = progress.visitor_solution(lesson, challenge)
    if solution is None:
        st.markdown(f"- {title}")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"- {title}  \n{in_words(solution)}", width="stretch")
        st.page_link(
            f"pages/{lesson.slug}.py",
            label=t("Open it again"),
            icon=":material/replay:",
            query_params=share.parameters(solution.settings),
        )


def in_words(solution: progress.VisitorSolution) -> str:
    """Say which settings solved a challenge, and the number that came out."""
    settings, fields = solution.settings, type(solution.settings).model_fields
    words = []
    for name, value in settings.changed().items():
        text = short(value) if isinstance(value, float) else label(value, f"{settings.slug}.{name}")
        if len(text) <= MAX_CHARACTERS:  # what was drawn says nothing in a sentence: the link has it
            shown = quoted(text) if fields[name].annotation is str else text
            words.append(f"{t(fields[name].description or name)}: {shown}")
    if solution.number is not None and isinstance(settings, Settings):
        words.append(f"**{headline(settings)}: {short(solution.number)}**")
    return t("Your way: {words}").format(words=" · ".join(words)) if words else ""


def prediction(lesson: Lesson, is_out: bool) -> None:
    """Repeat a prediction, and the answer once it is out."""
    asked = question.before_all(lesson.slug)
    answer = asked.answer
    if answer is None:
        return
    said = t("You predicted: {answer}.").format(answer=answer.text)
    text = f"*{' '.join(asked.text.split())}*  \n{said}"
    if is_out:
        verdict = t("That was right.") if answer.is_right else t("Not quite.")
        text += f" {verdict} {answer.reason} {' '.join(asked.explanation.split())}"
    else:
        text += f" {prose('summary', 'later')}"
    st.markdown(text)


main()
