"""The lesson on luck as a visitor meets it, without a browser."""

import json

import pytest

from mlcore.common.statistics import wilson_interval
from mlcore.luck.results import XorWidthsResult
from mlcore.luck.settings import XorSeedsSettings, XorWidthsSettings
from mlcore.xor.settings import XorSettings
from pages.lessons.luck.challenges import CHALLENGES, width
from pages.ui import runs
from pages.ui.controls import quoted
from tests.support.app import result_of
from tests.support.specs import in_view

FEW = {"xor_seeds.seeds": "16", "xor_seeds.epochs": "200", "xor_seeds.activation": "relu"}
ASKED_FOR = ("xor_seeds", "xor_widths")
"""These run only when their button is pressed or a link sets something of them."""

BAD = [
    ("xor_pair.differs", "hidden"),
    ("xor_pair.learning_rate", "0"),
    ("xor_pair.seed", "1000"),
    ("xor.hidden", "99"),
    ("xor_seeds.seeds", "100000"),
    ("xor_seeds.optimizer", "RMSprop"),
    ("xor_widths.epochs", "1e999"),
]


def chart(visitor, opening: str) -> str:
    """Return the accessible name of the chart that begins so."""
    (found,) = [name for name in visitor.charts if name.startswith(opening)]
    return found


def keys(visitor) -> set[str]:
    """Return the keys of the buttons on the page."""
    return {button.key for button in visitor.app.button}


def test_two_runs_stand_there_at_once_and_nothing_more_is_trained_until_it_is_asked_for(visit):
    """Two runs stand on the page at once, and the 8,000 other networks wait until somebody asks for them."""
    visitor = visit("luck")
    assert {f"{slug}.start" for slug in ASKED_FOR} <= keys(visitor)
    pair, *others = visitor.charts
    assert len(others) == 2
    assert all("nothing is trained yet" in words for words in others)
    assert "Two runs of XOR over 2,000 epochs from seed 0." in pair
    assert {*visitor.runs()} == {"xor", "xor_pair"}


def test_the_second_run_comes_from_the_same_cache_as_the_first(visit):
    """The second run is a task like any other run of XOR, so it is not trained twice."""
    visitor = visit("luck", {"xor.epochs": "100"})
    words = chart(visitor, "Two runs of XOR over 100 epochs from seed 0.")
    loss = result_of(XorSettings(epochs=100, learning_rate=0.1)).final_loss
    assert f"B: Learning rate 0.1 fails (loss {loss:.4f}, no better than a guess)" in words
    assert [visitor.runs()[name].task for name in ("xor", "xor_pair")] == [
        runs.task_of(XorSettings(epochs=100)),
        runs.task_of(XorSettings(epochs=100, learning_rate=0.1)),
    ]


def test_the_second_run_follows_the_first_and_its_setting(visit):
    """After a change of the first run the second starts from the same weights, and differs as the setting says."""
    visitor = visit("luck", {"xor.epochs": "100", "xor_pair.differs": "activation"})
    assert "B: Activation ReLU" in chart(visitor, "Two runs")
    visitor.set("xor.seed", 4)
    assert "from seed 4" in chart(visitor, "Two runs")
    visitor.set("xor_pair.differs", "optimizer")
    assert "A: Optimizer SGD" in chart(visitor, "Two runs")
    assert "B: Optimizer Momentum" in chart(visitor, "Two runs")
    visitor.set("xor_pair.differs", "seed").set("xor_pair.seed", 9)
    assert "A: Seed of the weights 4" in chart(visitor, "Two runs")
    assert "B: Seed of the weights 9" in chart(visitor, "Two runs")


def test_an_old_link_about_two_runs_leads_here_with_all_of_its_parameters(visit):
    """The page that an old link opens passes all of its parameters on, and here they show the runs that were shared."""
    link = {"xor.seed": "4", "xor.epochs": "100", "xor_pair.learning_rate": "1.0"}
    there = visit("xor", link)
    assert there.value("xor.seed") == 4
    way = next(way for way in there.app.get("page_link") if way.proto.page == "luck" or "luck" in way.proto.page)
    for name, value in link.items():
        assert f"{name}={value}" in way.proto.query_string
    words = chart(visit("luck", link), "Two runs of XOR over 100 epochs from seed 4.")
    assert "A: Learning rate 0.5" in words
    assert "B: Learning rate 1.0" in words


