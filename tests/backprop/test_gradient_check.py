"""What is said about a learner's gradient: every kind of mistake that the page claims to recognise."""

import pytest

from mlcore.backprop import chain_rule
from mlcore.backprop.chain_rule import PARAMETERS
from mlcore.backprop.gradient_check import check, run
from mlcore.backprop.settings import BackpropSettings, GradientCheckState

STEP = chain_rule.run(BackpropSettings(learning_rate=0.2))


def said(value: float, name: str, step: chain_rule.ChainRuleResult = STEP):
    return check(f"{value:.6g}", name, step)


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_right_gradient_is_right_and_its_negative_has_the_wrong_sign(name):
    gradient = STEP.gradients[name]
    assert said(gradient, name).kind == "right"
    assert said(gradient * 1.009, name).kind == "right"
    assert said(gradient * 1.03, name).kind != "right"
    assert said(-gradient, name).kind == "sign"


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_missing_factor_is_named(name):
    """The commonest mistake: the activation's slope forgotten."""
    for factor in STEP.chains[name]:
        verdict = said(STEP.gradients[name] / factor.value, name)
        if verdict.kind != "right":  # a factor of 1 is not missed
            assert verdict.kind == "missing"
            assert verdict.factors == (factor,)
    if name in ("w11", "b2"):
        slope = next(factor for factor in STEP.chains[name] if factor.kind == "slope")
        assert said(STEP.gradients[name] / slope.value, name).factors == (slope,)
        assert said(-STEP.gradients[name] / slope.value, name).flipped


def test_two_missing_factors_are_named_only_where_one_does_not_explain_it():
    weight, slope = STEP.chains["w11"][2:4]
    verdict = said(STEP.gradients["w11"] / (weight.value * slope.value), "w11")
    assert (verdict.kind, verdict.factors) == ("missing", (weight, slope))


def test_whoever_follows_one_of_two_paths_is_told_so():
    """With two outputs the commonest mistake is to forget one of them."""
    step = chain_rule.run(BackpropSettings(outputs=2))
    total = step.chains["w11"][0]
    for path in total.paths:
        verdict = said(step.gradients["w11"] * path / total.value, "w11", step)
        assert (verdict.kind, verdict.factors) == ("path", (total,))
        assert said(-step.gradients["w11"] * path / total.value, "w11", step).flipped
    assert all(said(step.gradients[name], name, step).kind == "right" for name in step.parameters)


def test_a_factor_too_many_the_step_and_a_neighbours_gradient_are_recognised():
    sigmoid = STEP.chains["v1"][1]
    assert said(STEP.gradients["v1"] * sigmoid.value, "v1").factors == (sigmoid,)
    assert said(STEP.gradients["v1"] * sigmoid.value, "v1").kind == "twice"
    assert said(-0.2 * STEP.gradients["v1"], "v1").kind == "step"
    verdict = said(STEP.gradients["v2"], "v1")
    assert (verdict.kind, verdict.other) == ("other", "v2")


def test_the_order_of_magnitude_is_told_from_a_near_miss():
    gradient = STEP.gradients["c"]
    assert said(137 * gradient, "c").kind == "size"
    assert said(137 * gradient, "c").ratio == pytest.approx(137, rel=1e-4)
    assert said(-gradient / 137, "c").flipped
    assert said(1.37 * gradient, "c").kind == "near"
    assert check("0", "c", STEP).kind == "zero"
    assert check("", "c", STEP).kind == "empty"


def test_a_gradient_of_zero_is_right_only_at_zero_and_says_why():
    """An input of 0, or a ReLU that is off, makes the whole product 0; dividing by it must not raise."""
    zero = chain_rule.run(BackpropSettings(x1=0))
    assert check("0", "w11", zero).kind == "right"
    verdict = check("0.3", "w11", zero)
    assert verdict.kind == "vanishes"
    assert [factor.kind for factor in verdict.factors] == ["input"]
    off = chain_rule.run(BackpropSettings(activation="relu"))
    assert off.values["z1"] < 0
    assert [factor.kind for factor in check("1", "b1", off).factors] == ["slope"]


@pytest.mark.parametrize("text", ["abc", "1..2", "nan", "inf", "1_0", "٣", "--1", "0x1", "1e999", "1" * 21])
def test_what_is_no_number_is_refused(text):
    """Only plain numbers are accepted: nan compares unequal to everything, and an underscore is Python's."""
    with pytest.raises(ValueError, match="v1"):
        GradientCheckState(v1=text)


def test_an_unknown_parameter_is_refused_by_name():
    with pytest.raises(ValueError, match=r"name must be one of w11, .*, c, got 'w3'"):
        check("1", "w3", STEP)


def test_all_answers_are_checked_and_the_right_ones_listed_in_order():
    checked = run(GradientCheckState(c=f"{STEP.gradients['c']:.4g}", v1=f"{STEP.gradients['v1']:.4g}", w11="9"), STEP)
    assert checked.right == ["v1", "c"]
    assert checked.verdicts["b1"].kind == "empty"
    assert checked.verdicts["w11"].kind not in ("right", "empty")
