"""Tables on their way to the browser."""

from pages.ui import arrow


def test_a_table_holds_texts_and_numbers_and_knows_where_there_is_nothing():
    """Texts, numbers and gaps come out in the rows where they went in, so no mark gets the words of another."""
    rows: list[dict[str, object]] = [
        {"text": "w₁ x₁ → \t1", "number": 0.1, "whole": 3, "gap": None},
        {"text": "", "number": -2.5, "whole": 2**40, "gap": 4},
        {"text": None, "number": 1e300, "whole": -7, "gap": None},
    ] * 5
    table = arrow.table(rows)
    table.validate(full=True)
    assert table.to_pylist() == rows


def test_a_table_without_rows_is_a_table():
    """A table without rows raises nothing, so a chart with nothing to mark stays empty."""
    assert arrow.table([]).num_rows == 0
