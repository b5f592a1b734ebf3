"""Hints, and the test set of a run, on the pages of a visitor."""

import importlib

import pytest

from mlcore.mnist.settings import MnistSettings
from mlcore.xor.settings import XorSettings
from pages import TAUGHT
from pages.lessons.downhill.challenges import CHALLENGES
from pages.ui import browser, i18n, question
from pages.ui.browser import BrowserMemory, is_name, recalled
from pages.ui.challenge import compare, differences

ALL = [importlib.import_module(f"pages.lessons.{lesson.slug}.challenges").CHALLENGES for lesson in TAUGHT]
SOLUTIONS = [challenge.solution for some in ALL for challenge in some]


@pytest.fixture
def hints(monkeypatch):
    """Two hints for a challenge of the XOR lesson."""
    read = i18n.sections
    hints = {"hint by-hand": "- Look at\n  the ring.\n- Which of the three numbers moves the cut?"}
    monkeypatch.setattr(i18n, "sections", lambda code, slug: read(code, slug) | (hints if slug == "xor" else {}))


def test_hints_come_one_by_one_when_they_are_asked_for(visit, hints):
    """A hint that stands there from the start is no hint, and one that nobody can ask for is none either."""
    visitor = visit("xor")
    assert "the ring" not in visitor.text
    visitor.press("_ask_hints.xor.by-hand")
    assert "- Look at the ring." in visitor.text
    assert "Which of the three" not in visitor.text
    visitor.press("_ask_hints.xor.by-hand")
    assert "Which of the three" in visitor.text
    assert "differs from one solution" not in visitor.text
    visitor.press("_ask_hints.xor.by-hand")
    assert "_ask_hints.xor.by-hand" not in {button.key for button in visitor.app.button}


def test_the_last_hint_follows_the_learners_settings(visit):
    """The last hint compares what stands there now with a solution; it names a direction and no value."""
    visitor = visit("downhill")
    visitor.note("bounce")
    while "_ask_hints.downhill.bounce" in {button.key for button in visitor.app.button}:
        visitor.press("_ask_hints.downhill.bounce")
    assert "2 settings differ from one solution. Make *Start weight w₀* larger." in visitor.text
    visitor.set("downhill.w", 0.4)
    assert "1 setting differs from one solution. Make *Learning rate η* larger." in visitor.text
    visitor.set("downhill.learning_rate", 0.6)
    assert "Make *Learning rate η* smaller." in visitor.text


@pytest.mark.parametrize(
    ("settings", "solution", "said"),
    [
        (XorSettings(hidden=4, seed=3), XorSettings(hidden=4), "1 setting differs from one solution. Make *Seed"),
        (XorSettings(), XorSettings(start="equal"), "Change *Start weights*."),
        (MnistSettings(), MnistSettings(augment=False), "Switch *"),
        (XorSettings(hidden=4), XorSettings(hidden=4), "Your settings are those of one solution."),
    ],
)
def test_settings_are_compared_with_a_solution(settings, solution, said):
    """Seeds that a solution leaves alone come last; an option is to be changed, a switch has only one other side."""
    assert said in compare(settings, solution)


@pytest.mark.parametrize("solution", SOLUTIONS, ids=repr)
def test_whoever_follows_the_last_hint_arrives(solution):
    """From the defaults, each change that the last hint asks for is one step nearer, and the solution is the end."""
    settings, steps = type(solution)(), 0
    while names := differences(settings, solution):
        assert "differ" in compare(settings, solution)
        settings = settings.model_copy(update={names[0]: getattr(solution, names[0])})
        steps += 1
    assert settings == solution
    assert steps == len(solution.changed())


def test_a_challenge_stays_in_sight_when_it_has_been_solved(visit):
    """A solved challenge stays chosen, because its option keeps the label by which the browser knows it."""
    visitor = visit("downhill")
    solutions = {challenge.name: challenge.solution for challenge in CHALLENGES}
    (chooser,) = [group for group in visitor.app.get("button_group") if "bounce" in group.key.split(".")]
    chooser.set_value("bounce")
    visitor.settle()
    visitor.move_to(solutions["bounce"])
    visitor.settle()
    (chooser,) = [group for group in visitor.app.get("button_group") if "bounce" in group.key.split(".")]
    assert chooser.value == "bounce"
    assert chooser.options == ["1", "2", "3"]
    assert visitor.note("bounce") == "Solved"
    assert ":green[✓ 2]" in visitor.text


