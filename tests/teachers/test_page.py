"""The page for teachers: links that open what they promise, and solutions that were worked out by hand."""

import re

import numpy as np
import pytest

from pages.lessons.teachers import worksheets
from pages.lessons.teachers.plans import PLANS, best_of
from pages.ui import share


def test_the_neuron_of_the_first_worksheet_fires_at_one_corner_alone():
    """Worked by hand: 2·0 − 0 − 1 = −1, 2·0 − 1 − 1 = −2, 2·1 − 0 − 1 = 1, 2·1 − 1 − 1 = 0."""
    assert worksheets.sums() == [((0, 0), -1, 0), ((0, 1), -2, 0), ((1, 0), 1, 1), ((1, 1), 0, 0)]


def test_the_backward_pass_of_the_second_worksheet():
    """Worked by hand: p − y = −0.5, times v and x where the chain goes through them."""
    values = worksheets.forward()
    assert (values["h1"], values["h2"], values["z"], values["p"]) == (3, 1, 0, 0.5)
    gradients = {answer.name: answer.gradient for answer in worksheets.backward()}
    by_hand = {"c": -0.5, "v1": -1.5, "v2": -0.5, "b1": -0.5, "w11": -1, "w12": -0.5, "b2": 1, "w21": 2, "w22": 1}
    assert gradients == pytest.approx(by_hand)
    after = {answer.name: answer.after for answer in worksheets.backward()}
    assert after["w21"] == pytest.approx(-1)
    assert after["v1"] == pytest.approx(2.5)


def test_the_convolution_of_the_third_worksheet():
    """Worked by hand: right column minus left column of each window."""
    assert worksheets.feature_map().tolist() == [[0, 27, 27], [9, 27, 18], [18, 18, 9]]
    assert worksheets.size() == 3


@pytest.mark.parametrize(("value", "text"), [(-0.5, "(−0.5)"), (2.0, "2"), (0.0, "0"), (-0.0, "0"), (0.25, "0.25")])
def test_a_number_in_a_chain_has_brackets_where_it_is_negative(value, text):
    assert worksheets.number(value) == text


def test_the_best_of_a_class_that_guesses():
    """Two students and one toss: the best has 1 right unless both are wrong, which happens once in four times."""
    assert best_of(2, 1) == pytest.approx(0.75)
    assert best_of(1, 10) == pytest.approx(5)
    tosses = np.random.default_rng(0).binomial(10, 0.5, (100_000, 30)).max(axis=1)
    assert best_of(30, 10) == pytest.approx(tosses.mean(), abs=0.02)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_the_links_of_a_plan_set_what_they_say(visit, plan):
    """Each link of a plan sets all of its values and brings no warning, so no field has another name now."""
    for slug, settings in plan.pages:
        visitor = visit(slug, share.parameters(settings) if settings else {})
        assert not visitor.app.exception
        assert not visitor.app.warning
        for name, value in settings.changed().items() if settings else ():
            assert visitor.value(f"{settings.slug}.{name}") == value


def test_the_page_shows_every_plan_filled_in(visit):
    visitor = visit("teachers")
    assert not visitor.app.exception
    assert not re.search(r"\{\{\w+\}\}", visitor.text)
    assert "14 of 16" in visitor.text
    assert "7,850 numbers" in visitor.text


def test_worksheets_are_empty_and_solutions_are_not(visit):
    """A worksheet with its answers is none."""
    (empty_neuron, empty_pass, neuron, backward) = visit("teachers").tables
    assert {row["z"] for row in empty_neuron} == {" "} or {row["z"].strip() for row in empty_neuron} == {""}
    assert [row["z"] for row in neuron] == ["−1", "−2", "1", "0"]
    assert {row["gradient"].strip() for row in empty_pass} == {""}
    assert next(row for row in backward if row["parameter"] == "w₂₁")["gradient"] == "2"
