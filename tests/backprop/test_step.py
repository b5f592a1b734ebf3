"""One step three times: chain rule, NumPy by hand and PyTorch, against each other and against paper."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from mlcore.backprop import chain_rule
from mlcore.backprop import numpy_backprop as backprop_by_hand
from mlcore.backprop import step as backprop
from mlcore.backprop.chain_rule import PARAMETERS
from mlcore.backprop.numpy_backprop import Weights
from mlcore.backprop.settings import SECOND, TEXTBOOK
from mlcore.backprop.settings import BackpropSettings as Settings
from pages.lessons.backprop.charts import digits

ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu")
STEPS = [
    Settings(),
    Settings(target=0, seed=3, learning_rate=5),
    Settings(x1=3, x2=-3, seed=7),
    Settings(x1=0, x2=0, seed=11),
    Settings(x1=-2.5, x2=0.1, target=0, seed=999, learning_rate=100),
    Settings(target=0.3, seed=5, w11="-2", c="1/4"),
]
WIDER = [
    TEXTBOOK,
    Settings(outputs=2, seed=3),
    Settings(outputs=2, seed=3, biases=False, target=0.2, target2=0.9, u1="-5"),
    Settings(loss="squared error", seed=7, x1=3),
]
every_wider_step = pytest.mark.parametrize("settings", STEPS + WIDER, ids=range(len(STEPS) + len(WIDER)))
every_step = pytest.mark.parametrize("settings", STEPS, ids=range(len(STEPS)))
every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Run as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def with_activation(settings: Settings, activation: str) -> Settings:
    return settings.model_copy(update={"activation": activation})


def paper(**values) -> Settings:
    """Return a network without a bend, whose weights are typed: x = (2, -1), y = 1."""
    typed = dict(zip(PARAMETERS, ("1", "0", "0", "0", "1", "0", "1", "3", "1"), strict=True))
    return Settings(**{"x1": 2, "x2": -1, "activation": "linear", **typed, **values})


def test_a_network_worked_out_on_paper():
    """x = (2, -1), y = 1, no bend: z = 2 - 3 + 1 = 0, p = 1/2, L = ln 2, and every gradient is a product of halves."""
    result = chain_rule.run(paper())
    assert result.values == {"z1": 2, "z2": -1, "h1": 2, "h2": -1, "z": 0, "p": 0.5, "L": pytest.approx(math.log(2))}
    expected = (-1, 0.5, -0.5, -3, 1.5, -1.5, -1, 0.5, -0.5)
    assert result.gradients == pytest.approx(dict(zip(PARAMETERS, expected, strict=True)))
    nodes = {"L": 1, "p": -2, "z": -0.5, "h1": -0.5, "z1": -0.5, "h2": -1.5, "z2": -1.5}
    assert result.node_gradients == pytest.approx(nodes)


def test_a_squared_error_worked_out_on_paper():
    """p - y = -1/2 times the slope 1/4 of the sigmoid: a quarter of the gradients above."""
    result = chain_rule.run(paper(loss="squared error"))
    assert result.values["L"] == 0.125
    expected = (-0.25, 0.125, -0.125, -0.75, 0.375, -0.375, -0.25, 0.125, -0.125)
    assert result.gradients == pytest.approx(dict(zip(PARAMETERS, expected, strict=True)))


def test_two_outputs_worked_out_on_paper():
    """Both sums are 0: the first output is half too small, the second half too large, and both come back to h."""
    result = chain_rule.run(paper(outputs=2, u1="2", u2="4", d="0", target2=0))
    assert result.values["s"] == 0
    assert result.values["L"] == pytest.approx(2 * math.log(2))
    assert [result.gradients[name] for name in SECOND] == pytest.approx([1, -0.5, 0.5])
    assert [result.node_gradients[f"h{k}"] for k in (1, 2)] == pytest.approx([-0.5 + 1, -1.5 + 2])
    assert [result.gradients[name] for name in ("w11", "w22", "b2")] == pytest.approx([1, -0.5, 0.5])


def test_the_textbooks_example_comes_out_to_its_printed_digits():
    """M. Mazur, A step by step backpropagation example (2015): the numbers as printed there."""
    result = backprop.train(TEXTBOOK)
    step = chain_rule.run(TEXTBOOK)
    rows = [(digits.PRINTED_LOSS, step.values["L"]), *((text, step.updated[n]) for n, text in digits.PRINTED.items())]
    for text, value in rows:
        assert f"{value:.{len(text) - 2}f}" == text
    assert result.loss_before == pytest.approx(0.298371109, abs=5e-10)
    assert result.updated["v1"] == pytest.approx(0.35891648, abs=5e-9)
    assert result.updated["w11"] == pytest.approx(0.149780716, abs=5e-10)
    assert result.updated["b1"] == 0.35
    assert result.loss_after == pytest.approx(0.291027774, abs=5e-10)  # printed: 0.291027924


@every_activation
@every_wider_step
def test_the_chain_rule_agrees_with_autograd_to_twelve_digits(settings, activation):
    """For every activation and target, the chain rule gives the gradients of autograd to twelve digits."""
    settings = with_activation(settings, activation)
    truth = backprop.train(settings)
    assert chain_rule.run(settings).gradients == pytest.approx(truth.autograd, rel=1e-12, abs=1e-12)


@every_activation
@every_step
def test_by_hand_agrees_with_autograd_on_the_learners_example(settings, activation):
    settings = with_activation(settings, activation)
    truth = backprop.train(settings).autograd
    assert backprop_by_hand.gradients_of(settings) == pytest.approx(truth, rel=1e-12, abs=1e-12)


@every_activation
@every_wider_step
def test_central_differences_agree_with_autograd(settings, activation):
    """Central differences need no theory. They agree with autograd, so the three derivations share no error."""
    truth = backprop.train(with_activation(settings, activation))
    assert truth.differences == pytest.approx(truth.autograd, rel=1e-6, abs=1e-8)


@every_activation
@every_wider_step
def test_the_page_and_pytorch_take_the_same_step(settings, activation):
    """The graph's numbers are not PyTorch's own: they must not drift apart."""
    settings = with_activation(settings, activation)
    ours, theirs = chain_rule.run(settings), backprop.train(settings)
    assert ours.parameters == theirs.parameters
    assert ours.updated == pytest.approx(theirs.updated, rel=1e-12, abs=1e-12)
    assert ours.values["L"] == pytest.approx(theirs.loss_before, rel=1e-12)
    assert ours.values_after["L"] == pytest.approx(theirs.loss_after, rel=1e-9, abs=1e-12)


def test_a_gradient_is_the_product_of_its_chain_and_chains_share_their_beginning():
    """What the page says about reuse: all chains start with the same two factors."""
    result = chain_rule.run(Settings())
    assert [len(result.chains[name]) for name in PARAMETERS] == [5, 5, 4, 5, 5, 4, 3, 3, 2]
    for name, factors in result.chains.items():
        assert math.prod(factor.value for factor in factors) == pytest.approx(result.gradients[name])
        assert factors[:2] == result.chains["c"]
        assert [factor.above for factor in factors[1:]] == [factor.below for factor in factors[:-1]]
    assert result.node_gradients["z"] == pytest.approx(result.values["p"] - 1)


def test_parameters_come_in_hundredths_and_depend_on_the_seed_alone():
    """Each seed draws its own parameters, in hundredths: more digits than are shown make every answer wrong."""
    first = chain_rule.draw_parameters(5)
    assert tuple(first) == PARAMETERS
    assert first == chain_rule.draw_parameters(5) != chain_rule.draw_parameters(6)
    drawn = [value for seed in range(200) for value in chain_rule.draw_parameters(seed).values()]
    assert all(round(value, 2) == value and abs(value) <= 1.5 for value in drawn)


def test_a_small_step_lowers_the_loss_and_a_large_one_can_overshoot():
    """The page's claim about the gradient, and a challenge that must be possible."""
    for seed in range(20):
        result = backprop.train(Settings(seed=seed, learning_rate=0.01))
        assert result.loss_after < result.loss_before
    wild = backprop.train(Settings(learning_rate=30))
    assert wild.loss_after > wild.loss_before


