"""The bugs of the debugging lesson: each is a small edit of a program without a bug.

This module reads the programs as text and does not import torch, so that a page can import it.
"""

from dataclasses import dataclass
from difflib import unified_diff
from functools import cached_property
from typing import Literal

from mlcore.common.program import render_template

DEFAULTS = {"learning_rate": 0.1, "epochs": 40, "seed": 0, "notebook": False}
"""What the programs are rendered with where only their lines count: the default settings."""


def apply_edit(source: str, find: str, replace: str) -> str:
    """Return a source with one replacement.

    Raises
    ------
    ValueError
        If ``find`` is not in the source exactly once, or the edit changes nothing.
    """
    count = source.count(find)
    if not find or count != 1:
        raise ValueError(f"find must stand in the source exactly once, got {find!r} {count} times")
    if find == replace:
        raise ValueError(f"replace must differ from find, got {replace!r} for both")
    return source.replace(find, replace)


@dataclass(frozen=True)
class Bug:
    """One bug: an edit of a program without a bug.

    Attributes
    ----------
    program
        The name of the program without the bug.
    shows
        How the bug shows: as a ``crash``, in a ``curve``, or in neither: ``silent``.
    find, replace
        The edit, in whole lines.
    culprit
        The wrong line of the broken program; if a line is missing, the first line that needs it.
    """

    program: Literal["regression", "classification"]
    shows: Literal["crash", "curve", "silent"]
    find: str
    replace: str
    culprit: str

    @cached_property
    def fixed(self) -> str:
        """The program without the bug, with the default settings."""
        return render_template("debugging", self.program, DEFAULTS).text

    @cached_property
    def broken(self) -> str:
        """The program with the bug, with the default settings; others change numbers and no lines."""
        return apply_edit(self.fixed, self.find, self.replace)

    @cached_property
    def line(self) -> int:
        """The number of the wrong line in the broken program, counted from 1.

        Raises
        ------
        ValueError
            If the culprit is not exactly one line.
        """
        numbers = [number for number, text in enumerate(self.broken.splitlines(), 1) if text.strip() == self.culprit]
        if len(numbers) != 1:
            raise ValueError(f"culprit must be one line of the broken program, got {self.culprit!r} in lines {numbers}")
        return numbers[0]

    @property
    def length(self) -> int:
        """The number of lines of the broken program."""
        return len(self.broken.splitlines())


def repair(broken: str, fixed: str, around: int) -> str:
    """Return a repair as a diff without headers, with some lines around each change."""
    _, _, *lines = unified_diff(broken.splitlines(), fixed.splitlines(), n=around, lineterm="")
    return "\n".join(line for line in lines if not line.startswith("@@"))


BUGS = {
    "A": Bug(  # zero_grad once an epoch
        "regression",
        "curve",
        """\
    for batch in torch.randperm(len(train_X)).split(16):
        optimizer.zero_grad()
""",
        """\
    optimizer.zero_grad()
    for batch in torch.randperm(len(train_X)).split(16):
""",
        "optimizer.zero_grad()",
    ),
    "B": Bug(  # a letter missing
        "regression",
        "crash",
        "\noptimizer = make_optimizer(",
        "\nptimizer = make_optimizer(",
        'ptimizer = make_optimizer("SGD", model.parameters(), LEARNING_RATE)',
    ),
    "C": Bug(  # training loss never reset
        "regression",
        "curve",
        """\
for epoch in range(EPOCHS):
    train_loss = 0.0
""",
        """\
train_loss = 0.0
for epoch in range(EPOCHS):
""",
        "train_loss = 0.0",
    ),
    "D": Bug(  # softmax before CrossEntropyLoss
        "classification",
        "curve",
        "        return self.linear2(hidden)\n",
        "        return torch.softmax(self.linear2(hidden), dim=1)\n",
        "return torch.softmax(self.linear2(hidden), dim=1)",
    ),
    "E": Bug(  # keywords that the constructor does not have
        "regression",
        "crash",
        "MLPModel(in_dim=1, out_dim=1, hid_dim=16)",
        "MLPModel(in_features=1, hidden_features=16)",
        "model = MLPModel(in_features=1, hidden_features=16)",
    ),
    "F": Bug(  # an (N, 1) prediction against an (N,) target
        "regression",
        "curve",
        "prediction = model(train_X[batch]).squeeze(1)",
        "prediction = model(train_X[batch])",
        "prediction = model(train_X[batch])",
    ),
    "G": Bug(  # train_loss never initialised
        "regression",
        "crash",
        "    train_loss = 0.0\n",
        "",
        "train_loss += loss.item() * len(batch)",
    ),
    "H": Bug(  # chosen by test accuracy
        "classification",
        "silent",
        "best = val_accuracies.index(max(val_accuracies))",
        "best = test_accuracies.index(max(test_accuracies))",
        "best = test_accuracies.index(max(test_accuracies))",
    ),
    "I": Bug(  # compared instead of assigned
        "regression",
        "crash",
        "self.act = nn.Tanh()",
        "self.act == nn.Tanh()",
        "self.act == nn.Tanh()",
    ),
    "J": Bug(  # gradients cleared before they are used
        "regression",
        "curve",
        """\
        optimizer.zero_grad()
        prediction = model(train_X[batch]).squeeze(1)
        loss = loss_function(prediction, train_y[batch])
        loss.backward()
""",
        """\
        prediction = model(train_X[batch]).squeeze(1)
        loss = loss_function(prediction, train_y[batch])
        loss.backward()
        optimizer.zero_grad()
""",
        "optimizer.zero_grad()",
    ),
    "K": Bug(  # "SGD" that builds RMSprop
        "regression",
        "curve",
        "return torch.optim.SGD(parameters, lr=lr)",
        "return torch.optim.RMSprop(parameters, lr=lr)",
        "return torch.optim.RMSprop(parameters, lr=lr)",
    ),
    "L": Bug(  # batches in the order of the file
        "classification",
        "curve",
        "for batch in torch.randperm(len(train_X)).split(16):",
        "for batch in torch.arange(len(train_X)).split(16):",
        "for batch in torch.arange(len(train_X)).split(16):",
    ),
    "M": Bug(  # train() never again after eval()
        "classification",
        "silent",
        """\
for epoch in range(EPOCHS):
    model.train()
""",
        """\
model.train()
for epoch in range(EPOCHS):
""",
        "model.train()",
    ),
    "N": Bug(  # the graph of every batch kept
        "regression",
        "silent",
        "train_loss += loss.item() * len(batch)",
        "train_loss += loss * len(batch)",
        "train_loss += loss * len(batch)",
    ),
}

LINES = {case: bug.line for case, bug in BUGS.items()}
"""The wrong line of every case. This applies all edits, so that an edit that does not fit fails at import."""
