"""Tables in Arrow's memory layout, as Streamlit sends them to the browser.

pyarrow's own conversions from Python values import pandas, which takes 29 MB of the app's process for nothing.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


def table(rows: Sequence[dict[str, object]]) -> pa.Table:
    """Return rows of one shape as a table; a column holds texts, or numbers with None where there is none."""
    names = list(rows[0]) if rows else []
    return pa.Table.from_arrays([column([row[name] for row in rows]) for name in names], names=names)


def column(values: list) -> pa.Array:
    """Return a column of texts, or of numbers as 64-bit floats, which JavaScript has for all of them."""
    is_there = np.array([value is not None for value in values])
    validity = pa.py_buffer(np.packbits(is_there, bitorder="little"))
    if any(isinstance(value, str) for value in values):
        texts = [(value or "").encode() for value in values]
        offsets = np.cumsum([0, *map(len, texts)], dtype=np.int32)
        buffers = [validity, pa.py_buffer(offsets), pa.py_buffer(b"".join(texts))]
        return pa.Array.from_buffers(pa.string(), len(values), buffers)
    numbers = np.array(values, dtype=np.float64)
    return pa.Array.from_buffers(pa.float64(), len(values), [validity, pa.py_buffer(numbers)])