@every_activation
def test_by_hand_agrees_with_autograd_for_any_width_and_batch(activation):
    random = np.random.default_rng(1)
    x, y = random.standard_normal((7, 2)), random.integers(0, 2, 7).astype(float)
    w = Weights(random.standard_normal((5, 2)), random.standard_normal(5), random.standard_normal(5), np.array(0.3))
    tensors = [torch.tensor(value, requires_grad=True) for value in w]
    bend = {"linear": lambda z: z, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}[activation]
    logits = bend(torch.tensor(x) @ tensors[0].T + tensors[1]) @ tensors[2] + tensors[3]
    loss = nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(y))
    loss.backward()
    h, ours = backprop_by_hand.forward(w, x, activation)
    assert backprop_by_hand.loss(ours, y) == pytest.approx(loss.item(), rel=1e-12)
    for gradient, tensor in zip(backprop_by_hand.backward(w, x, y, h, ours, activation), tensors, strict=True):
        assert tensor.grad is not None
        np.testing.assert_allclose(gradient, tensor.grad, rtol=1e-12, atol=1e-14)
    after = backprop_by_hand.train_step(w, x, y, activation, 0.5)
    np.testing.assert_allclose(after.hidden, w.hidden - 0.5 * np.asarray(tensors[0].grad), rtol=1e-12)


