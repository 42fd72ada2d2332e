"""Leaves this folder out where its packages are missing; `test_engines.py` says so, or fails. And a Spark for all."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from tests.engines import LACKING, left_out

if TYPE_CHECKING:
    from collections.abc import Iterator

if LACKING:
    collect_ignore_glob = ["test_[!e]*.py", "test_extra.py"]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A local Spark with two workers, whose sessions are in a zone of their own."""
    if find_spec("pyspark") is None:
        left_out('Spark is not there: pip install "slacal[spark]"')
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        left_out("Java is not there, which Spark needs: apt-get install openjdk-17-jre-headless")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    home = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(home),
        "spark.sql.session.timeZone": "America/New_York",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(home / "warehouse"),
    }
    builder = import_module("pyspark.sql").SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(params=["pandas", "pandas-arrow", "polars", "lazy", "arrow", "chunked"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of frame in turn, for `tests.frames.made`."""
    return str(request.param)
