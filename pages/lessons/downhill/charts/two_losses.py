"""One weight on two losses, squared error and cross-entropy; and the neuron's answer step by step.

All of it follows the hand: the steps are written out as expressions, one after the other.
"""

from typing import Any

import altair as alt
import numpy as np

from mlcore.downhill.settings import TwoLossesSettings
from mlcore.downhill.two_losses import LEARNED_BELOW, MAX_STEPS, TwoLossesResult
from pages.lessons.downhill.charts.one_weight import BOLD, short
from pages.ui.charts import live, theme
from pages.ui.charts.live import row, rows
from pages.ui.charts.spec import apart, layered, to_spec
from pages.ui.context import cached, columns, counted, t

FIELDS = ("w", "learning_rate", "steps")
ENDS = (-5.0, 6.0)
STARTS = (-3.0, 6.0)
TOP = 6.4
WIDTHS = {1: 216, 2: 430, 3: 385}
HEIGHTS = {1: 230, 2: 250, 3: 330}
SLOPES = {"squared": "2 * {p} * {p} * (1 - {p})", "entropy": "{p}"}
HEIGHT = {"squared": "pow({p}, 2)", "entropy": "(0 - log(1 - {p}))"}
HANDLES = {name: f"w {name}_start" for name in SLOPES}


@cached()
def draw() -> dict:
    """Draw both losses beside the answers; the spec is the same for all settings."""
    chart = alt.concat(losses(), answers(), columns=2 if columns() == 3 else 1, spacing=28)
    spec = to_spec(apart(chart, "x", "y"))
    return live.moving(spec, parameters())


def names() -> dict[str, str]:
    """Return what the two losses are called."""
    return {"squared": t("squared error"), "entropy": t("cross-entropy")}


def parameters() -> list[dict[str, Any]]:
    """Return the settings and the weight after each step, with each of the losses."""
    pixels = WIDTHS[columns()] / (ENDS[1] - ENDS[0])
    grips, drags = live.slid(TwoLossesSettings.slug, "w", *HANDLES.values(), pixels=pixels, ends=STARTS)
    defaults = {field: TwoLossesSettings.model_fields[field].default for field in FIELDS}
    computed: dict[str, str] = {}
    for name, slope in SLOPES.items():
        steps = {f"{name}_0": "w"}
        for step in range(MAX_STEPS):
            at = f"{name}_{step}"
            steps[f"{name}_{step + 1}"] = f"{at} - learning_rate * {slope.format(p=answer(at))}"
        computed |= {**steps, name: f"[{', '.join(steps)}]"}
    params = [{"name": key, "expr": text} for key, text in computed.items()]
    return [*grips, *live.parameters(TwoLossesSettings.slug, defaults, drags), *params]


def answer(w: str) -> str:
    """Return the expression of the neuron's answer."""
    return f"(1 / (1 + exp(-({w}))))"


def height(name: str, w: str) -> str:
    """Return the expression of a loss at the expression ``w``."""
    return HEIGHT[name].format(p=answer(w))


def style() -> dict[str, alt.Color | alt.StrokeDash]:
    """Return how the two losses differ: in colour and in dash."""
    domain = list(names().values())
    legend = alt.Legend(title=None, orient="top-left", symbolType="stroke", labelColor=theme.INK)
    return {
        "color": alt.Color("label:N", scale=alt.Scale(domain=domain, range=list(colours())), legend=legend),
        "strokeDash": alt.StrokeDash(
            "label:N", scale=alt.Scale(domain=domain, range=[theme.DASHES[1], theme.DASHES[0]]), legend=legend
        ),
    }


def colours() -> tuple[str, str]:
    """Return the colours of squared error and of cross-entropy."""
    return theme.SERIES[1], theme.SERIES[0]


