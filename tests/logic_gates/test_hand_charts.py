"""The picture of a neuron by hand: what the browser works out must be Python's numbers."""

import math
import random
from functools import lru_cache

import pytest

from mlcore.logic_gates.by_hand import by_hand
from mlcore.logic_gates.settings import LogicGatesSettings as Settings
from mlcore.logic_gates.truth_tables import TRUTH_TABLES
from pages.lessons.logic_gates.charts import hand, lamps
from pages.ui.charts import theme
from tests.support.drawn import scenegraph
from tests.support.specs import in_view

LOW, HIGH = hand.PLANE


def at_random(seed: int) -> Settings:
    """Return random settings that the sliders can stand at."""
    dice = random.Random(seed)
    return Settings(gate=dice.choice(list(TRUTH_TABLES)), **{k: dice.randint(-30, 30) / 10 for k in ("w1", "w2", "b")})


CASES = [
    *map(at_random, range(8)),
    Settings(gate="XOR", w1=0.1, w2=0.2, b=-0.3),  # in floating point the last sum is above 0
    Settings(gate="NOR", w1=0, w2=0, b=0),
    Settings(gate="TRUE", w1=0, w2=0, b=0.1),
    Settings(gate="x1", w1=0, w2=0, b=-3),
    Settings(gate="OR", w1=3, w2=-3, b=3),
]


@lru_cache
def picture(settings: Settings, columns: int = 3) -> tuple[float, dict[str, list[dict]]]:
    """Return the width of the picture, and what is drawn where the sliders stand so, by kind of mark."""
    spec = in_view(hand.by_hand, settings.gate, columns=columns)
    standing = {f"{name}_": str(getattr(settings, name)) for name in ("w1", "w2", "b")}
    params = [
        param | {"value": standing[param["name"]]} if param["name"] in standing else param for param in spec["params"]
    ]
    drawing = scenegraph({**spec, "params": params})
    marks: dict[str, list[dict]] = {}

    def collect(part: dict) -> None:
        for item in part.get("items", []):
            if "marktype" in part:
                marks.setdefault(part["marktype"], []).append(item)
            collect(item)

    collect(drawing["scenegraph"])
    return drawing["width"], marks


def texts(settings: Settings, columns: int = 3) -> list[str]:
    return [item["text"] for item in picture(settings, columns)[1]["text"]]


def rules(settings: Settings, width: float) -> list[list[tuple[float, float]]]:
    """Return the two ends, in the plane, of all lines with a width."""
    scale = (HIGH - LOW) / hand.SIDES[1]
    found = [item for item in picture(settings)[1]["rule"] if item.get("strokeWidth") == width]
    ends = [[(item["x"], item["y"]), (item["x2"], item["y2"])] for item in found]
    return [[(LOW + x * scale, HIGH - y * scale) for x, y in pair] for pair in ends]


@pytest.mark.parametrize("columns", [1, 3])
@pytest.mark.parametrize("settings", CASES, ids=str)
def test_the_browser_comes_to_the_same_sums_and_lamps_as_python(settings, columns):
    """What the browser says while a slider is held is what Python computes for the same neuron."""
    result, written = by_hand(settings), texts(settings, columns)
    sums, marks = [lamps.decimals(lamp.value) for lamp in result.lamps], ["✗✓"[lamp.satisfied] for lamp in result.lamps]
    assert [text for text in written if text in ("✓", "✗")] == marks
    assert [text for text in written if text[-2:] in (" ✓", " ✗")] == [
        f"{s} {m}" for s, m in zip(sums, marks, strict=True)
    ]
    ends = [text.rpartition(" = ")[2] for text in written if (" = " in text if columns == 3 else text in sums)]
    assert ends == sums
    answers = [("silent", "fires")[lamp.output] for lamp in result.lamps]
    assert [text for text in written if text in ("silent", "fires")] == answers
    wishes = [f"wants {output}" for output in TRUTH_TABLES[settings.gate]]
    assert [text for text in written if text.startswith("wants")] == wishes
    demands = [lamps.pretty(lamp.inequality) for lamp in result.lamps]
    assert [text for text in written if "≤" in text or ">" in text] == demands
    assert f"{result.lit} of 4 right" in written
    assert (f"This is {settings.gate}." in written) == (result.lit == 4)


