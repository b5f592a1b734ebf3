"""The logic gates lesson as a visitor meets it, without a browser."""

import math
import re

import pytest

from mlcore.logic_gates.settings import GateSettings, LogicGatesSettings
from mlcore.logic_gates.truth_tables import TRUTH_TABLES
from pages.lessons.logic_gates.challenges import CHALLENGES
from pages.lessons.logic_gates.charts import certificate
from pages.ui import i18n, runs
from pages.ui.labels import label
from tests.support.app import Visitor, result_of
from tests.support.downloads import last_line, script

WELL_MEANT = {
    "logic_gates.gate": ("x1 AND NOT x2", "x1 AND NOT x2"),
    "logic_gates.learner": ("perceptron", "perceptron"),
    "logic_gates.w1": ("-2.5", -2.5),
    "logic_gates.w2": ("0.3", 0.3),
    "logic_gates.b": ("1.1", 1.1),
    "logic_gates.start": ("random", "random"),
    "logic_gates.optimizer": ("Adam", "Adam"),
    "logic_gates.learning_rate": ("0.5", 0.5),
    "logic_gates.epochs": ("50", 50),
    "logic_gates.seed": ("7", 7),
}
BAD = [
    ("logic_gates.gate", "and"),
    ("logic_gates.gate", ""),
    ("logic_gates.learner", "magic"),
    ("logic_gates.w1", "5"),
    ("logic_gates.b", "nan"),
    ("logic_gates.seed", "1e999"),
    ("logic_gates.epochs", "3"),
    ("logic_gates.depth", "2"),
]


def link_to(wanted) -> dict[str, str]:
    """Return the parameters of a link to some settings."""
    return {f"logic_gates.{name}": str(value) for name, value in wanted.changed().items()}


def lamps_lit(visitor) -> str:
    return re.findall(r"(\d of 4) lamps are lit", visitor.charts[0])[0]


def test_a_link_on_a_fresh_server_opens_the_gate_and_learner_that_it_names():
    """The first visitor of a server gets the parameters of the link."""
    visitor = Visitor("logic_gates", {"logic_gates.gate": "XOR", "logic_gates.learner": "perceptron"})
    assert not visitor.app.exception
    assert "perceptron rule on XOR" in visitor.charts[0]


def test_a_link_sets_every_widget_also_those_out_of_sight(visit):
    """Widgets that the chosen learner hides keep their part of the link."""
    visitor = visit("logic_gates", {key: text for key, (text, _) in WELL_MEANT.items()})
    assert {key: visitor.value(key) for key in WELL_MEANT} == {key: value for key, (_, value) in WELL_MEANT.items()}
    assert not visitor.app.warning


@pytest.mark.parametrize(("key", "text"), BAD)
def test_a_bad_parameter_is_named_and_ignored(visit, key, text):
    """A bad value gives a warning and the default."""
    visitor = visit("logic_gates", {key: text})
    assert not visitor.app.exception
    assert f"`{key}={text}`" in visitor.app.warning[0].value
    assert "with the four points of AND and a neuron with w1 = 1, w2 = -1, b = 0.5" in visitor.charts[0]


@pytest.mark.parametrize("gate", TRUTH_TABLES)
def test_every_gate_opens_by_hand_and_by_the_rule(visit, gate):
    """Gates without updates, without a line or with a cycle work too."""
    visitor = visit("logic_gates", {"logic_gates.gate": gate})
    assert f"four points of {label(gate)} and" in visitor.charts[0]
    visitor.set("logic_gates.learner", "perceptron")
    assert not visitor.app.exception
    assert f"perceptron rule on {label(gate)}:" in visitor.charts[0]


def test_only_the_chosen_learners_charts_show(visit):
    """The charts of the other learners are not drawn."""
    visitor = visit("logic_gates")
    for learner, opening in (
        ("hand", "Plane with the four points"),
        ("perceptron", "Replay of the perceptron rule"),
        ("sigmoid", "Replay of a sigmoid neuron"),
    ):
        first, *others = visitor.set("logic_gates.learner", learner).charts
        assert first.startswith(opening)
        assert [alt.partition(" ")[0] for alt in others] == ["The", "How"]


def test_the_sliders_light_the_lamps(visit):
    """The lamps follow the sliders."""
    visitor = visit("logic_gates")
    assert lamps_lit(visitor) == "2 of 4"
    visitor.set("logic_gates.w2", 1.0).set("logic_gates.b", -1.5)
    assert lamps_lit(visitor) == "4 of 4"
    assert visitor.note("and-by-hand") == "Solved"


def test_no_weights_light_all_four_lamps_of_xor(visit):
    """XOR never has four lamps lit."""
    visitor = visit("logic_gates", {"logic_gates.gate": "XOR"})
    for w1, w2, b in ((1.0, 1.0, -0.5), (-1.0, -1.0, 1.5), (0.0, 0.0, 0.0), (3.0, 3.0, -3.0)):
        visitor.set("logic_gates.w1", w1).set("logic_gates.w2", w2).set("logic_gates.b", b)
        assert lamps_lit(visitor) in ("0 of 4", "1 of 4", "2 of 4", "3 of 4")


