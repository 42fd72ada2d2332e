"""Columns: the same answers for millions of rows, in pandas, Polars and Arrow. Needs the extra `frames`.

Imported only by who asks for it: `import slacal` loads nothing of this.
"""

from slacal.errors import MissingExtraError

try:
    import narwhals as _narwhals
    import numpy as _numpy
    import pyarrow as _pyarrow
except ImportError as error:
    raise MissingExtraError("slacal.frames", "frames", error.name or "") from error
del _narwhals, _numpy, _pyarrow

from slacal.frames.batches import (  # noqa: E402  what is missing is said first
    elapsed_batch,
    is_working_batch,
    response_deadlines_batch,
    response_verdicts_batch,
    shift_working_days_batch,
)
from slacal.frames.dataframes import (  # noqa: E402
    elapsed,
    is_working,
    response_deadlines,
    response_verdicts,
    shift_working_days,
)
from slacal.frames.kernel import MISSING, Kernel  # noqa: E402

__all__ = [
    "MISSING",
    "Kernel",
    "elapsed",
    "elapsed_batch",
    "is_working",
    "is_working_batch",
    "response_deadlines",
    "response_deadlines_batch",
    "response_verdicts",
    "response_verdicts_batch",
    "shift_working_days",
    "shift_working_days_batch",
]
