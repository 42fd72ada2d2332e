"""Columns: the same answers for millions of rows, in pandas, Polars and Arrow. Needs the extra `frames`.

Imported only by who asks for it: `import slacal` loads nothing of this.
"""

from importlib import import_module

from slacal.worktime.problems import MissingExtraError

for _package in ("numpy", "narwhals", "pyarrow"):
    try:
        import_module(_package)
    except ImportError as error:
        raise MissingExtraError("slacal.frames", "frames", _package) from error

from slacal.frames.batches import (  # noqa: E402  what is missing is said first
    deadlines_batch,
    elapsed_batch,
    is_working_batch,
    response_deadlines_batch,
    response_verdicts_batch,
    shift_working_days_batch,
)
from slacal.frames.dataframes import (  # noqa: E402  likewise
    deadlines,
    elapsed,
    is_working,
    response_deadlines,
    response_verdicts,
    shift_working_days,
)
from slacal.frames.kernel import MISSING, Kernel  # noqa: E402  likewise

__all__ = [
    "MISSING",
    "Kernel",
    "deadlines",
    "deadlines_batch",
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
