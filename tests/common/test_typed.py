"""Numbers as people type and paste them, read as the same numbers."""

import re

import numpy as np
import pytest
from pydantic import ValidationError

from mlcore.backprop.gradient_check import number
from mlcore.backprop.settings import GradientCheckState
from mlcore.classification.own_points import read_points
from mlcore.classification.settings import ClassificationSettings
from mlcore.cnn.convolution import kernel_matrix
from mlcore.cnn.settings import CnnSettings
from pages.lessons.training_loop.state import LoopState

SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])


@pytest.mark.parametrize(
    "text",
    [
        "1 0 -1 / 2 0 -2 / 1 0 -1",
        "1 0 -1/2 0 -2/1 0 -1",
        "1 0 −1 / 2 0 −2 / 1 0 −1",
        "1 0 –1\n2 0 –2\n1 0 –1\n",
        "1 0 -1 2 0 -2 1 0 -1",
        "1, 0, -1; 2, 0, -2; 1, 0, -1",
        "[[1, 0, -1], [2, 0, -2], [1, 0, -1]]",
        "[[1 0 -1]\n [2 0 -2]\n [1 0 -1]]",
        "((1,0,-1),(2,0,-2),(1,0,-1))",
        "{{1,0,-1},{2,0,-2},{1,0,-1}}",
        "| 1 0 -1 |\r\n| 2 0 -2 |\r\n| 1 0 -1 |",
        "１　０　－１ ／ ２　０　－２ ／ １　０　－１",
        "1,0 0,0 -1,0 / 2,0 0,0 -2,0 / 1,0 0,0 -1,0",
        "\t1 0 -1 /\u00a02 0 -2 / 1 0 -1",
    ],
)
def test_a_kernel_is_read_as_it_stands_in_documents_and_programs(text):
    """A kernel is read as it is pasted from slides, a PDF or a NumPy session."""
    kernel = CnnSettings(kernel=text).kernel
    assert np.array_equal(kernel_matrix(kernel), SOBEL)
    assert CnnSettings(kernel=kernel).kernel == kernel


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 2 3",
        "1 2 3 4 / 5 6 / 7 8 9",
        "1 0 10 / 0 0 0 / 0 0 0",
        "nan 0 0 / 0 0 0 / 0 0 0",
        "1_0 0 0 / 0 0 0 / 0 0 0",
    ],
)
def test_what_is_no_kernel_is_still_refused(text):
    """Leniency must not make a kernel of something else."""
    with pytest.raises(ValidationError, match="nine numbers from -9 to 9"):
        CnnSettings(kernel=text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.05", 0.05),
        ("0,05", 0.05),
        ("−0.05", -0.05),
        ("–.05", -0.05),
        ("０.０５", 0.05),
        ("－０，０５", -0.05),
        ("5%", 0.05),
        ("-5 ％", -0.05),
        ("1/3", 1 / 3),
        ("−2 / 3", -2 / 3),
        ("½", 0.5),
        ("5e-2", 0.05),
        ("", None),
    ],
)
def test_an_answer_is_read_as_learners_write_numbers(text, value):
    """An answer is read with the signs of any keyboard, and as a percentage or a fraction."""
    answer = GradientCheckState(v1=text).v1
    assert number(answer) == (value if value is None else pytest.approx(value, rel=1e-9))
    assert GradientCheckState(v1=answer).v1 == answer


@pytest.mark.parametrize(
    "text", ["much", "nan", "1/0", "1/2/3", "50%%", "%", "/", "0x10", "٣٫٥", "1e60/1e-60", "1e-60/1e60"]
)
def test_what_is_no_number_is_still_refused(text):
    with pytest.raises(ValidationError, match="it must be a number such as"):
        GradientCheckState(v1=text)


@pytest.mark.parametrize(
    "text",
    [
        "a−1.5,0.5 ｂ２，－１",
        "A-1.5,0.5 B2,-1",
        "a-1.5, 0.5 b2, -1",
        "a -1.5 , 0.5, b 2, -1",
        "A(-1.5, 0.5); B(2, -1)",
        "a: -1.5, 0.5\nb: 2, -1\n",
    ],
)
def test_points_are_read_as_people_write_them(text):
    """Points from a friend's message are read, whatever typographic signs, capitals or spaces they have."""
    points = ClassificationSettings(points=text).points
    assert points == "a-1.5,0.5 b2,-1"
    inputs, labels = read_points(text)
    assert inputs.tolist() == [[-1.5, 0.5], [2, -1]]
    assert labels.tolist() == [0, 1]


@pytest.mark.parametrize(
    "text",
    ["(64, 10)", "64,10", "64 10", "64 x 10", "64×10", "（64，10）", "６４，１０", "[64, 10]", "torch.Size([64, 10])"],
)
def test_a_shape_is_read_as_documents_and_pytorch_print_it(text):
    """A shape is read with or without brackets, and as PyTorch prints it."""
    assert LoopState(shape=text).shape == "(64, 10)"


@pytest.mark.parametrize("text", ["-1, 10", "N, 10", "64.5, 10"])
def test_what_is_no_shape_is_still_refused(text):
    with pytest.raises(ValidationError, match=re.escape("write it like (4, 3)")):
        LoopState(shape=text)