def test_both_runs_share_one_epoch_slider(visit):
    """The three charts share one epoch and one frame, so both planes show the same moment."""
    visitor = visit("luck", {"xor.epochs": "100", "xor_pair.learning_rate": "1.0"})
    charts = visitor.app.get("vega_lite_chart")
    (spec,) = [json.loads(chart.proto.spec) for chart in charts if chart.proto.alt == "Replay of both runs"]
    names = [param["name"] for param in spec["params"]]
    assert names.count("epoch") == names.count("frame") == 1
    assert len(spec["concat"]) == 3


def test_a_second_run_that_diverges_says_so_and_leaves_the_first_alone(visit):
    """A second run that diverges has a message and a button of its own; the first one is drawn as if it were alone."""
    visitor = visit("luck", {"xor.activation": "linear", "xor.epochs": "200", "xor_pair.learning_rate": "100.0"})
    assert not visitor.app.exception
    assert "Choose a smaller learning rate" in visitor.app.error[0].value
    assert "xor_pair.again" in keys(visitor)
    assert visitor.runs()["xor"].result is not None
    assert visitor.answer("opposite").note("opposite") == "This run diverged, so it has no result."
    visitor.set("xor_pair.learning_rate", 1)
    assert not visitor.app.error


@pytest.mark.parametrize(("key", "text"), BAD, ids=lambda text: text[:24])
def test_a_bad_parameter_is_named_and_so_is_what_is_used_instead(visit, key, text):
    """A wrong value in a link raises nothing, and one warning names it and what is used instead."""
    visitor = visit("luck", {"xor.epochs": "100", key: text})
    assert not visitor.app.exception
    (warning,) = [warning.value for warning in visitor.app.warning]
    assert quoted(f"{key}={text[:40]}") in warning
    assert "is used instead." in warning


def solve(visitor, wanted) -> None:
    """Move the widgets to some settings and press the button of an experiment that waits for one."""
    visitor.move_to(wanted)
    if wanted.slug in ASKED_FOR:
        visitor.press(f"{wanted.slug}.start")


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_solved_by_its_solution(visit, challenge):
    """A challenge says what is missing until its solution is set; then it is solved."""
    visitor = visit("luck")
    assert visitor.answer(challenge.name).note(challenge.name) not in ("", "Solved")
    solve(visitor, challenge.solution)
    assert visitor.note(challenge.name) == "Solved"


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_link_to_the_solution_solves_nothing(visit, challenge):
    """A friend's link to the solution does not solve the challenge: the visitor has to change something."""
    wanted = challenge.solution
    visitor = visit("luck", {f"{wanted.slug}.{name}": str(value) for name, value in wanted.changed().items()})
    visitor.answer(challenge.name)
    assert visitor.note(challenge.name) == "This was so when you opened the page: change something yourself."


@pytest.mark.parametrize(
    ("narrow", "wide", "says"),
    [
        (18, 224, ""),
        (45, 224, "13.4% to 22.7%"),  # 17.6 % of them, but 20 % lies within the interval
        (18, 200, "72.7% to 82.8%"),
        (180, 256, "64.4% to 75.6%"),
    ],
)
def test_width_decides_when_both_intervals_say_so(narrow, wide, says):
    """A share alone may be luck."""
    counts = [0, narrow, 0, 0, 0, 0, 0, wide]
    result = XorWidthsResult(
        XorWidthsSettings(), {"tanh": counts}, {"tanh": [wilson_interval(count, 256) for count in counts]}
    )
    missing = in_view(width, XorWidthsSettings(), result)
    assert says in missing
    assert bool(missing) == bool(says)


def test_a_second_seed_is_no_way_to_solve_a_challenge(visit):
    """A throw of the dice is no understanding, so the challenge asks both runs to start from the same weights."""
    visitor = visit("luck").answer("opposite").set("xor_pair.differs", "seed")
    assert "let both runs start from the same weights" in visitor.note("opposite")


