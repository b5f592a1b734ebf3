"""The lines of the course's notebook: what the page says about them is what Python answers."""

import pytest

from mlcore.training_loop import lines
from mlcore.training_loop.course_lines import LINES


@pytest.mark.parametrize(
    ("topic", "answers"),
    [
        ("DataLoader", ["(1600, torch.Size([1, 28, 28]), tensor(", ">>> len(train_loader)\n6\n", "300, 100]"]),
        ("squeeze", ["x.squeeze().shape\ntorch.Size([64, 28, 28])", "x[:1].squeeze().shape\ntorch.Size([28, 28])"]),
        ("view(-1, 784)", ["torch.Size([64, 784])", "64.0", "RuntimeError: shape '[-1, 785]' is invalid"]),
        (
            "nn.Linear",
            ["(torch.Size([1, 2]), torch.Size([1]))", "bias is None\nTrue", "torch.relu(x - 0.5))\nTrue"],
        ),
        ("class MLPModel", ["159010", "801", "AttributeError: cannot assign module before Module.__init__() call"]),
        ("detach().numpy()", ["grad_fn=", "RuntimeError: Can't call numpy() on Tensor that requires grad", "array("]),
        ("Tensor().long()", ["RuntimeError: expected", "grad_fn="]),
        ("max(dim=1)[1]", ["(torch.Size([64]), torch.Size([64]))", "argmax(dim=1))\nTrue"]),
        ("i % 200 == 0", ["(4000, 20)", "([0, 200, 400], 3800)"]),
    ],
)
def test_python_answers_what_the_page_tells(topic, answers):
    """A newer PyTorch may answer something else; then the text beside it must change."""
    said = lines.run(topic)
    assert [answer for answer in answers if answer not in said] == []


def test_a_mean_of_means_is_not_the_mean_over_all_examples():
    *_, of_means, over_all = (float(row) for row in lines.run("len(train_loader)").splitlines() if row[0] != ">")
    assert of_means != over_all
    assert of_means == pytest.approx(over_all, rel=0.01)


def test_the_accuracy_score_is_the_mean_of_right_answers():
    answers = lines.run("max(dim=1)[1]").splitlines()
    score, mean = float(answers[-3]), answers[-1]
    assert f"{score:.4f}"[:5] in mean


def test_a_topic_is_asked_by_its_name():
    with pytest.raises(ValueError, match="topic must be one of DataLoader"):
        lines.run("Dataset")
    assert all(lines.run(topic) == lines.run(topic) for topic in ("squeeze", "max(dim=1)[1]")), LINES