def test_the_browsers_later_reports_do_not_turn_to_another_challenge(visit):
    """Only the browser's first report turns to an open challenge; later ones leave the visitor's choice."""
    visitor = visit("downhill")
    visitor.app.session_state["_browser"] = {"stored": '{"solved": {"downhill": ["bounce"]}}'}
    visitor.settle()
    (chooser,) = [group for group in visitor.app.get("button_group") if "bounce" in group.key.split(".")]
    assert chooser.value != "bounce"  # the first report leads to what is still to be solved
    chooser.set_value("bounce")
    visitor.settle()
    visitor.app.session_state["_browser"] = {"stored": '{"solved": {"downhill": ["bounce"], "xor": []}}'}
    visitor.settle()
    (chooser,) = [group for group in visitor.app.get("button_group") if "bounce" in group.key.split(".")]
    assert chooser.value == "bounce"


def test_a_challenge_with_a_question_counts_when_it_is_answered_right(visit):
    """Whoever moves a slider until a tick comes has not learned why; a wrong answer needs its reason."""
    visitor = visit("xor").set("xor_by_hand.out_b", -1.5)
    assert visitor.note("by-hand") == "Answer the question first."
    visitor.set("_ask.xor--by-hand", 0)
    assert "An OR would fire there" in visitor.text
    assert visitor.note("by-hand") == "This answer is not right: choose another one."
    visitor.note("with-and")
    visitor.note("by-hand")
    assert visitor.value("_ask.xor--by-hand") == 0
    visitor.set("_ask.xor--by-hand", 1)
    assert visitor.note("by-hand") == "Solved"


def test_a_second_answer_is_right_but_no_prediction(visit):
    """Only the first answer can be a prediction; a right one that follows a wrong one is called right."""
    visitor = visit("xor").set("_ask.xor--by-hand", 0).set("_ask.xor--by-hand", 1)
    assert "**Right.**" in visitor.text
    assert "You predicted right." not in visitor.text
    assert "You predicted right." in visit("xor").set("_ask.xor--by-hand", 1).text


def test_a_solved_challenge_leads_back_to_its_solution_and_on_to_the_next(visit):
    """What solved it can be looked at again after other experiments, and the next open challenge is one click away."""
    visitor = visit("downhill")
    solution = next(challenge.solution for challenge in CHALLENGES if challenge.name == "bounce")
    visitor.note("bounce")
    visitor.move_to(solution)
    assert visitor.note("bounce") == "Solved"
    assert "_back.bounce" not in {button.key for button in visitor.app.button}
    visitor.set("downhill.learning_rate", 0.3)
    visitor.press("_back.bounce")
    assert visitor.value("downhill.learning_rate") == solution.model_dump()["learning_rate"]
    (on,) = [button.key for button in visitor.app.button if "_on_moment" in button.key and "bounce" in button.key]
    visitor.press(on)
    (chooser,) = [group for group in visitor.app.get("button_group") if "bounce" in group.key.split(".")]
    assert chooser.value == "three-steps"


@pytest.mark.parametrize(
    ("slug", "challenge", "button"),
    [
        ("luck", "two-units", "Train all of these networks"),
        ("luck", "dying", "Train all of these networks"),
        ("depth", "patience", "Train a deep network with and without skips"),
        ("luck", "width", "Train every width and activation"),
        ("inside_cnn", "between", "Train four networks"),
    ],
)
def test_a_challenge_names_the_button_of_a_run_that_nobody_has_started(visit, slug, challenge, button):
    """Whoever reads that a run has not finished waits for one that never began."""
    visitor = visit(slug)
    assert button in [one.label for one in visitor.app.button]
    assert visitor.answer(challenge).note(challenge) == f"Press *{button}* to see whether these settings do it."


def test_an_answer_is_kept_by_the_browser(visit):
    """An answer that the browser keeps counts after a reload, so a solved step needs no second answer."""
    first = visit("xor").answer("by-hand")
    stored = first.app.session_state["_memory"].model_dump_json()
    assert recalled(stored).answers.keys() == {"xor--by-hand"}
    visitor = visit("xor")
    visitor.app.session_state["_browser"] = {"stored": stored}
    visitor.settle().set("xor_by_hand.out_b", -1.5)
    assert visitor.note("by-hand") == "Solved"


