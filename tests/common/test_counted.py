"""Counted nouns."""

import pytest

from pages.ui.context import counted, t, viewed


@pytest.mark.parametrize(("count", "said"), [(0, "0 epochs"), (1, "1 epoch"), (2, "2 epochs"), (4000, "4,000 epochs")])
def test_one_is_singular_and_all_other_numbers_are_plural(count, said):
    """The page says 1 epoch and 2 epochs, because learners of English copy what they read."""
    assert counted(count, "1 epoch", "{count} epochs") == said


def test_both_forms_are_translated_as_they_stand():
    """A plural that is made by adding an s has no counterpart in Korean."""
    korean = {"1 epoch": "에포크 1회", "{count} epochs": "에포크 {count}회"}
    with viewed(translate=korean.__getitem__):
        said = [counted(count, t("1 epoch"), t("{count} epochs")) for count in (1, 2000)]
    assert said == ["에포크 1회", "에포크 2,000회"]
