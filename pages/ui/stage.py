"""The stage of an experiment: its controls and the challenge of the moment beside its picture, in one view."""

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

WIDTHS = [2, 7]


class Stage(NamedTuple):
    """The places of a stage.

    On a phone the picture stands above the controls, and stays in sight while they move.

    Attributes
    ----------
    choices
        What the learner chooses between, in a row above the others.
    controls
        What the learner moves.
    challenge
        The challenge of the moment.
    picture
        The picture that follows the controls, with its player.
    """

    choices: DeltaGenerator
    controls: DeltaGenerator
    challenge: DeltaGenerator
    picture: DeltaGenerator


def stage(name: str) -> Stage:
    """Set up the stage of an experiment, with a name that is unique on the page."""
    with st.container(key=f"_stage.{name}"):
        choices = st.container(key=f"_choices.{name}", horizontal=True, vertical_alignment="bottom", gap="medium")
        left, right = st.columns(WIDTHS, gap="medium")
    with left:
        controls, challenge = st.container(key=f"_controls.{name}"), st.container(key=f"_challenge.{name}")
    with right:
        picture = st.container(key=f"_picture.{name}")
    return Stage(choices, controls, challenge, picture)
