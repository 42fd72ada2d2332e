# ruff: noqa: E501  messages stand as they are printed
"""Contract files: the shipped one, one of every shape, everything that can be wrong with one, and the schema."""

from __future__ import annotations

import json
import pickle
import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import (
    SMARTSTOCK,
    Budget,
    ClosureRule,
    Contract,
    ContractError,
    ContractFileError,
    ContractWarning,
    HorizonError,
    PinnedHolidays,
    Reading,
    Severity,
    SeverityChange,
    SeverityError,
    SlacalTypeError,
    Terms,
    WorkingCalendar,
)
from slacal.contract.document import MOST_BYTES
from slacal.contract.fields import is_list, is_table
from slacal.contract.file import examine_contract, read_contract
from slacal.contract.schema import contract_schema
from slacal.contract.shipped import TOML
from slacal.contract.write import pinned, write_contract

WARSAW = ZoneInfo("Europe/Warsaw")

FULL = """
format = 1
name = "Everything, said"
version = "2026-1"
valid_from = 2026-01-01
readings = ["working-days", { name = "ours", day = "calendar-day", week = "same-time" }, "literal"]
severity_change = "from_change"
thresholds = [80, 100]

[calendar]
hours = "Mon-Thu 08:00-12:00,13:00-16:00; Fri 08:00-14:00"
tz = "Europe/Berlin"
country = "DE-BY"
hours_per_day = 7.5

[calendar.exceptions]
2026-05-02 = "10:00-14:00"
2026-05-15 = "closed"

[calendar.yearly]
"12-31" = "closed"
12-30 = "08:00-12:00"

[[calendar.breaks]]
start = 2026-05-04T10:00:00+02:00
end = 2026-05-04T11:00:00+02:00

[closure]
weeks = 3
attempts = 1
spacing = "1d"
grace = "4h"
asking_restarts = true

[clauses]
closure = "§ 7"
response = "§ 4"

[severities.1]
name = "critical"
label = { pl = "Krytyczny", en = "Critical" }
definition = { pl = "Nic nie działa.", en = "Nothing works." }
clause = "§ 4 (1)"
response = "PT30M"
resolution = "8h"

[severities.1.calendar]
hours = "24/7"

[severities.2]
label = { en = "High" }
response = "4h"

[severities.2.calendar]
hours = "Mon-Sat 06:00-22:00"
country = "DE"
hours_per_day = 8
yearly = { 12-24 = "closed" }

[severities.3]
response = "1d 4h"
resolution = "5d"

[severities.4]
response = "10d"
"""

SMALL = """
format = 1
name = "ours"
[calendar]
hours = "Mon-Fri 9:00-17:00"
tz = "UTC"
[severities.1]
response = "4h"
"""


