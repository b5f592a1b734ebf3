"""The summary: what this visitor has predicted, solved and learned, made to be printed."""

import streamlit as st

from pages import LESSONS, TAUGHT, Lesson
from pages.ui import browser, printing, progress, shell
from pages.ui.context import t
from pages.ui.i18n import prose
from pages.ui.lesson import parse_question


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
    told = [right for lesson in TAUGHT if progress.solved_of(lesson) and (right := is_right(lesson)) is not None]
    challenges = t("{done} of {all} challenges of the course solved").format(done=done, all=every)
    predictions = t("{right} of {all} predictions were right").format(right=sum(told), all=len(told))
    st.markdown(f"**{challenges}** · {predictions}" if told else f"**{challenges}**")


def is_right(lesson: Lesson) -> bool | None:
    """Say whether this visitor's prediction was right; None where there is none."""
    _, options, _ = parse_question(prose(lesson.slug, "predict"))
    answer = browser.memory().answers.get(lesson.slug, len(options))
    return options[answer].is_right if answer < len(options) else None


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
        titles = (" ".join(prose(lesson.slug, f"challenge {challenge.name}").split()) for challenge in solved)
        st.markdown("\n".join(f"- {title}" for title in titles))


def prediction(lesson: Lesson, is_out: bool) -> None:
    """Repeat a prediction, and the answer once it is out."""
    question, options, explanation = parse_question(prose(lesson.slug, "predict"))
    answer = browser.memory().answers.get(lesson.slug, len(options))
    if answer >= len(options):
        return
    said = t("You predicted: {answer}.").format(answer=options[answer].text)
    text = f"*{' '.join(question.split())}*  \n{said}"
    if is_out:
        verdict = t("That was right.") if options[answer].is_right else t("Not quite.")
        text += f" {verdict} {options[answer].reason} {' '.join(explanation.split())}"
    else:
        text += f" {prose('summary', 'later')}"
    st.markdown(text)


main()