def test_gates_made_by_hand_are_counted_and_a_link_makes_none(visit):
    """The sixteen gates are the score of the page."""
    link = {"logic_gates.w1": "1", "logic_gates.w2": "1", "logic_gates.b": "-1.5"}
    visitor = visit("logic_gates", link)
    assert "You have made" not in visitor.text
    visitor.set("logic_gates.b", -1.4)
    assert "You have made 1 of the 14 gates" in visitor.text
    visitor.set("logic_gates.gate", "OR").set("logic_gates.b", -0.5)
    assert "You have made 2 of the 14 gates" in visitor.text
    visitor.set("logic_gates.b", -0.4)
    assert "You have made 2 of the 14 gates" in visitor.text


def test_few_gates_come_first_and_all_when_asked_for(visit):
    """Sixteen names before one knows AND tell a beginner nothing; one that a link names is there in any case."""
    visitor = visit("logic_gates", {"logic_gates.gate": "x1 AND NOT x2"})
    assert visitor.widget("logic_gates.gate").options == ["AND", "OR", "NAND", "XOR", "x₁ AND NOT x₂"]
    visitor.set("_more.logic_gates.gate", True)
    assert len(visitor.widget("logic_gates.gate").options) == len(TRUTH_TABLES)


def test_weights_set_by_hand_survive_the_other_learners(visit):
    """Another learner does not reset the weights of the sliders."""
    visitor = visit("logic_gates").set("logic_gates.w1", 2.2)
    visitor.set("logic_gates.learner", "sigmoid").set("logic_gates.learner", "perceptron")
    assert visitor.value("logic_gates.w1") == 2.2
    visitor.set("logic_gates.start", "hand")
    assert "at w1 = " in visitor.charts[0]
    assert "w1 = 2.2" in visitor.set("logic_gates.learner", "hand").charts[0]


def test_the_rule_ends_on_and_and_never_on_xor(visit):
    """The page notices the cycle."""
    visitor = visit("logic_gates", {"logic_gates.learner": "perceptron"})
    assert "after **10 updates** in 6 epochs" in visitor.text
    assert "at most **51** updates. It took 10." in visitor.text
    visitor.set("logic_gates.gate", "XOR")
    assert "At the end of **epoch 3** the weights are w₁ = −1, w₂ = 0, b = 1" in visitor.text
    assert "convergence theorem promises" not in visitor.text
    assert "For ever." in visitor.set("logic_gates.gate", "XNOR").text


def test_the_bound_is_never_below_what_the_rule_needed(visit):
    """The bound uses the start and the learning rate of the run."""
    visitor = visit("logic_gates", {"logic_gates.learner": "perceptron", "logic_gates.start": "random"})
    for seed in (1, 2, 3):
        visitor.set("logic_gates.seed", seed)
        text = visitor.text.partition("at most **")[2]
        assert int(text.partition("**")[0].replace(",", "")) >= int(visitor.number)


def test_the_number_on_the_page_is_the_trained_neurons_own(visit):
    """The page shows the full number of its own run."""
    link = {"logic_gates.learner": "sigmoid", "logic_gates.gate": "NOR", "logic_gates.seed": "4"}
    visitor = visit("logic_gates", link)
    assert visitor.number == repr(result_of(GateSettings(gate="NOR", seed=4)).final_loss)


def test_gradient_descent_on_xor_ends_at_ln_2(visit):
    """The run trains on the chosen gate, and the page shows its weights."""
    visitor = visit("logic_gates", {"logic_gates.learner": "sigmoid"})
    assert float(visitor.number) < 0.1
    weights = certificate.weights_of(LogicGatesSettings(learner="sigmoid"), result_of(GateSettings()))
    assert f"{weights[0]:.2f}\\,x_1" in visitor.text
    visitor.set("logic_gates.gate", "XOR")
    assert float(visitor.number) == pytest.approx(math.log(2), abs=1e-6)
    assert "than ln 2 = 0.6931" in visitor.text


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"logic_gates.learner": "perceptron", "logic_gates.gate": "XOR"},
        {"logic_gates.learner": "sigmoid", "logic_gates.gate": "OR", "logic_gates.seed": "3"},
    ],
)
def test_the_download_prints_the_number_on_the_page(visit, link):
    """The script runs without the app and ends with the page's number."""
    visitor = visit("logic_gates", link)
    settings = LogicGatesSettings(**{key.partition(".")[2]: value for key, value in link.items()})
    assert last_line(script(settings)) == visitor.number


def test_the_proofs_last_column_follows_the_sliders_and_still_adds_up_to_zero(visit):
    """The proof shows the weights of the learner."""
    visitor = visit("logic_gates", {"logic_gates.gate": "XOR"})
    for b in (0.5, -1.2):
        rows = visitor.set("logic_gates.b", b).tables[0]
        values = [float(row["with these weights"].replace("−", "-")) for row in rows]
        assert values[0] == -b
        assert sum(values[:4]) == pytest.approx(values[4], abs=1e-9) == 0
    assert "`proves_impossible((0, 1, 1, 0), (-1, 1, 1, -1))` is `True`" in visitor.text
    visitor.set("logic_gates.gate", "XNOR")
    assert "`proves_impossible((1, 0, 0, 1), (1, -1, -1, 1))` is `True`" in visitor.text