@pytest.mark.parametrize("settings", CASES, ids=str)
def test_lamps_and_neurons_are_filled_as_python_says(settings):
    """Lamps and neurons have the colours that fit Python's numbers, so colours and words agree."""
    symbols = picture(settings)[1]["symbol"]
    result = by_hand(settings)
    lights = [item["fill"] for item in symbols if item["size"] == 700]
    assert lights == [lamps.LIT if lamp.satisfied else lamps.UNLIT for lamp in result.lamps]
    discs = [item["fill"] for item in symbols if item["size"] == 200]
    assert discs == [theme.POSITIVE if lamp.output else lamps.UNLIT for lamp in result.lamps]


@pytest.mark.parametrize("settings", CASES, ids=str)
def test_on_the_line_the_sum_is_zero_and_the_blue_stripe_ends_there(settings):
    """The sum is 0 on the line of the sliders, and the blue part has exactly the points of positive sums."""
    s = settings
    if s.w1 or s.w2:
        (line,) = rules(s, 2.5)
        for x, y in line:
            assert s.w1 * x + s.w2 * y + s.b == pytest.approx(0, abs=1e-6)
    ((start, end),) = rules(s, 2 * hand.SIDES[1])
    along = [(e - b) / math.dist(start, end) for b, e in zip(start, end, strict=True)]
    dice = random.Random(1)
    for _ in range(100):
        x, y = dice.uniform(LOW, HIGH), dice.uniform(LOW, HIGH)
        off = abs(along[0] * (y - start[1]) - along[1] * (x - start[0]))
        if abs(s.w1 * x + s.w2 * y + s.b) > 1e-6 or not (s.w1 or s.w2):
            assert (off < HIGH - LOW) == (s.w1 * x + s.w2 * y + s.b > 0)


def test_without_weights_there_is_no_line_and_the_picture_says_so():
    """With both weights at 0 no line is drawn in the plane, and the picture says why."""
    words = "Both weights are 0: no line"
    assert words in texts(Settings(w1=0, w2=0, b=1))
    assert words not in texts(Settings(w1=0.1, w2=0, b=1))
    for ends in rules(Settings(w1=0, w2=0, b=0), 2.5):
        assert all(not LOW <= x <= HIGH for x, _ in ends)


def test_the_arrow_of_the_largest_weights_ends_inside_the_plane():
    """The tip of the longest arrow lies inside the plane, where it can be grabbed again."""
    for w1, w2 in ((3, 3), (-3, -3), (3, -3)):
        ((start, tip),) = rules(Settings(w1=w1, w2=w2), 3)
        assert start == pytest.approx((0, 0), abs=1e-9)
        assert tip == pytest.approx((hand.REACH * w1, hand.REACH * w2), abs=1e-9)
        assert all(LOW < place < HIGH for place in tip)


def test_a_sum_is_written_out_with_the_numbers_of_the_sliders():
    written = texts(Settings(w1=1, w2=-1.2, b=-0.5))
    assert "1.0·0 − 1.2·1 − 0.5 = −1.70" in written
    assert "1.0·1 − 1.2·0 − 0.5 = +0.50" in written


@pytest.mark.parametrize(("columns", "room"), [(1, 358), (2, 358), (3, 900)])
def test_the_picture_fits_where_it_stands(columns, room):
    """The picture is at most 358 pixels wide on a phone and 900 on a desktop, so nobody moves it sideways."""
    assert picture(Settings(), columns)[0] <= room


def test_another_gate_is_another_table_and_not_another_chart():
    """Another gate changes only the chart's table, so the browser does not build the picture anew, with a flash."""
    one, other = hand.by_hand("AND"), hand.by_hand("XOR")
    assert {**one, "datasets": 0} == {**other, "datasets": 0}
    assert one["datasets"] != other["datasets"]


def test_the_words_hold_the_numbers_of_the_picture():
    assert "1 of 4 lamps are lit" in hand.by_hand_alt(by_hand(Settings(gate="XOR")))
    words = hand.by_hand_alt(by_hand(Settings(w1=0.0, w2=1.0, b=-0.0)))  # as a link may say it
    assert "w1 = 0, w2 = 1, b = 0." in words
    assert "(0,0): b <= 0, 0.00 ✓" in words


def test_no_mark_shows_its_raw_data_as_a_tooltip():
    """Streamlit turns on a tooltip of the raw data for each mark."""
    assert hand.by_hand("AND")["config"]["mark"] == {"tooltip": None}