def test_a_link_to_many_seeds_trains_them_without_a_click(visit):
    """A teacher's link trains many seeds at once and shows the chart instead of a button."""
    visitor = visit("luck", FEW)
    settings = XorSeedsSettings(seeds=16, epochs=200, activation="relu")
    result = result_of(settings)
    words = chart(visitor, "Final loss of every seed.")
    assert f"{result.successes} of 16 seeds solve XOR" in words
    assert "xor_seeds.start" not in keys(visitor)
    assert f"the seeds that solve XOR: `{result.successes}`" in visitor.text


def test_the_button_trains_many_seeds_and_the_controls_then_lead_on(visit):
    """The button trains many seeds, and a change of the activation then trains again and changes the chart."""
    visitor = visit("luck").set("xor_seeds.seeds", 16).set("xor_seeds.epochs", 50)
    assert "nothing is trained yet" in chart(visitor, "Final loss")
    visitor.press("xor_seeds.start").set("xor_seeds.activation", "linear")
    assert "0 of 16 seeds solve XOR" in chart(visitor, "Final loss")
    assert "16 plateau" in chart(visitor, "Final loss")


@pytest.mark.parametrize("place", [0, -1])
def test_a_failed_seed_leads_to_its_own_replay(visit, place):
    """The replay of a failed seed has its seed, its settings and its loss, and fails as well."""
    visitor = visit("luck", FEW | {"xor_seeds.learning_rate": "1.0"})
    result = result_of(XorSeedsSettings(seeds=16, epochs=200, activation="relu", learning_rate=1.0))
    failed = [seed for seed, outcome in enumerate(result.outcomes) if outcome != "solved"]
    seed = failed[place]
    visitor.app.selectbox(key="_xor_seeds.failed").select_index(failed.index(seed))
    visitor.press("_xor_seeds.replay")
    replayed = visitor.runs()["xor"].result
    assert replayed.settings == result.settings.single(seed)
    assert replayed.final_loss == pytest.approx(float(result.losses[-1, seed]), abs=1e-5)
    assert not replayed.solved
    assert visitor.value("xor.seed") == seed
    assert visitor.value("xor.learning_rate") == 1.0
    assert f"Two runs of XOR over 200 epochs from seed {seed}." in visitor.charts[0]


def test_the_page_moves_to_the_replay_once(visit):
    """The page forgets that it moved to the replay, so later clicks do not move it there again."""
    visitor = visit("luck", FEW)
    visitor.app.button(key="_xor_seeds.replay").click().run()
    assert not visitor.app.exception
    assert "_to_replay" not in visitor.app.session_state


def test_where_no_seed_fails_there_is_nothing_to_replay(visit):
    """When no seed fails, the page raises nothing and has no button to replay one."""
    link = {"xor_seeds.hidden": "8", "xor_seeds.optimizer": "Adam", "xor_seeds.learning_rate": "0.1"}
    visitor = visit("luck", FEW | link | {"xor_seeds.activation": "tanh"})
    assert not visitor.app.exception
    assert "16 of 16 seeds solve XOR: 100.0%" in chart(visitor, "Final loss")
    assert "_xor_seeds.replay" not in keys(visitor)


def test_every_width_and_activation_is_trained_on_request(visit):
    """A link or the button trains all widths, and the page says when the chart is of earlier settings."""
    visitor = visit("luck", {"xor_widths.seeds": "16", "xor_widths.epochs": "10"})
    assert "from 16 seeds" in chart(visitor, "How often XOR is solved")
    visitor.set("xor_widths.epochs", 50)
    assert "These pictures belong to the earlier settings." in visitor.text
    visitor.press("xor_widths.train")
    assert "These pictures belong to the earlier settings." not in visitor.text


def test_run_a_is_the_run_that_was_left_on_the_page_about_xor(visit):
    """Run A has the seed and epochs that the visitor chose on the page about XOR."""
    visitor = visit("xor").set("xor.epochs", 100).set("xor.seed", 4).go("luck")
    assert "from seed 4" in chart(visitor, "Two runs of XOR over 100 epochs")
    assert visitor.value("xor.seed") == 4


def test_the_page_says_that_changes_train_many_seeds_once_they_were_asked_for(visit):
    """After the press of the button, which is gone then, the page says that each change trains."""
    visitor = visit("luck").set("xor_seeds.seeds", 16).set("xor_seeds.epochs", 50)
    assert "each change trains" not in visitor.text
    assert "each change trains" in visitor.press("xor_seeds.start").text