def losses() -> alt.LayerChart:
    """Draw both losses over the weight, with a ball on each and the start, which is a handle."""
    weights = np.linspace(*ENDS, 111)
    p = 1 / (1 + np.exp(-weights))
    curves = [
        {"w": float(w), "loss": float(value), "label": label}
        for label, values in zip(names().values(), (p**2, -np.log(1 - p)), strict=True)
        for w, value in zip(weights, values, strict=True)
    ]
    across = alt.X(
        "w:Q", title=t("weight w"), scale=alt.Scale(domain=list(ENDS), nice=False), axis=alt.Axis(tickCount=6)
    )
    up = alt.Y("loss:Q", title=t("loss L"), scale=alt.Scale(domain=[0, TOP], nice=False), axis=alt.Axis(tickCount=5))
    layers: list[alt.Chart] = [
        alt.Chart(alt.InlineData(curves)).mark_line(strokeWidth=3).encode(x=across, y=up, **style())
    ]
    starts = []
    for name, colour in zip(SLOPES, colours(), strict=True):
        start = row(**{"w": "w", f"{name}_start": height(name, "w")})
        ball = row(w=f"{name}[steps]", loss=height(name, f"{name}[steps]"))
        layers += [
            start.mark_point(shape="square", size=120, filled=True, color=theme.INK, stroke="white", opacity=1).encode(
                x=alt.X("w:Q"), y=alt.Y(f"{name}_start:Q")
            ),
            ball.mark_point(size=210, filled=True, color=colour, stroke="white", strokeWidth=2, opacity=1).encode(
                x=alt.X("w:Q"), y=alt.Y("loss:Q")
            ),
        ]
        starts.append(live.handle(start, "w", f"{name}_start"))
    return layered(*layers, *starts).properties(
        width=WIDTHS[columns()], height=HEIGHTS[columns()], title=t("Both losses: drag the squares"), view=theme.CARD
    )


def answers() -> alt.LayerChart:
    """Draw the answer after each step, with both losses, and where the balls stand."""
    across = alt.X(
        "i:Q", title=t("step"), scale=alt.Scale(domain=[0, MAX_STEPS], nice=False), axis=alt.Axis(tickCount=5)
    )
    up = alt.Y("p:Q", title=t("answer p"), scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(tickCount=5))
    layers: list[alt.Chart] = []
    for (name, label), colour in zip(names().items(), colours(), strict=True):
        way = rows(MAX_STEPS + 1, p=answer(f"{name}[datum.i]")).transform_calculate(label=live.said(label))
        ball = row(i="steps", p=answer(f"{name}[steps]"))
        dash = theme.DASHES[1] if name == "squared" else theme.DASHES[0]
        layers += [
            way.mark_line(strokeWidth=2.5, color=colour, strokeDash=dash).encode(x=across, y=up),
            ball.mark_point(size=150, filled=True, color=colour, stroke="white", strokeWidth=2, opacity=1).encode(
                x=alt.X("i:Q"), y=alt.Y("p:Q")
            ),
        ]
    goal = row(p=str(LEARNED_BELOW), label=live.said(t("learned: below {limit}"), limit=f"'{LEARNED_BELOW:g}'"))
    named = {"x": alt.XValue(WIDTHS[columns()] - 6), "y": alt.Y("p:Q"), "text": alt.Text("label:N")}
    beside = {"align": "right", "baseline": "bottom", "dy": -3, **BOLD}
    halo = {"stroke": theme.NEUTRAL, "strokeWidth": 5, "strokeJoin": "round"}
    layers += [
        goal.mark_rule(color=theme.INK, strokeDash=[3, 3], opacity=0.6).encode(y=alt.Y("p:Q")),
        goal.mark_text(**beside, **halo).encode(**named),
        goal.mark_text(**beside).encode(**named),
    ]
    return layered(*layers).properties(
        width=WIDTHS[columns()], height=HEIGHTS[columns()], title=t("The answer, which should be 0"), view=theme.CARD
    )


def alt_text(result: TwoLossesResult) -> str:
    """Say how many steps each loss needs."""
    text = t(
        "A sigmoid neuron that should answer 0 starts with {answer}. With squared error it needs {squared} until "
        "its answer is below {limit}, with cross-entropy {entropy}."
    )
    return text.format(
        answer=short(result.answer),
        squared=counted(result.squared_steps, t("1 step"), t("{count} steps")),
        entropy=result.entropy_steps,
        limit=f"{LEARNED_BELOW:g}",
    )
