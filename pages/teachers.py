"""For teachers: lesson plans with links and expected answers, and worksheets with solutions, made to be printed."""

import numpy as np
import streamlit as st

from pages import LESSONS
from pages.lessons.teachers import worksheets
from pages.lessons.teachers.plans import PLANS, Plan
from pages.lessons.teachers.worksheets import plain
from pages.ui import printing, share, shell, table
from pages.ui.context import t
from pages.ui.i18n import prose
from pages.ui.numbers import SUBSCRIPTS

PAGES = {lesson.slug: lesson for lesson in LESSONS}


def main() -> None:
    shell.ensure()
    st.title(t(PAGES["teachers"].title))
    st.markdown(" ".join(prose("teachers", "claim").split()))
    printing.button()
    plans, sheets, solutions = st.tabs(
        [prose("teachers", f"tab {name}") for name in ("plans", "worksheets", "solutions")]
    )
    with plans:
        st.markdown(prose("teachers", "use"))
        for number, plan in enumerate(PLANS, start=1):
            show_plan(number, plan)
    with sheets:
        neuron_sheet(solved=False)
        backward_sheet(solved=False)
        convolution_sheet(solved=False)
    with solutions:
        neuron_sheet(solved=True)
        backward_sheet(solved=True)
        convolution_sheet(solved=True)


def show_plan(number: int, plan: Plan) -> None:
    """Show one lesson plan with its links."""
    numbers = plan.numbers()
    minutes = t("{minutes} minutes").format(minutes=plan.minutes)
    st.subheader(f"{number}. {prose('teachers', f'plan {plan.name}')} ({minutes})")
    ask, expect = t("Ask"), t("Expect")
    st.markdown(f"**{ask}.** {prose('teachers', f'ask {plan.name}', **numbers)}")
    st.markdown(prose("teachers", f"steps {plan.name}", **numbers))
    for place, (slug, settings) in enumerate(plan.pages, start=1):
        link = share.parameters(settings) if settings else {}
        label = t("Plan {plan}, link {number}: {lesson}").format(plan=number, number=place, lesson=t(PAGES[slug].title))
        st.page_link(f"pages/{slug}.py", label=label, icon=PAGES[slug].icon, query_params=link)
    st.markdown(f"**{expect}.** {prose('teachers', f'expect {plan.name}', **numbers)}")


def neuron_sheet(solved: bool) -> None:
    """Show the worksheet of one neuron, or its solution."""
    settings = worksheets.NEURON
    with sheet(1, t("One neuron by hand"), "neuron", solved):
        given = {name: plain(getattr(settings, name)) for name in ("w1", "w2", "b")}
        st.markdown(prose("teachers", "sheet neuron", **given))
        rows = []
        for (x1, x2), total, output in worksheets.sums():
            answers = {"z": plain(total), t("answer"): plain(output)} if solved else {"z": " ", t("answer"): " "}
            rows.append({"x₁": str(x1), "x₂": str(x2), **answers})
        table.show(rows)
        if solved:
            st.markdown(prose("teachers", "solved neuron"))


def backward_sheet(solved: bool) -> None:
    """Show the worksheet of a backward pass, or its solution."""
    x1, x2, y = worksheets.EXAMPLE
    with sheet(2, t("One backward pass by hand"), "backward", solved):
        rate = plain(worksheets.RATE)
        st.markdown(prose("teachers", "sheet backward", x1=plain(x1), x2=plain(x2), y=plain(y), rate=rate))
        rows = []
        for answer in worksheets.backward():
            found = (answer.chain, plain(answer.gradient), plain(answer.after)) if solved else (" ", " ", " ")
            chain, gradient, after = found
            rows.append(
                {
                    t("parameter"): answer.name.translate(SUBSCRIPTS),
                    t("value"): plain(worksheets.WEIGHTS[answer.name]),
                    t("chain"): chain,
                    t("gradient"): gradient,
                    t("after the step"): after,
                }
            )
        table.show(rows)
        if solved:
            values = worksheets.forward()
            numbers = {name: plain(values[name]) for name in ("h1", "h2", "z", "p")}
            numbers |= {"loss": f"{values['L']:.3f}", "delta": plain(values["p"] - y)}
            st.markdown(prose("teachers", "solved backward", **numbers))


def convolution_sheet(solved: bool) -> None:
    """Show the worksheet of a convolution, or its solution."""
    with sheet(3, t("One convolution by hand"), "convolution", solved):
        st.markdown(prose("teachers", "sheet convolution"))
        picture, kernel, result = st.columns(3)
        with picture:
            grid(t("picture"), worksheets.IMAGE)
        with kernel:
            grid(t("kernel"), worksheets.KERNEL)
        with result:
            grid(t("result"), worksheets.feature_map(), hidden=not solved)
        if solved:
            numbers = {"size": worksheets.size(), "n": len(worksheets.IMAGE), "k": len(worksheets.KERNEL)}
            st.markdown(prose("teachers", "solved convolution", **numbers))


def sheet(number: int, title: str, name: str, solved: bool):
    """Return a place for a worksheet, which begins a new sheet of paper."""
    place = st.container(key=f"_sheet.{name}.{solved}")
    heading = t("Solution of worksheet {number}: {title}") if solved else t("Worksheet {number}: {title}")
    place.subheader(heading.format(number=number, title=title))
    return place


def grid(name: str, values: np.ndarray, hidden: bool = False) -> None:
    """Show a small table of whole numbers, or an empty one to be filled in."""
    st.caption(name)
    cells = [[" " if hidden else plain(value) for value in row] for row in values.tolist()]
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    st.html(f'<table class="grid">{rows}</table>')


main()
