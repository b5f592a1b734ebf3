"""Controls made from a State: one widget a field, its value in the URL."""

import random
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin

import streamlit as st
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from streamlit.delta_generator import DeltaGenerator

from mlcore.common.settings import State
from mlcore.mnist.settings import EXAMPLE
from pages.ui import browser, glossary, i18n
from pages.ui.context import language, t
from pages.ui.labels import known, label

MAX_SHOWN = 40
"""Characters of a link's name or text that a notice repeats."""

BOARD = "_board"

PENDING = "_put"
SECONDS_TO_ARRIVE = 10.0
"""Within which the browser knows what a callback has set."""

Experiment = TypeVar("Experiment", bound=State)


class Controls(Generic[Experiment]):
    """The widgets of one experiment and the settings that they stand at.

    Parameters
    ----------
    experiment
        The class of settings that gives every widget its range, options and default.
    """

    def __init__(self, experiment: type[Experiment]) -> None:
        self.experiment = experiment
        self.values: dict[str, Any] = {}
        self.refused: list[str] = []
        self.notices: list[str] = st.session_state.setdefault(f"_notices.{experiment.slug}", [])
        opening = not any(self.key(name) in st.session_state for name in experiment.model_fields)
        self.link = st.query_params.to_dict() if opening else {}
        if opening:
            self.notices[:] = [self._unknown(key) for key in self.link if self._is_unknown(key)]
            for name in experiment.model_fields:
                st.session_state.pop(f"_taken.{self.key(name)}", None)
        for name in st.session_state.pop(f"_refused.{experiment.slug}", ()):
            st.session_state[self.key(name)] = experiment.model_fields[name].default

    def key(self, name: str) -> str:
        """Return the key of a field's widget, which is also its name in the URL."""
        return f"{self.experiment.slug}.{name}"

    def _is_unknown(self, key: str) -> bool:
        return key.startswith(self.key("")) and key.removeprefix(self.key("")) not in self.experiment.model_fields

    def _unknown(self, key: str) -> str:
        return t("{link} in the link means nothing here and was ignored.").format(link=self._quoted(key))

    def _quoted(self, key: str) -> str:
        return quoted(f"{key[:MAX_SHOWN]}={self.link[key][:MAX_SHOWN]}")

    def _check_link(self, name: str) -> None:
        """When the page is opened, note a parameter of the link that its widget did not take."""
        key, used = self.key(name), self.values[name]
        if key not in self.link:
            return
        option = option_of(key, self.link[key], self.options(name))
        value = self.link[key] if option is None else option
        try:
            reason = self._reason(name, getattr(self.experiment(**{name: value}), name), used)
        except ValidationError as error:
            reason = self._allowed(name) or reason_of(error)
        if reason:
            text = t("{link} in the link was ignored: {reason}. {used} is used instead.")
            self.notices.append(text.format(link=self._quoted(key), reason=reason, used=self._shown(name, used)))

    def _reason(self, name: str, wanted: object, used: object) -> str:
        """Return why a widget stands elsewhere than at a valid value, or nothing where it does not."""
        if wanted == used:
            return ""
        options = self.options(name)
        if options and wanted not in options:
            return self._allowed(name)
        return t("write it as {value}").format(value=link_text(wanted))

    def _allowed(self, name: str) -> str:
        """Say in plain words what a field may be, or nothing where its own check says it."""
        field, options = self.experiment.model_fields[name], self.options(name)
        if options:
            return t("it must be one of {allowed}").format(allowed=", ".join(map(link_text, options)))
        if field.annotation is bool:
            return t("it must be true or false")
        if field.annotation is str:
            return ""
        low, high = map(link_text, limits(field))
        whole = t("it must be a whole number from {low} to {high}")
        return (whole if field.annotation is int else t("it must be a number from {low} to {high}")).format(
            low=low, high=high
        )

    def options(self, name: str) -> Sequence[Any]:
        """Return the values that a field's widget offers, or nothing where any value of its range will do."""
        field: Any = self.experiment.model_fields[name]
        if get_origin(field.annotation) is Literal:
            return get_args(field.annotation)
        return [field.annotation(stop) for stop in extra(field).get("stops", ())]

    def widget(self, name: str, first: Sequence[Any] = ()) -> None:
        """Draw the widget of a field where the page stands: its kind follows from the field's type.

        Parameters
        ----------
        name
            Of the field.
        first
            Of many options, those that are shown until the visitor asks for more; all if nothing is said.
        """
        field: Any = self.experiment.model_fields[name]
        title, options = t(field.description or name), self.options(name)
        help = glossary.helped(language(), self.experiment, name)
        bound: dict[str, Any] = {"key": self.key(name), "bind": "query-params", "help": help}
        if get_origin(field.annotation) is Literal:
            value: Any = self._choice(name, title, first or options, bound)
        elif options:
            value = st.select_slider(title, options, value=field.default, **bound)
        elif field.annotation is bool:
            value = st.toggle(title, value=field.default, **bound)
        elif field.annotation is str:
            value = self._text(name, title, bound)
        else:
            low, high = limits(field)
            value = st.slider(title, low, high, field.default, extra(field).get("step", 1), **bound)
        if value is None:  # of a link that names the field and says nothing
            self.refused.append(name)
        self.values[name] = field.default if value is None else value
        self._check_link(name)

    def _choice(self, name: str, title: str, first: Sequence[Any], bound: dict[str, Any]) -> Any:
        """Draw the options of a field by their labels, which Streamlit writes into the link, too.

        A link may also hold an option's own name, or its label in another language. Streamlit knows neither and takes
        it out of the address, into which the browser puts the label.
        """
        key, options = self.key(name), self.options(name)
        default = self.experiment.model_fields[name].default
        linked = option_of(key, self.link.get(key, ""), options)
        if linked is not None and self.link[key] != label(linked, key):
            st.session_state[key] = linked
            browser.keep_in_address(key, linked, default)
        elif browser.kept(key) == st.session_state.get(key) is not None:
            # Set on every rerun: another one may follow before the browser has received the first.
            st.session_state[key] = browser.kept(key)
        now, more = linked or st.session_state.get(key) or default, f"_more.{key}"
        shown = options if st.session_state.get(more) else [*first, *(() if now in first else (now,))]
        value = st.segmented_control(
            title, shown, default=default, format_func=lambda option: label(option, key), required=True, **bound
        )
        if len(first) < len(options):
            st.toggle(t("All {count}").format(count=len(options)), key=more)
        return value

    def _text(self, name: str, title: str, bound: dict[str, Any]) -> str:
        """Draw a text input. If the text is invalid, explain why and use the last valid value.

        An optional field is left empty instead.
        """
        field: Any = self.experiment.model_fields[name]
        taken = f"_taken.{self.key(name)}"
        longest = next((rule.max_length for rule in field.metadata if hasattr(rule, "max_length")), None)
        text = st.text_input(title, field.default, max_chars=longest, **bound)
        try:
            st.session_state[taken] = value = getattr(self.experiment(**{name: text}), name)
        except ValidationError as error:
            value = field.default and st.session_state.get(taken, field.default)
            if self.key(name) in self.link:
                self.refused.append(name)
            else:
                self._explain(reason_of(error), self._shown(name, value) if value else "")
        return value

    def _explain(self, reason: str, used: str) -> None:
        """Say beside a text input why its text is not used, and what is."""
        said = t("This cannot be used: {reason}.").format(reason=reason)
        instead = t("The page uses {used} instead.").format(used=used) if used else ""
        st.error(f"{said} {instead}".strip(), icon=":material/edit:")

    def _shown(self, name: str, value: object) -> str:
        """Return the value of a field for a sentence; one that was typed is shown as it is."""
        typed = self.experiment.model_fields[name].annotation is str and value not in ("", EXAMPLE)
        return quoted(shown(value)) if typed else shown(value)

    def seed(self, name: str = "seed") -> None:
        """Draw the slider of a seed with a button that draws a new one."""
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            self.widget(name)
            st.button(
                "",
                key=f"_new.{self.key(name)}",
                icon=":material/casino:",
                help=t("New random seed"),
                on_click=throw,
                args=(self.key(name), *limits(self.experiment.model_fields[name])),
            )

    def group(self, name: str, used: bool) -> DeltaGenerator:
        """Return a place for widgets, which hides them where ``used`` is false; they keep their values.

        A widget that moves to another place of the page loses its part in the link.
        """
        return st.container(key=f"_{'used' if used else 'aside'}.{self.experiment.slug}.{name}")

    @property
    def linked(self) -> bool:
        """Whether the page was opened by a link that sets something of this experiment; ask it after ``settings``."""
        return bool(st.session_state[f"_opened.{self.experiment.slug}"].changed())

    def preset(self, name: str, label: str, **values: object) -> None:
        """Draw a button that sets these fields, and all others to their defaults."""
        fields = self.experiment.model_fields
        everything = {self.key(field): values.get(field, about.default) for field, about in fields.items()}
        st.button(label, key=f"_preset.{self.key(name)}", on_click=set_widgets, args=(everything,))

    def settings(self) -> Experiment:
        """Return the settings that the widgets stand at, and say at the top of the page what the link could not set.

        A widget that took from the link what its field refuses starts again at its default.
        """
        if self.refused:
            st.session_state[f"_refused.{self.experiment.slug}"] = self.refused
            st.rerun()
        if self.notices:
            with board(self.experiment.slug).container():
                for notice in self.notices:
                    st.warning(notice, icon=":material/link_off:")
        settings = self.experiment(**self.values)
        st.session_state.setdefault(f"_opened.{self.experiment.slug}", settings)
        return settings


