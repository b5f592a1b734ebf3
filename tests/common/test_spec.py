"""Numbers apart from charts: what data is given, and that the shared chart stays as it was."""

import copy
import json
import re

import altair as alt
import numpy as np
import pytest

from pages.ui.charts.spec import film, items, plain, table, with_data
from tests.support.drawn import svg


def drawn(spec, **params):
    """Render a spec with some parameters; return its SVG."""
    given = [{"name": name, "value": value} for name, value in params.items()]
    return svg({**spec, "params": [*spec["params"], *given]})


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)<", svg)


def labels(chart):
    """Draw an item's field ``word`` as text."""
    return chart.mark_text().encode(text="word:N").to_dict()


def test_a_table_shows_their_own_values():
    spec = with_data(labels(table("sign")), sign={"word": ["one", "two", "three"]})
    assert texts(drawn(spec)) == ["one", "two", "three"]


@pytest.mark.parametrize("frame", [0, 1, 2])
def test_items_that_move_show_the_value_of_the_frame(frame):
    """Each item shows its own value at each frame, and not that of another item or frame."""
    words = [[f"item {i} frame {t}" for t in range(3)] for i in range(2)]
    spec = with_data(labels(items("sign", moving=("word",))), sign={"word": words})
    assert texts(drawn(spec, frame=frame)) == [f"item {i} frame {frame}" for i in range(2)]


@pytest.mark.parametrize("frame", [0, 1])
def test_of_a_film_only_the_image_of_the_frame_can_be_seen_at_every_place(frame):
    """Two opaque frames over each other show the later one whatever the epoch."""
    urls = [f"data:image/png;base64,place{place}frame{t}" for place in range(3) for t in range(2)]
    chart = film("reel", 2, 10, 10).transform_calculate(x="datum.place").encode(x="x:Q").to_dict()
    svg = drawn(with_data(chart, reel={"url": urls}), frame=frame)
    images = re.findall(r"<image [^>]*>", svg)
    assert len(images) == 6
    seen = {name for image in images if 'opacity="1"' in image for name in re.findall(r"place\d+frame\d+", image)}
    assert seen == {f"place{place}frame{frame}" for place in range(3)}
    assert sum('opacity="0"' in image for image in images) == 3


def test_filling_in_leaves_the_shared_chart_untouched():
    """Filling in numbers leaves the shared chart without them, so they cannot appear in another visitor's chart."""
    chart = labels(table("sign"))
    before = copy.deepcopy(chart)
    with_data(chart, sign={"word": ["a", "b"]})
    assert chart == before


def test_filling_in_keeps_the_data_and_parameters_that_a_chart_has_of_its_own():
    """A network's nodes are such data; overwritten, they disappear without an error."""
    own = alt.Chart(alt.InlineData([{"word": "mine"}])).mark_text().encode(text="word:N")
    other = table("sign").mark_text().encode(text="word:N")
    chart = alt.layer(own, other).add_params(alt.param("speed", value=3)).to_dict()
    spec = with_data(chart, sign={"word": ["filled"]})
    assert sorted(texts(drawn(spec))) == ["filled", "mine"]
    assert {"name": "speed", "value": 3} in spec["params"]


def test_numbers_are_short_plain_and_fit_for_json():
    """A float32 written out in full takes three times the bytes, and NumPy's types cannot be sent at all."""
    assert plain(np.array([0.1, 1 / 3], dtype=np.float32)) == [0.1, 0.3333]
    assert plain(np.array([0.5, -2.0], dtype=np.float16)) == [0.5, -2.0]
    assert plain(np.arange(3, dtype=np.uint8)) == [0, 1, 2]
    for values in (np.array([[0.5]], np.float32), np.arange(2), np.array([True])):
        assert json.loads(json.dumps(plain(values))) == values.tolist()


def test_texts_and_lists_are_passed_on_as_they_are():
    assert plain(["a", "b"]) == ["a", "b"]
    assert plain([0.123456]) == [0.123456]
