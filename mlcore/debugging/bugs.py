"""The bugs of the debugging lesson: each is a small edit of a loop without a bug.

This module reads the loops as text and does not import torch, so that a page can import it.
"""

from dataclasses import dataclass
from difflib import unified_diff
from functools import cached_property
from pathlib import Path
from typing import Literal


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
    """One bug: an edit of a loop without a bug.

    Attributes
    ----------
    loop
        The module of the loop without the bug.
    shows
        How the bug shows: as a ``crash``, in a ``curve``, or in neither: ``silent``.
    find, replace
        The edit, in whole lines.
    culprit
        The wrong line of the broken source; if a line is missing, the first line that needs it.
    """

    loop: Literal["regression_loop", "classification_loop"]
    shows: Literal["crash", "curve", "silent"]
    find: str
    replace: str
    culprit: str

    @cached_property
    def fixed(self) -> str:
        """The source of the loop without the bug."""
        return Path(__file__).with_name(f"{self.loop}.py").read_text(encoding="utf-8")

    @cached_property
    def broken(self) -> str:
        """The source of the loop with the bug."""
        return apply_edit(self.fixed, self.find, self.replace)

    @cached_property
    def line(self) -> int:
        """The number of the wrong line in the broken source, counted from 1.

        Raises
        ------
        ValueError
            If the culprit is not exactly one line.
        """
        numbers = [number for number, text in enumerate(self.broken.splitlines(), 1) if text.strip() == self.culprit]
        if len(numbers) != 1:
            raise ValueError(f"culprit must be one line of the broken loop, got {self.culprit!r} in lines {numbers}")
        return numbers[0]

    @property
    def length(self) -> int:
        """The number of lines of the broken source."""
        return len(self.broken.splitlines())

    def diff(self) -> str:
        """Return the repair of the loop as a unified diff without its header."""
        lines = unified_diff(self.broken.splitlines(), self.fixed.splitlines(), n=1, lineterm="")
        return "\n".join(list(lines)[2:])


BUGS = {
    "A": Bug(  # zero_grad once an epoch
        "regression_loop",
        "curve",
        """\
        for batch in torch.randperm(len(x)).split(16):
            optimizer.zero_grad()
""",
        """\
        optimizer.zero_grad()
        for batch in torch.randperm(len(x)).split(16):
""",
        "optimizer.zero_grad()",
    ),
    "B": Bug(  # a letter missing
        "regression_loop",
        "crash",
        "    optimizer = make_optimizer(",
        "    ptimizer = make_optimizer(",
        'ptimizer = make_optimizer("SGD", model.parameters(), lr)',
    ),
    "C": Bug(  # training loss never reset
        "regression_loop",
        "curve",
        """\
    for _epoch in range(settings.epochs):
        train_loss = 0.0
""",
        """\
    train_loss = 0.0
    for _epoch in range(settings.epochs):
""",
        "train_loss = 0.0",
    ),
    "D": Bug(  # softmax before CrossEntropyLoss
        "classification_loop",
        "curve",
        "        return self.linear2(hidden)\n",
        "        return torch.softmax(self.linear2(hidden), dim=1)\n",
        "return torch.softmax(self.linear2(hidden), dim=1)",
    ),
    "E": Bug(  # keywords that the constructor does not have
        "regression_loop",
        "crash",
        "MLPModel(in_dim=1, out_dim=1, hid_dim=16)",
        "MLPModel(in_features=1, hidden_features=16)",
        "model = MLPModel(in_features=1, hidden_features=16)",
    ),
    "F": Bug(  # an (N, 1) prediction against an (N,) target
        "regression_loop",
        "curve",
        "prediction = model(x[batch]).squeeze(1)",
        "prediction = model(x[batch])",
        "prediction = model(x[batch])",
    ),
    "G": Bug(  # train_loss never initialised
        "regression_loop",
        "crash",
        "        train_loss = 0.0\n",
        "",
        "train_loss += loss.item() * len(batch)",
    ),
    "H": Bug(  # chosen by test accuracy
        "classification_loop",
        "silent",
        "best = val_acc.index(max(val_acc))",
        "best = test_acc.index(max(test_acc))",
        "best = test_acc.index(max(test_acc))",
    ),
    "I": Bug(  # compared instead of assigned
        "regression_loop",
        "crash",
        "self.act = nn.Tanh()",
        "self.act == nn.Tanh()",
        "self.act == nn.Tanh()",
    ),
    "J": Bug(  # gradients cleared before they are used
        "regression_loop",
        "curve",
        """\
            optimizer.zero_grad()
            prediction = model(x[batch]).squeeze(1)
            loss = criterion(prediction, y[batch])
            loss.backward()
""",
        """\
            prediction = model(x[batch]).squeeze(1)
            loss = criterion(prediction, y[batch])
            loss.backward()
            optimizer.zero_grad()
""",
        "optimizer.zero_grad()",
    ),
    "K": Bug(  # "SGD" that builds RMSprop
        "regression_loop",
        "curve",
        "return optim.SGD(parameters, lr=lr)",
        "return optim.RMSprop(parameters, lr=lr)",
        "return optim.RMSprop(parameters, lr=lr)",
    ),
    "L": Bug(  # batches in the order of the file
        "classification_loop",
        "curve",
        "for batch in torch.randperm(len(x)).split(16):",
        "for batch in torch.arange(len(x)).split(16):",
        "for batch in torch.arange(len(x)).split(16):",
    ),
    "M": Bug(  # train() never again after eval()
        "classification_loop",
        "silent",
        """\
    for _epoch in range(settings.epochs):
        model.train()
""",
        """\
    model.train()
    for _epoch in range(settings.epochs):
""",
        "model.train()",
    ),
    "N": Bug(  # the graph of every batch kept
        "regression_loop",
        "silent",
        "train_loss += loss.item() * len(batch)",
        "train_loss += loss * len(batch)",
        "train_loss += loss * len(batch)",
    ),
}

LINES = {case: bug.line for case, bug in BUGS.items()}
"""The wrong line of every case. This applies all edits, so that an edit that does not fit fails at import."""