def test_wrong_shapes_activations_and_epsilons_are_refused_by_name():
    """Errors name what is wrong. Without one, a target of shape (N, 1) broadcasts to N x N: the classic bug."""
    w = Weights(np.ones((3, 2)), np.ones(3), np.ones(3), np.array(0.0))
    x = np.ones((4, 2))
    h, logits = backprop_by_hand.forward(w, x, "tanh")
    with pytest.raises(ValueError, match=r"y must have shape \(4,\).*got \(4, 1\)"):
        backprop_by_hand.backward(w, x, np.ones((4, 1)), h, logits, "tanh")
    with pytest.raises(ValueError, match="activation must be one of linear, sigmoid, tanh, relu, got 'gelu'"):
        backprop_by_hand.backward(w, x, np.ones(4), h, logits, "gelu")
    with pytest.raises(ValueError, match="epsilon must be positive, got 0"):
        backprop.central_differences(
            backprop.network(Settings()), torch.ones(1, 2).double(), torch.ones(1, 1).double(), nn.MSELoss(), 0
        )


def test_central_differences_leave_the_network_as_it_was():
    """The check takes back each nudge, so the run goes on with the same weights."""
    model = backprop.network(Settings())
    before = [p.detach().clone() for p in model.parameters()]
    backprop.central_differences(model, torch.ones(1, 2).double(), torch.ones(1, 1).double(), nn.MSELoss())
    assert all(torch.equal(p, q) for p, q in zip(model.parameters(), before, strict=True))


@pytest.mark.parametrize("text", ["6", "-5.01", "a", "nan"])
def test_own_numbers_are_numbers_of_a_size_that_the_sigmoid_can_tell_apart(text):
    with pytest.raises(ValueError, match="w11"):
        Settings(w11=text)


def test_own_numbers_take_the_place_of_drawn_ones_and_the_others_stay():
    drawn, mixed = (chain_rule.parameters_of(settings) for settings in (Settings(), Settings(v2="1/2", u1="3")))
    assert mixed == drawn | {"v2": 0.5}
    two = chain_rule.parameters_of(Settings(outputs=2))
    assert {name: two[name] for name in PARAMETERS} == drawn