def test_a_prediction_that_was_explained_stays_explained_after_a_reload(visit):
    """Who has tried what a prediction is about is not asked to try it again after the page is loaded anew."""
    first = visit("xor").set("_predict.xor", 1).set("xor.start", "equal")
    assert "You predicted right." in first.text
    stored = first.app.session_state["_memory"].model_dump_json()
    visitor = visit("xor")
    visitor.app.session_state["_browser"] = {"stored": stored}
    assert "You predicted right." in visitor.settle().text


def test_an_answer_follows_its_option_and_ends_with_it(monkeypatch):
    """A kept answer follows its option when options change places, and ends when the option's text is gone."""
    memory = BrowserMemory()
    monkeypatch.setattr(browser, "memory", lambda: memory)
    text = {"predict": "Which?\n- [ ] one\n- [x] two\n- [ ] three\n\nWhy."}
    monkeypatch.setattr(i18n, "sections", lambda code, slug: text)
    question.before_all("xor").keep(1)
    assert question.before_all("xor").number == 1
    text["predict"] = "Which?\n- [x] two\n- [ ] three\n- [ ] one\n\nWhy."
    assert question.before_all("xor").number == 0
    text["predict"] = "Which?\n- [x] both\n- [ ] three\n- [ ] one\n\nWhy."
    assert question.before_all("xor").number is None


@pytest.mark.parametrize(("kept", "read"), [(0, 0), (2, 2), (3, None), ("gone", None)])
def test_an_answer_that_was_kept_by_its_number_is_still_read(monkeypatch, kept, read):
    """An earlier visitor's answer, kept as the number of its option, is still read if there is such an option."""
    monkeypatch.setattr(browser, "memory", lambda: BrowserMemory(answers={"xor": kept}))
    monkeypatch.setattr(i18n, "sections", lambda code, slug: {"predict": "?\n- [ ] a\n- [x] b\n- [ ] c\n\nWhy."})
    assert question.before_all("xor").number == read


@pytest.mark.parametrize(
    "challenge",
    [(lesson.slug, name) for lesson in TAUGHT for name in i18n.sections("en", lesson.slug) if name.startswith("ask ")],
    ids=" ".join,
)
def test_a_question_before_a_challenge_has_one_right_answer_and_reasons(challenge):
    """A question before a challenge has three options or more, one right answer, and a reason for each option."""
    slug, name = challenge
    _, options, explanation = question.parse(i18n.sections("en", slug)[name])
    assert f"challenge {name.removeprefix('ask ')}" in i18n.sections("en", slug)
    assert is_name(f"{slug}--{name.removeprefix('ask ')}")  # under which the browser keeps the answer
    assert len(options) >= 3
    assert [option.is_right for option in options].count(True) == 1
    assert all(option.reason for option in options)
    assert explanation
    assert not explanation.startswith("- [")


@pytest.mark.parametrize(
    ("slug", "elsewhere", "tried"),
    [
        ("neuron", {"linear_layers.layers": 4}, {"neuron.w1": 2.0}),
        ("logic_gates", {"logic_gates.w1": 2.0}, {"logic_gates.gate": "OR"}),
        ("downhill", {"downhill.w": 0.0}, {"downhill.learning_rate": 0.2}),
        ("backprop", {"graph_step.step": 1, "backprop.x1": 0.5}, {"gradient_cost.width": 8}),
        ("training_loop", {"loop.blank": "pred_y"}, {"calls.learning_rate": 0.2}),
        ("cnn", {"cnn.digit": 4, "receptive_cell.angle": 30}, {"receptive_cell.position": 5}),
    ],
)
def test_a_prediction_is_explained_when_its_own_experiment_was_tried(visit, slug, elsewhere, tried):
    """The answer to a prediction appears when its own experiment was tried, and not after any other slider."""
    visitor = visit(slug).set(f"_predict.{slug}", 0)
    for key, value in elsewhere.items():
        visitor.set(key, value)
    assert "The answer stands here when you have tried it" in visitor.text
    for key, value in tried.items():
        visitor.set(key, value)
    assert "The answer stands here when you have tried it" not in visitor.text