BREAKS = """
[[calendar.breaks]]
start = 2026-05-04T10:00:00+02:00
end = 2026-05-04T11:00:00+02:00
[[calendar.breaks]]
start = "2026-05-05 12:00:00+02:00"
end = 2026-05-05T12:30:00+02:00
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def test_the_shipped_file_is_the_shipped_contract() -> None:
    """The file says what `Severity` says, and what the text says."""
    read = Contract.from_toml(TOML)
    assert read == SMARTSTOCK
    assert SMARTSTOCK.calendar is WorkingCalendar.poland()
    for severity in Severity:
        terms = SMARTSTOCK.terms[severity]
        assert SMARTSTOCK.budget(severity) == severity.budget
        assert terms.label == {"pl": severity.label("pl"), "en": severity.label("en")}
        assert terms.clause == f"5.{int(severity)}"
        assert SMARTSTOCK.severity(terms.name or "") == severity == Severity.parse(terms.name or "")
    assert SMARTSTOCK.closure == ClosureRule()
    assert SMARTSTOCK.clauses["closure"] == "3b"
    assert write_contract(SMARTSTOCK).splitlines()[0] == "format = 1"


def test_a_contract_of_every_shape() -> None:
    contract = Contract.from_toml(FULL)
    berlin = ZoneInfo("Europe/Berlin")
    assert contract == Contract(
        name="Everything, said",
        version="2026-1",
        valid_from=date(2026, 1, 1),
        readings=(Reading.WORKING_DAYS, Reading("ours", "calendar-day", "same-time"), Reading.LITERAL),
        severity_change=SeverityChange.FROM_CHANGE,
        thresholds=(80, 100),
        calendar=WorkingCalendar(
            "Mon-Thu 08:00-12:00,13:00-16:00; Fri 08:00-14:00",
            berlin,
            holidays="DE-BY",
            exceptions={date(2026, 5, 2): "10:00-14:00", date(2026, 5, 15): "closed"},
            yearly={"12-31": "closed", "12-30": "08:00-12:00"},
            breaks=[(at("2026-05-04 10:00"), at("2026-05-04 11:00"))],
        ),
        hours_per_day=timedelta(hours=7.5),
        closure=ClosureRule(
            weeks=3, attempts=1, spacing=Budget(days=1), grace=Budget.parse("4h"), asking_restarts=True
        ),
        clauses={"closure": "§ 7", "response": "§ 4"},
        severities={
            1: Budget.parse("30m"), 2: Budget.parse("4h"), 3: Budget.parse("1d 4h"), 4: Budget.parse("10d"),
        },
        terms={
            1: Terms(
                name="critical",
                label={"pl": "Krytyczny", "en": "Critical"},
                definition={"pl": "Nic nie działa.", "en": "Nothing works."},
                clause="§ 4 (1)",
                resolution=Budget.parse("8h"),
                calendar=WorkingCalendar("24/7", berlin, holidays=None),
            ),
            2: Terms(
                label={"en": "High"},
                calendar=WorkingCalendar(
                    "Mon-Sat 06:00-22:00", berlin, holidays="DE", yearly={"12-24": "closed"}
                ),
                hours_per_day=timedelta(hours=8),
            ),
            3: Terms(resolution=Budget(days=5)),
        },
    )  # fmt: skip
    sunday = datetime(2026, 11, 22, 3, tzinfo=berlin)
    assert contract.response_deadline(sunday, "critical").due.isoformat() == "2026-11-22T03:30:00+01:00"
    assert contract.response_deadline(sunday, 2).due.isoformat() == "2026-11-23T10:00:00+01:00"
    assert contract.response_deadline(sunday, 4).due.isoformat() == "2026-12-04T14:00:00+01:00"
    resolution = contract.resolution_deadline(sunday, 1)
    assert resolution is not None
    assert resolution.due.isoformat() == "2026-11-22T11:00:00+01:00"
    assert contract.resolution_deadline(sunday, 2) is None
    assert contract.budget_us(4) == 75 * 3_600_000_000
    assert contract.calendar_of("Krytyczny").hours == "24/7"
    assert [contract.label(severity, "pl") for severity in contract.severities] == ["Krytyczny", "2", "3", "4"]
    assert [contract.label(severity) for severity in contract.severities] == ["Critical", "High", "3", "4"]
    with pytest.raises(SeverityError) as raised:
        contract.severity("critcal")
    assert str(raised.value) == ("severity: expected one of critical, 2, 3, 4, got 'critcal'; did you mean 'critical'?")


@pytest.mark.parametrize("text", [TOML, FULL, SMALL], ids=["shipped", "full", "small"])
def test_what_is_written_reads_back(text: str) -> None:
    """`read_contract(write_contract(contract)) == contract`, also pinned, and each file satisfies the schema."""
    contract = read_contract(text)
    for ours in (contract, pinned(contract, 2025, 2027)):
        written = write_contract(ours)
        assert read_contract(written) == ours
        assert valid(tomllib.loads(written))
    assert valid(tomllib.loads(text))


def test_awkward_names_read_back() -> None:
    days = {date(2026, 5, 1): 'a "b" \\ \n\t\x01\x7f ]#', date(2026, 5, 2): "święto"}
    contract = Contract(
        name='"quoted" = [x]\r\n', calendar=WorkingCalendar(holidays=days), severities={1: Budget.parse("1h")}
    )
    assert read_contract(write_contract(contract)) == contract


def test_breaks_are_read_and_written() -> None:
    """As instants on the calendar's clock; in UTC where its offset has seconds; overlapping ones as one."""
    contract = read_contract(SMALL.replace("[severities.1]", BREAKS + "[severities.1]").replace("UTC", "Europe/Warsaw"))
    breaks = [(at("2026-05-04 10:00"), at("2026-05-04 11:00")), (at("2026-05-05 12:00"), at("2026-05-05 12:30"))]
    assert contract.calendar == WorkingCalendar(holidays=None, breaks=breaks)
    written = BREAKS.replace('"2026-05-05 12:00:00+02:00"', "2026-05-05T12:00:00+02:00").replace("0\n[[", "0\n\n[[")
    assert written in write_contract(contract)
    assert contract.response_deadline(at("2026-05-04 09:00"), 1).due == at("2026-05-04 14:00")
    old = ZoneInfo("Europe/Amsterdam")  # on +00:19:32 until 1937
    early = (datetime(1930, 1, 2, 10, tzinfo=old), datetime(1930, 1, 2, 11, tzinfo=old))
    own = WorkingCalendar("24/7", old, holidays=None, breaks=[early])
    terms = {1: Terms(calendar=own)}
    odd = Contract(name="x", calendar=own, severities={1: Budget.parse("1h")}, terms=terms)
    assert write_contract(odd).count("start = 1930-01-02T09:40:28+00:00\n") == 2
    assert read_contract(write_contract(odd)) == odd


