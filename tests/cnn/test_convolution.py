"""The convolution in NumPy against numbers by hand, SciPy and PyTorch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.signal import convolve2d, correlate2d
from torch import nn

from mlcore.cnn import conv2d
from mlcore.cnn.convolution import KERNELS, convolve, image_of, kernel_matrix, output_size, run
from mlcore.cnn.settings import CnnSettings
from mlcore.common.program import render_program
from mlcore.mnist.digits import load_digits
from mlcore.mnist.drawings import encode
from tests.support.downloads import last_line, script

small = st.integers(1, 4)


def test_a_map_worked_out_on_paper():
    image = np.arange(16.0).reshape(4, 4)
    kernel = kernel_matrix("-1 0 1 / -2 0 2 / -1 0 1")
    np.testing.assert_array_equal(convolve(image, kernel), [[8, 8], [8, 8]])
    np.testing.assert_array_equal(convolve(image, kernel_matrix(KERNELS["identity"])), image[1:3, 1:3])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), small, st.integers(0, 3), small, small, st.integers(0, 2**32 - 1))
def test_the_loop_agrees_with_torch(height, width, k, padding, stride, dilation, seed):
    assume(dilation * (k - 1) + 1 <= min(height, width) + 2 * padding)
    random = np.random.default_rng(seed)
    image, kernel = random.standard_normal((height, width)), random.standard_normal((k, k))
    torch_says = F.conv2d(
        torch.from_numpy(image)[None, None],
        torch.from_numpy(kernel)[None, None],
        padding=padding,
        stride=stride,
        dilation=dilation,
    )
    ours = convolve(image, kernel, padding, stride, dilation)
    assert ours.shape == torch_says.shape[2:]
    np.testing.assert_allclose(ours, torch_says[0, 0], atol=1e-12)


def test_what_libraries_call_convolution_is_cross_correlation():
    random = np.random.default_rng(0)
    image, kernel = random.standard_normal((7, 6)), random.standard_normal((3, 3))
    ours = convolve(image, kernel)
    np.testing.assert_allclose(ours, correlate2d(image, kernel, mode="valid"), atol=1e-12)
    np.testing.assert_allclose(ours, convolve2d(image, kernel[::-1, ::-1], mode="valid"), atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 7), st.integers(0, 5), st.integers(1, 5), st.integers(1, 5))
def test_the_formula_gives_the_size_that_torch_gives_or_both_refuse(n, k, padding, stride, dilation):
    layer = nn.Conv2d(1, 1, k, padding=padding, stride=stride, dilation=dilation)
    image = torch.zeros(1, 1, n, n)
    if dilation * (k - 1) + 1 > n + 2 * padding:
        with pytest.raises(RuntimeError, match="Kernel size can't be greater"):
            layer(image)
        with pytest.raises(ValueError, match="must fit into the padded image"):
            output_size(n, k, padding, stride, dilation)
    else:
        side = output_size(n, k, padding, stride, dilation)
        assert layer(image).shape[2:] == (side, side)


@pytest.mark.parametrize(
    "values",
    [{}, {"padding": 2, "dilation": 2}, {"padding": 4, "stride": 3, "dilation": 4, "kernel": KERNELS["blur"]}],
)
def test_the_layer_in_the_worker_does_the_same(values):
    asked = CnnSettings(**values)
    result = run(asked)
    np.testing.assert_allclose(conv2d.convolve(asked), result.output, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(KERNELS)),
    st.integers(0, 4),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(0, 9),
)
def test_the_strongest_place_is_the_sum_of_its_nine_products(kernel, padding, stride, dilation, digit):
    result = run(CnnSettings(kernel=KERNELS[kernel], padding=padding, stride=stride, dilation=dilation, digit=digit))
    assert result.strongest == result.output.max()
    assert result.products.sum() == result.strongest
    np.testing.assert_array_equal(result.products, result.patch * result.kernel)


@pytest.mark.parametrize("name", KERNELS)
def test_known_kernels_keep_or_cancel_an_even_surface(name):
    """Edges and outline give 0 on an even surface; blur, sharpen and identity keep it."""
    total = kernel_matrix(KERNELS[name]).sum()
    assert total == (1 if name in ("blur", "sharpen", "identity") else 0)
    CnnSettings(kernel=KERNELS[name])


def test_a_kernel_that_finds_only_paper_gives_zero_without_a_sign():
    """A negative weight times 0 is -0.0, which the page printed."""
    assert repr(run(CnnSettings(kernel="-1 -1 -1 / -1 -1 -1 / -1 -1 -1")).strongest) == "0.0"


def test_a_drawing_stands_in_for_the_digit():
    drawing = np.zeros((28, 28), np.uint8)
    drawing[10:20, 14] = 255
    np.testing.assert_array_equal(image_of(CnnSettings(drawing=encode(drawing))), drawing / 255)
    assert run(CnnSettings(drawing=encode(drawing))).strongest == 4


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: output_size(28, 3, padding=-1), "padding at least 0, got .*padding=-1"),
        (lambda: output_size(28, 3, stride=0), "must be at least 1.*stride=0"),
        (lambda: output_size(4, 3, dilation=2), "padded image of 4 pixels, got one of 5"),
        (lambda: convolve(np.zeros((2, 9)), np.zeros((3, 3))), "padded image of 2 pixels, got one of 3"),
    ],
)
def test_a_refusal_names_the_argument_and_what_came(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 2 3",
        "1 2 3 / 4 5 6 / 7 8",
        "1 2 3 4 / 5 6 / 7 8 9",
        "1 0 x / 0 0 0 / 0 0 0",
        "nan 0 0 / 0 0 0 / 0 0 0",
        "10 0 0 / 0 0 0 / 0 0 0",
        "1e999 0 0 / 0 0 0 / 0 0 0",
        "0 " * 50,
    ],
)
def test_a_text_that_is_no_kernel_is_refused_by_name(text):
    with pytest.raises(ValidationError, match="kernel"):
        CnnSettings(kernel=text)


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize("kernel", [KERNELS["slanted edges"], "-0.0 .5 1. / 0 +2 -3.25 / 1e-1 9 0", "-1 " * 9])
def test_the_download_prints_the_largest_sum(kernel, drawn):
    """The number on the page and the last line of the download are equal, wherever the download stands."""
    drawing = np.zeros((28, 28), np.uint8)
    drawing[5:9, 3:20] = 119
    asked = CnnSettings(kernel=kernel, padding=1, dilation=2, drawing=encode(drawing) if drawn else "")
    download = script(asked)
    assert set(download.files) == ({"cnn.py"} if drawn else {"cnn.py", "digits.npz"})
    assert last_line(download) == repr(run(asked).strongest)


def test_every_drawing_is_read_as_the_page_reads_it(capsys):
    """Texts of drawings are of any length, in one line or several."""
    images, _ = load_digits()
    for image in images[::500]:
        asked = CnnSettings(kernel=KERNELS["identity"], drawing=encode(image))
        names: dict = {}
        exec(render_program(asked).text, names)
        np.testing.assert_array_equal(names["image"], image_of(asked))
        np.testing.assert_array_equal(names["output"], run(asked).output)
    assert capsys.readouterr().out