def standing(experiment: type[Experiment]) -> Experiment | None:
    """Return the settings that an experiment's widgets stand at before they are drawn again, or None the first time."""
    values = {name: st.session_state.get(f"{experiment.slug}.{name}") for name in experiment.model_fields}
    known = {name: value for name, value in values.items() if value is not None}
    return experiment(**known) if known else None


def option_of(key: str, text: str, options: Iterable[Any]) -> Any:
    """Return the option that a link means: by its own name, or by what it is called in any of our languages."""
    for option in options:
        found = known(option, key)
        names = {i18n.catalogue(code).gettext(found.name) for code in i18n.LANGUAGES} if found else set()
        if text in {link_text(option), *names}:
            return option
    return None


def throw(key: str, low: int, high: int) -> None:
    """Set a seed to another one at random."""
    now = st.session_state[key]
    set_widgets({key: random.choice([seed for seed in range(low, high + 1) if seed != now])})


def open_board() -> None:
    """Keep a place at the top of the page for what its link could not set."""
    st.session_state[BOARD] = (st.container(), {})


def board(slug: str) -> DeltaGenerator:
    """Return the place of an experiment's notices at the top of the page, which each run of a fragment fills anew."""
    container, places = st.session_state[BOARD]
    if slug not in places:
        places[slug] = container.empty()
    return places[slug]


