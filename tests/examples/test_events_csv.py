"""The example of an event log: a ticket for every kind of thing that an audit finds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from slacal import SMARTSTOCK
from slacal.audit.checker import Checker
from slacal.audit.finding import Finding
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.rules import findings_of
from slacal.worktime.instants import read_zone, to_us

EVENTS = Path(__file__).parents[2] / "docs" / "examples" / "events.csv"
NOW = to_us(datetime.fromisoformat("2026-11-20T12:00+01:00"))

TOLD = {
    "SUP-2001": "met",
    "SUP-2002": "met SLA403",
    "SUP-2003": "met",
    "SUP-2004": "breached SLA101",
    "SUP-2005": "met SLA202",
    "SUP-2006": "met SLA203",
    "SUP-2007": "met SLA207",
    "SUP-2008": "met SLA301",
    "SUP-2009": "met SLA204",
    "SUP-2010": "met SLA302",
    "SUP-2011": "met SLA208",
    "SUP-2012": "met SLA205 SLA209",
    "SUP-2013": "met",
    "SUP-2014": "met",
    "SUP-2015": "breached SLA101",
    "SUP-2016": "SLA405",
    "SUP-2017": "met SLA402",
    "SUP-2018": "met SLA202",  # only under another reading of two weeks
    "SUP-2019": "unknown",
    "SUP-2020": "breached SLA102",
    "SUP-2021": "running",
    "SUP-2022": "met",
    "SUP-2023": "met SLA205",
}


def test_what_is_told_of_each_ticket() -> None:
    checker = Checker(Judge(SMARTSTOCK, NOW), tz=read_zone("Europe/Warsaw"))
    with EVENTS.open("rb") as file:
        assert list(checker.file(file, EVENTS.name)) == []
    told: dict[str, str] = {}
    for row in checker.finish():
        if isinstance(row, Judgement):
            told[row.ticket] = " ".join([row.verdict.value, *(finding.code for finding in findings_of(row))])
        else:
            assert isinstance(row, Finding)
            told[row.ticket] = row.code
    assert told == TOLD
