"""Spark: a question of `slacal.frames` put to a data frame of Spark, batch by batch on its workers. Extra `spark`.

Spark pickles the question once, and each Python worker calls it for the Arrow record batches of its partitions
(`mapInArrow`): no row becomes a Python object, nothing is shuffled, and no row waits for another. The workers need
`slacal[frames]` and the same holidays and zone rules as the driver: what they answer depends on their versions.

Invariant: a frame is not run by asking; Spark runs the plan when somebody wants rows.
Law: rows are answered as in any other frame, whatever partitions and batches they come in.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from slacal.errors import SlacalTypeError
from slacal.frames.arrow import Batch, pa
from slacal.frames.columns import once
from slacal.frames.questions import Question
from slacal.worktime.problems import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["ask"]

try:
    types: Any = import_module("pyspark.sql.types")
except ImportError as error:
    raise MissingExtraError("slacal.frames.spark", "spark", "pyspark") from error

_TYPES = {
    pa.timestamp("us", "UTC").id: types.TimestampType(),
    pa.duration("us").id: types.DayTimeIntervalType(),
    pa.date32().id: types.DateType(),
    pa.bool_().id: types.BooleanType(),
    pa.string().id: types.StringType(),
}
"""The types of answers; working days of timestamps without a zone are such as well."""


def ask(frame: Any, question: Question) -> Any:
    """The frame with the columns of the answers, which Spark works out when it runs the plan.

    Instants without a zone (`TIMESTAMP_NTZ`) are read on the clock of the question's `tz`; answers are instants
    (`TIMESTAMP`), working time (`INTERVAL DAY TO SECOND`), dates as they were given, truths or text. Raises
    `InputError` and `SlacalTypeError` at once for columns that are missing or of another type, and for what is no
    question; what is wrong with a row is raised by the job, or is null in the answers of a question with
    `on_error="null"`. An example that runs: docs/engines.md.
    """
    if not hasattr(frame, "mapInArrow"):
        raise SlacalTypeError("frame", type(frame).__name__, "a data frame of Spark")
    if not isinstance(question, Question):
        raise SlacalTypeError("question", question, "a question, as slacal.frames.response_deadlines_batch makes")
    once(frame.columns, frame.columns)
    columns = dict.fromkeys(question.present(list(frame.columns)))
    fields = types.StructType([frame.schema[name] for name in columns])
    # Made anew, as a stream gives rows to its query alone; with `limit`, Spark needs no job for it.
    empty = frame.sparkSession.createDataFrame([], fields).limit(0).toArrow()
    answers = dict(question.answer({name: empty.column(name).combine_chunks() for name in columns}))
    schema = types.StructType()
    for field in frame.schema.fields:
        schema.add(_field(field.name, answers.pop(field.name)) if field.name in answers else field)
    for name, values in answers.items():
        schema.add(_field(name, values))
    plain = frame.toDF(*(f"column_{place}" for place in range(len(frame.columns))))  # mapInArrow takes names apart
    return plain.mapInArrow(_Batches(question, frame.columns), schema)


class _Batches:
    """A question to each of the batches of a partition, whose columns have these names."""

    def __init__(self, question: Question, names: list[str]) -> None:
        self.question = question
        self.names = names

    def __call__(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        for batch in batches:
            yield self.question(batch.rename_columns(self.names))


def _field(name: str, values: Any) -> Any:
    naive = pa.types.is_timestamp(values.type) and values.type.tz is None
    return types.StructField(name, types.TimestampNTZType() if naive else _TYPES[values.type.id], nullable=True)