def test_a_budget_of_less_than_seconds_is_not_written() -> None:
    tick = Budget(time=timedelta(microseconds=1))
    for path, contract in (
        ("severities.1.response", replace(SMARTSTOCK, severities={1: tick})),
        ("severities.1.resolution", replace(SMARTSTOCK, terms={1: Terms(resolution=tick)})),
        ("closure.grace", replace(SMARTSTOCK, closure=ClosureRule(grace=tick))),
    ):
        with pytest.raises(ContractError, match=f"^{path}: expected whole seconds, got 'Budget"):
            write_contract(contract)


def test_pinned_holidays_hold_for_their_years_and_no_others() -> None:
    ours = pinned(SMARTSTOCK, 2025, 2027)
    source = ours.calendar.schedule.holidays
    assert isinstance(source, PinnedHolidays)
    assert source.busy_years == (source.first_year, source.last_year)
    assert source.country == "PL"
    reported = at("2025-12-20 12:00")
    for severity in Severity:
        assert ours.compare(reported, severity) == SMARTSTOCK.compare(reported, severity)
    assert "letter ka" in ours.calendar.explain(reported, timedelta(hours=16)).text()
    with pytest.raises(HorizonError, match="holidays are pinned for 2025 to 2027"):
        ours.response_deadline(at("2028-01-03 12:00"), 1)
    with pytest.raises(HorizonError, match="the holidays package knows PL"):
        pinned(SMARTSTOCK, 2099, 2101)
    free = read_contract(SMALL)
    assert pinned(free, 2025, 2027) == free
    assert repr(ours.calendar).startswith("WorkingCalendar('Mon-Fri 09:00-17:00', 'Europe/Warsaw', holidays=PinnedH")


# -- what can be wrong ---------------------------------------------------------------------------------------------