def test_all_sixteen_gates_and_the_falling_share_are_computed(visit):
    """The counts and the answer to the prediction agree with linear programming."""
    sixteen, share = visit("logic_gates").charts[1:]
    assert "for 14 of them, and none for XOR, XNOR" in sixteen
    assert "14 of 16 with 2 inputs" in share
    assert "104 of 256 with 3 inputs" in share
    assert "1,882 of 65,536 with 4 inputs" in share
    (right,) = re.findall(r"^- \[x\] (.+)$", i18n.sections("en", "logic_gates")["predict"], re.MULTILINE)
    assert tuple(map(int, right.split())) == TRUTH_TABLES["XOR"]


def test_without_an_answer_from_the_workers_the_rest_of_the_page_stands(visit, monkeypatch):
    """A worker that dies does not break the page."""
    monkeypatch.setattr(runs, "compute", lambda *task, **place: None)
    visitor = visit("logic_gates", {"logic_gates.learner": "perceptron"})
    assert not visitor.app.exception
    assert len(visitor.charts) == 1
    assert "10 updates" in visitor.text


def test_no_challenge_is_solved_by_opening_the_page(visit):
    """No challenge is solved at the defaults."""
    assert "0 of 5 challenges solved" in visit("logic_gates").text


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_solved_by_its_solution(visit, challenge):
    """The note says what is missing until the challenge is solved."""
    visitor = visit("logic_gates")
    assert visitor.answer(challenge.name).note(challenge.name) not in ("", "Solved")
    visitor.move_to(challenge.solution)
    assert visitor.note(challenge.name) == "Solved"


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_link_to_the_solution_solves_nothing(visit, challenge):
    """A link to a solution does not solve the challenge."""
    visitor = visit("logic_gates", link_to(challenge.solution)).answer(challenge.name)
    assert visitor.note(challenge.name) == "This was so when you opened the page: change something yourself."
    assert "0 of 5 challenges solved" in visitor.text


@pytest.mark.parametrize(
    ("name", "values", "missing"),
    [
        ("and-by-hand", {"gate": "OR"}, "Choose the gate AND."),
        ("and-by-hand", {"w2": 1.0}, "1 of the 4 lamps are lit."),
        ("three-lamps", {"gate": "XOR", "learner": "sigmoid"}, "Choose the learner: by hand."),
        ("three-lamps", {"gate": "XOR"}, "1 of XOR's 4 lamps are lit."),
        ("few-updates", {"learner": "perceptron", "start": "random"}, "choose the start weights yourself"),
        (
            "late-cycle",
            {"gate": "XOR", "learner": "perceptron", "start": "random"},
            "choose the start weights yourself",
        ),
        ("few-updates", {"learner": "perceptron"}, "It took 10 updates; at most 3 are allowed."),
        ("few-updates", {"learner": "perceptron", "epochs": 2}, "It is not done after 2 epochs."),
        (
            "few-updates",
            {"learner": "perceptron", "start": "hand", "w2": 1.0, "b": -1.5},
            "These start weights compute AND already",
        ),
        ("late-cycle", {"learner": "perceptron"}, "Choose the gate XOR / XNOR."),
        ("late-cycle", {"learner": "perceptron", "gate": "XNOR"}, "at the end of epoch 2; 10 or later is wanted."),
        ("late-cycle", {"learner": "perceptron", "gate": "XOR", "epochs": 1}, "have not come back in 1 epochs"),
        ("undecided", {"learner": "sigmoid", "gate": "XOR"}, "Your run has 200 epochs; at most 50 are allowed."),
        ("undecided", {"learner": "sigmoid", "gate": "XOR", "epochs": 5}, "ln 2 is 0.69315."),
    ],
)
def test_a_challenge_says_what_is_missing(visit, name, values, missing):
    """The note says what to change."""
    visitor = visit("logic_gates").answer(name)
    for field, value in values.items():
        visitor.set(f"logic_gates.{field}", value)
    assert missing in visitor.note(name)


def test_a_new_seed_is_another_start(visit):
    """The button for a new seed changes the seed."""
    visitor = visit("logic_gates", {"logic_gates.learner": "perceptron", "logic_gates.start": "random"})
    before = visitor.value("logic_gates.seed")
    assert visitor.press("_new.logic_gates.seed").value("logic_gates.seed") != before


def test_the_theorem_is_told_where_there_was_something_to_learn(visit):
    """A limit of 37 updates under a start that is right already explains nothing."""
    visitor = visit("logic_gates", {"logic_gates.learner": "perceptron"})
    assert "convergence theorem" in visitor.text
    visitor.set("logic_gates.start", "hand").set("logic_gates.w2", 1.0).set("logic_gates.b", -1.5)
    assert "Nothing to correct" in visitor.text
    assert "convergence theorem" not in visitor.text