def reason_of(error: ValidationError) -> str:
    """Return why a text was refused, without pydantic's own words, and with what it says of the text as code."""
    first = error.errors()[0]
    if first["type"] == "string_too_long":
        return t("it may have at most {count} characters").format(count=first["ctx"]["max_length"])
    if first["type"] == "string_pattern_mismatch":
        return t("it holds something that does not belong there")
    rule, _, came = first["msg"].removeprefix("Value error, ").partition(", got ")
    return t("{rule}, got {came}").format(rule=rule, came=quoted(came.strip("'")[:MAX_SHOWN])) if came else rule


def quoted(text: str) -> str:
    """Return a text from outside as Markdown that shows it as it is, whatever it holds."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    longest = max(map(len, re.findall("`+", plain)), default=0)
    fence, space = "`" * (longest + 1), " " * bool(longest)
    return f"{fence}{space}{plain}{space}{fence}"


@dataclass
class PendingUpdate:
    """Values set by a callback, and the values before. ``is_new`` is true until the next rerun."""

    values: dict[str, Any]
    before: dict[str, Any]
    lost: dict[str, Any] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    is_new: bool = True


def set_widgets(values: dict[str, Any]) -> None:
    """Set widgets by their keys, as the callback of another one."""
    st.session_state[PENDING] = PendingUpdate(values, {key: st.session_state.get(key) for key in values})
    st.session_state.update(values)


def find_lost_update() -> None:
    """Note what a callback has set and the browser has undone; for a fragment that runs by itself.

    Such a run carries the state of all widgets, and may have left the browser before the callback's values came there.
    """
    pending: PendingUpdate | None = st.session_state.get(PENDING)
    if pending and time.monotonic() - pending.at < SECONDS_TO_ARRIVE:
        now = {key: st.session_state.get(key) for key in pending.values}
        pending.lost = {key: value for key, value in pending.values.items() if now[key] == pending.before[key] != value}


def restore_lost_update() -> None:
    """Set anew what was lost, before the widgets of a page are drawn; what is moved after that is the visitor's."""
    pending: PendingUpdate | None = st.session_state.get(PENDING)
    if pending and pending.is_new:
        pending.is_new = False
    elif pending:
        st.session_state.update(pending.lost)
        del st.session_state[PENDING]


def extra(field: FieldInfo) -> dict[str, Any]:
    """Return what a field says about its widget: the stops or the step of a slider."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def limits(field) -> tuple:
    """Return the smallest and largest value of a field's range."""
    low = next(bound.ge for bound in field.metadata if hasattr(bound, "ge"))
    high = next(bound.le for bound in field.metadata if hasattr(bound, "le"))
    return field.annotation(low), field.annotation(high)


def shown(value: object) -> str:
    """Return a value for a sentence: as a link carries it, but short, and a drawing in words."""
    if value == EXAMPLE:
        return t("the 3 that the page begins with")
    return link_text(value)[:MAX_SHOWN] or t("nothing")


def link_text(value: object) -> str:
    """Return a value as a link carries it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