def problems(text: str | Path) -> list[str]:
    contract, found, doubts = examine_contract(text)
    assert (contract is None) == bool(found)
    assert not (found and doubts)
    if found:
        with pytest.raises(ContractFileError) as raised:
            read_contract(text)
        assert [str(problem) for problem in raised.value.problems] == [str(problem) for problem in found]
        assert isinstance(raised.value, ValueError)
    return [str(problem) for problem in found]


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["format: expected to be given: the version of this form, got None",
              "name: expected to be given: what the contract is called, got None",
              "calendar: expected to be given: when support is on duty, got None",
              "severities: expected to be given: by number, the lowest the gravest, got None"]),
        (changed('tz = "UTC"', 'tz = "UTC"\ncountry = "Polnad"'),
         ["line 7: calendar.country: expected a country the holidays package knows (ISO 3166), got 'Polnad'; "
          "did you mean 'PL'?"]),
        (changed("[severities.1]", BREAKS + "[severities.1]").replace("12:30", "11:30"),
         ["line 13: calendar.breaks.1.end: expected an instant after the start, 2026-05-05T12:00:00+02:00, "
          "got '2026-05-05T11:30:00+02:00'"]),
        (changed("[severities.1]", BREAKS + "[severities.1]").replace("12:30", "12:00"),
         ["line 13: calendar.breaks.1.end: expected an instant after the start, 2026-05-05T12:00:00+02:00, "
          "got '2026-05-05T12:00:00+02:00'"]),
        (changed("[severities.1]", BREAKS + "[severities.1]").replace("+02:00", ""),
         [f"line {line}: calendar.breaks.{path}: expected a date and time with an offset, such as "
          f"2026-05-04T12:00:00+02:00, got {got}" for line, path, got in (
              (9, "0.start", "datetime.datetime(2026, 5, 4, 10, 0)"),
              (10, "0.end", "datetime.datetime(2026, 5, 4, 11, 0)"),
              (12, "1.start", "'2026-05-05 12:00:00'"),
              (13, "1.end", "datetime.datetime(2026, 5, 5, 12, 30)"))]),
        (changed('tz = "UTC"', 'tz = "UTC"\nbreaks = [{ start = "2026-02-30T12:00:00Z" }]'),
         ["line 7: calendar.breaks.0.start: expected a date and time with an offset, such as "
          "2026-05-04T12:00:00+02:00, got '2026-02-30T12:00:00Z'",
          "line 7: calendar.breaks.0.end: expected to be given: the first instant after it, got None"]),
        (changed("4h", "4h\\n"), ["line 8: severities.1.response: expected hours or days such as '16h' or '4d', above "
                                  "zero, got '4h\\n'"]),
        (changed("4h", "36526d"), ["line 8: severities.1.response: expected at most 36525 days, a century, "
                                   "got '36526d'"]),
        (changed('"4h"', '"4h"\nresolution = "999999999h"'),
         ["line 9: severities.1.resolution: expected at most 36525 days, a century, got '999999999h'"]),
        (changed("format = 1", 'format = 1\nreadings = ["literal", "literal"]'),
         ["line 3: readings.1: expected a name that no other reading has, got 'literal'"]),
        (changed("format = 1",
                 'format = 1\nreadings = [{ name = "literal", day = "working-day", week = "same-day" }]'),
         ["line 3: readings.0: expected a name that no other reading has, got 'literal'"]),
        (changed("format = 1", "format = 2"), ["line 2: format: expected 1, got 2"]),
        (changed('"ours"', "true"), ["line 3: name: expected text, got True"]),
        (changed('"ours"', '" "'), ["line 3: name: expected text, got ' '"]),
        (changed("Mon-Fri 9:00-17:00", "Mon-Fri 9:00-17:00,16:00-18:00"),
         ["line 5: calendar.hours: expected shifts that do not overlap, got '09:00-17:00,16:00-18:00'"]),
        (changed("Mon-Fri 9:00-17:00", "Mon closed"),
         ["line 5: calendar.hours: expected hours on a weekday, or an exception with hours, got ''"]),
        (changed("UTC", "Europe/Warsav"), ["line 6: calendar.tz: expected an IANA time zone such as 'Europe/Warsaw', "
                                           "got 'Europe/Warsav'; did you mean 'Europe/Warsaw'?"]),
        (changed('tz = "UTC"', 'tz = "UTC"\ncountry = "XX"'),
         ["line 7: calendar.country: expected a country the holidays package knows (ISO 3166), got 'XX'"]),
        (changed('tz = "UTC"', 'tz = "UTC"\ncountry = "DE-XX"'),
         ["line 7: calendar.country: expected a country the holidays package knows (with this subdivision), got 'DE-XX'"]),
        (changed('tz = "UTC"', 'tz = "UTC"\ntimezone = "x"'),
         ["line 7: calendar.timezone: expected one of the fields hours, tz, country, hours_per_day, exceptions, yearly, "
          "holidays, breaks, got 'x'"]),
        (changed('tz = "UTC"', 'tz = "UTC"\nhours_per_day = 0'),
         ["line 7: calendar.hours_per_day: expected a number above 0 to 24, got 0"]),
        (changed('tz = "UTC"', 'tz = "UTC"\nhours_per_day = true'),
         ["line 7: calendar.hours_per_day: expected a number above 0 to 24, got True"]),
        (changed('tz = "UTC"', 'tz = "UTC"\nhours_per_day = nan'),
         ["line 7: calendar.hours_per_day: expected a number above 0 to 24, got nan"]),
        (changed("Mon-Fri 9:00-17:00", "Mon 9:00-17:00; Tue 9:00-12:00"),
         ["line 4: calendar.hours_per_day: expected to be given, as the days differ in "
          "'Mon 09:00-17:00; Tue 09:00-12:00', got None"]),
        (changed('Mon-Fri 9:00-17:00"', 'Mon 9:00-17:00; Tue 9:00-12:00"\nhours_per_day = "8h"'),  # told once
         ["line 6: calendar.hours_per_day: expected a number above 0 to 24, got '8h'"]),
        (changed("[severities.1]", '[calendar.yearly]\n12-32 = "closed"\n[severities.1]'),
         ["line 8: calendar.yearly.12-32: expected a month and a day such as 12-24, got '12-32'"]),
        (changed("[severities.1]", '[calendar.exceptions]\n2026-02-30 = "shut"\n[severities.1]'),
         ["line 8: calendar.exceptions.2026-02-30: expected a date such as 2026-05-02, got '2026-02-30'",
          "line 8: calendar.exceptions.2026-02-30: expected hours such as '09:00-17:00', or 'closed', got 'shut'"]),
        (changed("[severities.1]", "[calendar.holidays]\nfirst_year = 2027\nlast_year = 2026\ndays = {}\n[severities.1]"),
         ["line 9: calendar.holidays.last_year: expected 2027 or later, got 2026"]),
        (changed("[severities.1]", '[calendar.holidays]\nfirst_year = 2026\nlast_year = 2026\n'
                                   'days = { 2027-01-01 = "x" }\n[severities.1]'),
         ["line 10: calendar.holidays.days: expected a date from 2026 to 2026, got '2027-01-01'"]),
        (changed("[severities.1]", "[calendar.holidays]\nfirst_year = 2026.5\n[severities.1]"),
         ["line 7: calendar.holidays.last_year: expected to be given: the last of these years, got None",
          "line 7: calendar.holidays.days: expected to be given: every holiday of these years, with its name, got None",
          "line 8: calendar.holidays.first_year: expected a whole number from 1 to 9999, got 2026.5"]),
        (changed("4h", "4 dni"), ["line 8: severities.1.response: expected hours or days such as '16h' or '4d', above zero, "
                                  "got '4 dni'"]),
        (changed("4h", "0h"), ["line 8: severities.1.response: expected hours or days such as '16h' or '4d', above zero, "
                               "got '0h'"]),
        (changed("4h", "-4h"), ["line 8: severities.1.response: expected hours or days such as '16h' or '4d', above zero, "
                                "got '-4h'"]),
        (changed("4h", "2w"), ["line 8: severities.1.response: expected hours or days such as '16h' or '4d', above zero, "
                               "got '2w'"]),
        (changed('"4h"', "4"), ["line 8: severities.1.response: expected hours or days such as '16h' or '4d', above zero, "
                                "got 4"]),
        (changed('response = "4h"', 'respons = "4h"'),
         ["line 7: severities.1.response: expected to be given: how much time there is to respond, got None",
          "line 8: severities.1.respons: expected one of the fields name, label, definition, clause, response, "
          "resolution, calendar, got '4h'; did you mean 'response'?"]),
        (changed("severities.1", "severities.high"), ["line 7: severities.high: expected numbers from 0 to 999, got 'high'"]),
        (changed('[severities.1]\nresponse = "4h"', "[severities]"),
         ["line 7: severities: expected a table with numbers from 0 to 999 as keys, got {}"]),
        (changed('[severities.1]\nresponse = "4h"', "severities = 3\n"),
         ["line 7: calendar.severities: expected one of the fields hours, tz, country, hours_per_day, exceptions, yearly, "
          "holidays, breaks, got 3", "severities: expected to be given: by number, the lowest the gravest, got None"]),
        (changed('name = "ours"', 'name = "ours"\nreadings = ["litral"]'),
         ["line 4: readings.0: expected one of literal, working-days, civil-code, or a table, got 'litral'; "
          "did you mean 'literal'?"]),
        (changed('name = "ours"', 'name = "ours"\nreadings = []'), ["line 4: readings: expected a list of readings, got []"]),
        (changed('name = "ours"', 'name = "ours"\nreadings = [{ name = "x", day = "day", week = "same-day" }]'),
         ["line 4: readings.0.day: expected one of working-time, working-day, calendar-day, got 'day'"]),
        (changed('name = "ours"', 'name = "ours"\nthresholds = [50, 50]'),
         ["line 4: thresholds: expected rising whole percentages from 1 to 100, got (50, 50)"]),
        (changed('name = "ours"', 'name = "ours"\nthresholds = [0, "x"]'),
         ["line 4: thresholds.0: expected a whole number from 1 to 100, got 0",
          "line 4: thresholds.1: expected a whole number from 1 to 100, got 'x'"]),
        (changed('name = "ours"', 'name = "ours"\nvalid_from = 2026-01-01T00:00:00Z'),
         ["line 4: valid_from: expected a date such as 2026-05-02, "
          "got datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)"]),
        (changed('name = "ours"', 'name = "ours"\nvalid_from = "2026-02-30"'),
         ["line 4: valid_from: expected a date such as 2026-05-02, got '2026-02-30'"]),
        (changed('name = "ours"', 'name = "ours"\nseverity_change = "from_raport"'),
         ["line 4: severity_change: expected one of from_report, from_change, got 'from_raport'; "
          "did you mean 'from_report'?"]),
        (changed('name = "ours"', 'name = "ours"\nclauses = { closing = "3" }'),
         ["line 4: clauses.closing: expected one of report, agreement, closure, third_party, calendar, response, "
          "got 'closing'"]),
        (changed('name = "ours"', 'name = "ours"\nclosure = { weeks = 0, attempts = "2", grace = "1w", '
                                  "asking_restarts = 1 }"),
         ["line 4: closure.weeks: expected a whole number from 1 to 5000, got 0",
          "line 4: closure.attempts: expected a whole number from 0 to 1000, got '2'",
          "line 4: closure.grace: expected hours or days such as '0h' or '1d', got '1w'",
          "line 4: closure.asking_restarts: expected true or false, got 1"]),
        (SMALL + 'label = { de = "x" }', ["line 9: severities.1.label.de: expected one of the fields pl, en, got 'x'"]),
        (SMALL + 'label = "x"', ["line 9: severities.1.label: expected a table with pl, en, got 'x'"]),
        (SMALL + '[severities.1.calendar]\nhours = "Mon 9:00-17:00; Tue 9:00-12:00"',
         ["line 9: severities.1.calendar.hours_per_day: expected to be given, as the days differ in "
          "'Mon 09:00-17:00; Tue 09:00-12:00', got None"]),
        (SMALL + '[severities.1.calendar]\nhours = 3', ["line 10: severities.1.calendar.hours: expected hours such as "
                                                      "'Mon-Fri 09:00-17:00', got 3"]),
        (SMALL + 'name = "High"\n[severities.2]\nname = "high"\nresponse = "8h"',
         ["line 10: severities.2: expected a name of its own, not that of severity 1, got 'high'"]),
        (SMALL + '[severities.1]\nresponse = "5h"',
         ["line 9: file: expected TOML in which each key stands once, got '[severities.1]'"]),
        (SMALL + 'response = "5h"\r',
         ["line 9: file: expected TOML in which each key stands once, got 'response = \"5h\"'"]),
        (SMALL + "x = { a = 1, a = 2 }",
         ["line 9: file: expected TOML in which each key stands once, got 'x = { a = 1, a = 2 }'"]),
        (SMALL + "x = [", ["line 9: file: expected TOML (Invalid value), got 'x = ['"]),
        ("x = " + "[" * 100_000, ["file: expected TOML, got 'tables nested too deeply'"]),
        ("x = 1\n" + "'a b' . b." * 51 + "c = 1",
         ["line 2: file: expected keys of at most 100 parts, got 'a key of more'"]),
        ("# " + "." * 200 + " and a.b" * 99 + "\nx = [", ["line 2: file: expected TOML (Invalid value), got 'x = ['"]),
        ("=" * (MOST_BYTES + 1), [f"file: expected at most {MOST_BYTES}, got '{MOST_BYTES + 1} characters'"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_all_at_once(text: str, expected: list[str]) -> None:
    assert sorted(problems(text)) == sorted(expected)


def test_what_only_the_meaning_tells_does_not_wait_for_the_form() -> None:
    """Thresholds that fall, readings and severities of one name: told beside a zone and a budget that cannot be read."""
    text = SMALL.replace('"ours"', '"ours"\nreadings = ["literal", "literal"]\nthresholds = [90, 50]').replace(
        '"UTC"', '"Mars"'
    )
    found = problems(text + 'name = "high"\n[severities.2]\nresponse = "8h"\nlabel = { en = "High" }\n')
    assert [problem.partition(": expected")[0] for problem in found] == [
        "line 4: readings.1",
        "line 5: thresholds",
        "line 8: calendar.tz",
        "line 12: severities.2",
    ]


def test_lines_are_found_behind_long_texts_and_in_dotted_keys() -> None:
    text = (
        'format = 1\nname = """\n[x]\nname = 3\n"""\ncalendar.hours = 3\n"calendar".tz = 4\nseverities.1.response = 5\n'
    )
    assert problems(text) == [
        "line 6: calendar.hours: expected hours such as 'Mon-Fri 09:00-17:00', got 3",
        "line 7: calendar.tz: expected an IANA time zone such as 'Europe/Warsaw', got 4",
        "line 8: severities.1.response: expected hours or days such as '16h' or '4d', above zero, got 5",
    ]


def test_a_whole_number_may_have_a_point() -> None:
    """As JSON Schema has it."""
    assert read_contract(changed("format = 1", "format = 1.0\nthresholds = [50.0]")).thresholds == (50,)
    assert problems(changed("format = 1", "format = 1\nthresholds = 50")) == [
        "line 3: thresholds: expected a list of percentages, got 50"
    ]
    assert problems(changed("format = 1", "format = 1\nclosure = { asking_restarts = 0 }"))


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "contract.toml"
    path.write_text(FULL, encoding="utf-8-sig")
    assert Contract.from_toml(path) == Contract.from_toml(str(path)) == Contract.from_toml(FULL)
    path.write_bytes(b'name = "x"\nname2 = "\xff"\n')
    assert problems(path) == ["line 2: file: expected UTF-8, got b'\\xff'"]
    with pytest.raises(ContractFileError) as raised:
        Contract.from_toml(path)
    assert str(raised.value) == f"{path}: 1 problem\n  line 2: file: expected UTF-8, got b'\\xff'"
    path.write_bytes(b"#" * 10_000_000)
    assert problems(path) == [f"file: expected at most {MOST_BYTES} bytes, got 'more than {MOST_BYTES} bytes'"]
    assert problems(tmp_path / "none.toml") == ["file: expected a readable file, got 'No such file or directory'"]
    assert problems(tmp_path) == ["file: expected a readable file, got 'Is a directory'"]
    assert problems("a\0b.toml") == ["file: expected a readable file, got 'embedded null byte'"]


def test_a_group_of_problems_travels() -> None:
    with pytest.raises(ContractFileError) as raised:
        read_contract("")
    twin = pickle.loads(pickle.dumps(raised.value))
    assert (str(twin), twin.name, len(twin.problems)) == (str(raised.value), "contract", 4)
    warning = ContractWarning(raised.value.problems[0])
    assert str(pickle.loads(pickle.dumps(warning))) == str(warning) == str(raised.value.problems[0])


def test_a_group_of_problems_splits_as_groups_do() -> None:
    with pytest.raises(ContractFileError) as raised:
        read_contract("format = 2\n")
    error = raised.value
    matched, rest = error.split(lambda problem: isinstance(problem, ContractError) and problem.line is not None)
    assert isinstance(matched, ContractFileError)
    assert isinstance(rest, ContractFileError)
    assert (len(matched.problems), len(rest.problems), rest.name) == (1, 3, "contract")


def test_what_was_hardly_meant_is_warned_of() -> None:
    text = (
        SMALL
        + '[severities.2]\nresponse = "2h"\n[severities.3]\nresponse = "1h"\n[severities.3.calendar]\nhours = "24/7"\n'
    )
    _, found, doubts = examine_contract(text)
    assert not found
    expected = "line 8: severities.1.response: expected no more time than for the lesser severity 2, 2h, got '4h'"
    assert [str(doubt) for doubt in doubts] == [expected]
    with pytest.warns(ContractWarning) as caught:
        contract = Contract.from_toml(text)
    assert [str(warning.message) for warning in caught] == [expected]
    assert caught[0].filename == __file__
    assert contract.budget(2) == Budget.parse("2h")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Contract.from_toml(FULL)


def test_solutions_are_looked_at_too() -> None:
    """One that is due before the response, and one that may take longer than that of the next lesser problem."""
    text = (
        SMALL
        + 'resolution = "9h"\n[severities.2]\nresponse = "1d"\nresolution = "8h"\n'
        + '[severities.3]\nresponse = "2d"\nresolution = "15h"\n'
    )
    _, found, doubts = examine_contract(text)
    assert not found
    assert [str(doubt) for doubt in doubts] == [
        "line 9: severities.1.resolution: expected no more time than for the lesser severity 2, 8h, got '9h'",
        "line 15: severities.3.resolution: expected no less time than to respond, 2d, got '15h'",
    ]


@pytest.mark.parametrize("country", ["PL", None])
@pytest.mark.parametrize("days", [(), ((date(2026, 5, 4), "x"),)])
@pytest.mark.parametrize("years", [(2026, 2027), (1, 9999)])
def test_pinned_holidays_read_back(
    country: str | None, days: tuple[tuple[date, str], ...], years: tuple[int, int]
) -> None:
    """Also none at all for some years: then there are none, and nothing is known of others."""
    holidays = PinnedHolidays(country=country, first_year=years[0], last_year=years[1], days=days)
    contract = replace(SMARTSTOCK, calendar=WorkingCalendar(holidays=holidays))
    read = read_contract(write_contract(contract))
    assert read == contract
    assert read.calendar.schedule.holidays.first_year == years[0]


def test_the_least_and_the_most() -> None:
    contract = replace(SMARTSTOCK, terms={}, severities={0: Budget.parse("1s"), 999: Budget(days=36_525)})
    assert read_contract(write_contract(contract)) == contract


def test_a_deep_table_is_told_in_short() -> None:
    """As a value of tables in tables in tables is no help."""
    found = problems(f"\n[{'.'.join('a' * 90)}]\n")
    found.sort()
    assert found[0].startswith("a: expected one of the fields format, ")
    assert found[0].endswith("got {'a': {'a': {'a': {...}}}}")
    assert max(map(len, found)) < 250


def test_lines_are_counted_as_toml_counts_them() -> None:
    """Characters that Python takes for line ends in text are none."""
    assert problems(changed('"ours"', '"o\u2028u\x85rs" # \u2029').replace('"4h"', "4")) == [
        "line 8: severities.1.response: expected hours or days such as '16h' or '4d', above zero, got 4"
    ]
    assert Contract.from_toml("\ufeff" + SMALL) == Contract.from_toml(SMALL)


@pytest.mark.parametrize("source", [None, 1, b"format = 1", ["x"]])
def test_a_source_of_another_kind_is_refused(source: object) -> None:
    with pytest.raises(SlacalTypeError, match="^source: expected a path, or TOML as text, got "):
        Contract.from_toml(source)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@given(st.text(max_size=60), st.integers(0, len(FULL)))
def test_no_text_makes_the_reader_fail_otherwise(noise: str, where: int) -> None:
    """Whatever is put anywhere into a file, there are problems or a contract, and nothing else is raised."""
    examine_contract(FULL[:where] + noise + FULL[where:])
    examine_contract(noise + "\n")


# -- the schema ----------------------------------------------------------------------------------------------------


SCHEMA = json.loads(json.dumps(contract_schema()).replace('$"', r'\\Z"'))  # where Python's $ lets a line end follow
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def valid(document: Mapping[str, object]) -> bool:
    """Whether the schema accepts a document, dates being text in JSON."""
    return bool(VALIDATOR.is_valid(json.loads(json.dumps(document, default=str))))  # pyright: ignore[reportUnknownMemberType]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(contract_schema())


Path_ = tuple[str | int, ...]


def paths(document: object, path: Path_ = ()) -> list[Path_]:
    """Every place in a document: keys of tables, and rows of lists."""
    inside: list[tuple[str | int, object]] = []
    if is_table(document):
        inside += document.items()
    if is_list(document):
        inside += enumerate(document)
    return [found for key, value in inside for found in ((*path, key), *paths(value, (*path, key)))]


def put(document: object, path: Path_, value: object, *, new: bool) -> object:
    """A document with another value at a place, or with none there; or, if it is new, beside it."""
    key, *rest = path
    if is_table(document):
        name = f"{key}x" if new and not rest else str(key)
        others = {other: row for other, row in document.items() if other != name}
        inner = put(document[name], tuple(rest), value, new=new) if rest else value
        return others if inner is None else {**others, name: inner}
    assert is_list(document)
    assert isinstance(key, int)
    inner = put(document[key], tuple(rest), value, new=new) if rest else value
    after = document[key:] if new and not rest else document[key + 1 :]
    return [*document[:key], *([] if inner is None else [inner]), *after]


DOCUMENTS = [tomllib.loads(text) for text in (FULL, write_contract(pinned(read_contract(FULL), 2026, 2026)))]
PLACES = [(document, path) for document in DOCUMENTS for path in paths(document)]
VALUES: list[object] = [
    None, 1, 0, -1, 2.0, 2.5, True, "", " ", "x", "4d", "0h", "1w", "4h\n", "99999d", "PT4H", "P", "09:00-17:00", "closed",
    "literal", "working-day", "from_report", "2026-01-01", "2026-05-04T12:00:00Z", "2026-05-04 12:00:00+02:00",
    "2026-05-04T12:00:00", "2026-13-04T12:00:00Z", [], ["literal"], ["x"], [1], [50, 75], {}, {"pl": "x"}, {"1": "x"},
    {"12-24": "closed"}, {"2026-05-02": "closed"}, {"name": "x", "day": "working-day", "week": "same-day"},
    {"start": "2026-05-04T12:00:00Z", "end": "2026-05-04T13:00:00Z"}, [{"start": "2026-05-04T12:00:00Z"}],
    [{"start": "2026-05-04T12:00:00Z", "end": "2026-05-04T13:00:00Z"}],
]  # fmt: skip
MEANING = (
    "an IANA time zone", "a country the holidays package knows", "hours such as '", "shifts that do not overlap",
    "a time such as", "a month and a day", "a date such as", "a date and time with", "hours on a weekday", "a date from",
    "as the days differ", "rising whole percentages", "a name of its own", "a name that no other", "an instant after",
    "a century", "or later",
)  # fmt: skip


def test_every_field_is_in_the_documents_that_are_changed() -> None:
    """So that what the next test changes is all there is."""

    def fields(schema: dict[str, object]) -> set[str]:
        found: set[str] = set()
        for key, inner in schema.items():
            if is_table(inner):
                found |= set(inner) if key == "properties" else set()
                found |= fields(dict(inner))
            if is_list(inner):
                for row in inner:
                    found |= fields(dict(row)) if is_table(row) else set()
        return found

    named = {key for document in DOCUMENTS for path in paths(document) for key in path}
    assert fields(contract_schema()) <= named


@given(st.sampled_from(PLACES), st.sampled_from(VALUES), st.booleans())
def test_schema_and_loader_agree_on_the_form(place: tuple[dict[str, object], Path_], value: object, new: bool) -> None:
    """A file with one thing changed, taken out or put in: both accept it, or both refuse it.

    Where the loader refuses what the schema accepts, it is for the meaning: a name that is known to nobody, hours
    that are none, or parts that contradict each other.
    """
    document = put(*place, value, new=new)
    assert is_table(document)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        contract, found, _ = examine_contract(as_toml(document))
        assert contract is None or read_contract(write_contract(contract)) == contract
    if contract is not None:
        assert valid(document), (place[1], value)
    elif valid(document):
        assert all(any(word in problem.expected for word in MEANING) for problem in found), found


def as_toml(value: Mapping[str, object]) -> str:
    """Any document as TOML of one line a key."""

    def inline(value: object) -> str:
        if is_table(value):
            return f"{{ {', '.join(f'{json.dumps(key)} = {inline(row)}' for key, row in value.items())} }}"
        if is_list(value):
            return f"[{', '.join(map(inline, value))}]"
        return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)

    return "\n".join(f"{json.dumps(key)} = {inline(row)}" for key, row in value.items()) + "\n"
