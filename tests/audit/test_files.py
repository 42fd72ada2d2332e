"""Files: CSV and JSON Lines of every kind, good and bad, and what becomes of each row."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from slacal import InputError, Severity
from slacal.audit.judgement import Judgement
from slacal.audit.lines import LONGEST, Lines, LookAhead
from slacal.audit.manner import COMMAND
from slacal.audit.names import Names

from .rows import HEADER, check_bytes, rejections, verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD = "2026-11-16T09:00+01:00,2026-11-17T09:00+01:00,"
"""Stamps of a ticket that was responded to within any budget, and not closed."""

GOOD_JSON = '"severity":1,"reported_at":"2026-11-16T09:00+01:00","responded_at":"2026-11-17T09:00+01:00"'


def row(ticket: str, subject: str = "s") -> str:
    return f"{ticket},1,{GOOD},{subject}"


def table(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


@pytest.mark.parametrize(
    "text",
    [
        table(row("A"), row("B")),
        table(row("A"), row("B")).rstrip("\n"),
        table(row("A"), row("B")).replace("\n", "\r\n"),
        table(row("A"), row("B")).replace("\n", "\r"),
        "\ufeff" + table(row("A"), row("B")),
        table(row("A"), row("B")).replace(",", ";"),
        table(row("A"), row("B")).replace(",", "\t"),
        "\n \n" + table("", row("A"), "", ",,,,,", '"","","","","",""', row("B"), " ", "\t"),
        table(row('"A"', '"a ""quoted"" subject, with a comma"'), row("B")),
        table(row("A", '"two\nlines"'), row("B", '"three\r\n\r\nlines"')),
        table(row("A", "żółw"), row("B", "a 'quote\"")),
        table(row(" A "), row("B")),
        f'"ticket", severity ,"reported_at",responded_at,closed_at,x\n{row("A")}\n{row("B")}',
        f'{{"ticket":"A",{GOOD_JSON}}}\n\n \n{{"ticket":"B",{GOOD_JSON},"closed_at":null,"x":[1]}}',
        f'\ufeff\n  {{"ticket":"A",{GOOD_JSON}}}\r\n{{"ticket":"B",{GOOD_JSON}}}',
    ],
)
def test_forms_that_mean_the_same(text: str) -> None:
    rows = check_bytes(text)
    assert rejections(rows) == []
    assert verdicts(rows) == {"A": "met", "B": "met"}


def test_columns_carried_along() -> None:
    header = "ticket,severity,subject,reported_at,responded_at,,subject,subject"
    (judgement,) = check_bytes(f"{header}\nA,1,one,{GOOD}two,three,four")
    assert isinstance(judgement, Judgement)
    assert judgement.case.extra == {
        "subject": "one",
        "column 6": "two",
        "subject (column 7)": "three",
        "subject (column 8)": "four",
    }
    (judgement,) = check_bytes(f'{{"ticket":7,{GOOD_JSON},"customer":{{"name":"x"}}}}')
    assert isinstance(judgement, Judgement)
    assert judgement.case.extra == {"customer": {"name": "x"}}


def test_foreign_names_and_severities() -> None:
    text = "Key;Prio;Created;Answered\nA;P1;2026-11-16 09:00;2026-11-17 09:00"
    names = {"ticket": "Key", "severity": "Prio", "reported_at": "Created", "responded_at": "Answered"}
    severities = {"P1": Severity.OUTAGE}
    rows = check_bytes(text, tz="Europe/Warsaw", columns=names, severities=severities)
    assert verdicts(rows) == {"A": "met"}
    assert "f: ticket: expected a column 'ticket' in the header (another name: --column ticket=Header)" in " ".join(
        rejections(check_bytes(text))
    )


BAD_ROWS: list[tuple[str, Sequence[str]]] = [
    # one row of a table, then what is said of it
    ("X,1,2026-11-16T09:00+01:00", ["expected 6 fields, as the header has, found 3, got 'X,1,2026-11-16T09:00+01:00'"]),
    (row("X", "a,b"), [f"expected 6 fields, as the header has, found 7, got '{row('X', 'a,b')}'"]),
    (row("A"), ["ticket: expected each ticket once, first at f:2, got 'A'"]),
    (
        row("X", "bad \udcff byte"),
        ["subject: expected text in UTF-8, without NUL, got 'bad \\xff byte'"],
    ),
    (row("X", "NUL \0"), ["subject: expected text in UTF-8, without NUL, got 'NUL \\x00'"]),
    (
        "\udcff,?,2026-11-16T09:00+01:00,,,\0",
        [
            "ticket: expected text in UTF-8, without NUL, got '\\xff'",
            "subject: expected text in UTF-8, without NUL, got '\\x00'",
            "severity: expected 1 to 5 or one of outage, component-down, degraded, question, suggestion "
            "(foreign values: --severity-map VALUE=1), got '?'",
        ],
    ),
    (
        row("X", '"never closed'),
        ["expected quoting as in CSV, found a quote that is never closed: the next that could, on line 5, has text"],
    ),
    (row("X", '"a"b'), ["expected quoting as in CSV, found text after a closing quote, got"]),
    (
        row("X", '"' + "x" * 140_000 + '"'),
        ["expected quoting as in CSV, found a field of more than 131072 characters, got"],
    ),
    (row("X", "x" * LONGEST), [f"expected lines of at most {LONGEST} characters, got '{row('X')[:-1]}xxx"]),
    (
        '"X\n",1,2026-11-16T09:00+01:00,,,s',
        ["ticket: expected a value on one line: a quote opens here and closes on another, got 'X\\n'"],
    ),
    ("X,1,1850-01-01T00:00Z,1850-01-02T00:00Z,,s", ["reported_at: 1850"]),
]


@pytest.mark.parametrize(("bad", "told"), BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_bad_row_costs_only_itself(bad: str, told: Sequence[str]) -> None:
    rows = check_bytes(table(row("A"), bad, row("B"), row("C", '"c"')))
    assert verdicts(rows) == {"A": "met", "B": "met", "C": "met"}
    found = [text for text in rejections(rows) if text.startswith("f:3: ")]
    assert len(found) == len(told)
    for text, start in zip(found, told, strict=True):
        assert text.startswith(f"f:3: {start}")


def test_a_stray_quote_never_swallows_good_rows() -> None:
    """Whether it is closed by the quote of a later row, by none, or where it makes the fields come out right."""
    later = [row(f"T{number}", '"quoted"' if number == 3 else "plain") for number in range(5)]
    for opening in ('X,1,2026-11-16T09:00+01:00,,,"oops', '"X,1,,,,', 'X,"1,,,,', "X,1," + '"' * 7 + ",,,"):
        rows = check_bytes(table(opening, *later))
        assert list(verdicts(rows)) == [f"T{number}" for number in range(5)], opening
        assert {text.split(": ")[0] for text in rejections(rows)} == {"f:2"}


def test_a_quoted_field_may_run_over_many_lines() -> None:
    long = '"' + "\n" * 999 + '"'
    assert verdicts(check_bytes(table(row("A", long), row("B")))) == {"A": "met", "B": "met"}


DEEP = [row(f"D{number}") for number in range(1100)]
"""More lines than a record may have, each of which looks like a ticket."""

FAR = len(DEEP) + 4  # the line on which a record ends that begins on the third and has these in between
LIMITS = "1000 lines, of 1048576 characters in all, with fields of 131072"
NEVER = "expected quoting as in CSV, found a quote that is never closed"
SKIPPED = "expected a record of at most"
BIG = "x" * LONGEST
LONG_RECORDS: list[tuple[str, list[str], str, str]] = [
    # how a record begins, the lines in it, how it ends, and what is said of it: nothing inside is a ticket
    (row("X", '"log:'), DEEP, 'end"', f"{SKIPPED} {LIMITS}, found one that ends on line {FAR}, got '{row('X')[:-1]}"),
    (row("X", '"log:'), [*DEEP, '"" a', 'b ""'], '"', SKIPPED),
    (row("X", '"log:'), ["x" * 90_000, row("Y"), "x" * 90_000], '"', SKIPPED),
    (row("X", '"' + "x" * 140_000), [row("Y")], '"', SKIPPED),
    (row("X", '"' + BIG), [row("Y")], '"', SKIPPED),
    (row("X", '"log:'), [row("Y", BIG * 2), row("Z")], '"', SKIPPED),
    (row("X", '"log:'), [row("Y")], f'{BIG}{BIG}"{BIG}', SKIPPED),
    (row("X", '"' + "x" * 140_000), [], 'x"', SKIPPED),
]
STRAY_QUOTES: list[tuple[str, list[str], str]] = [
    # a line with a quote, the good rows and others after it, and what is said of the line: the rows are read
    (row("X", '"log:'), DEEP, f"{NEVER}, got"),
    (row("X", '"log:'), [*DEEP, row("Z", '"z"')], f"{NEVER}: the next that could, on line {FAR}, has text after it"),
    ('X,1,,,,"', [*DEEP, '",a'], f"{NEVER}: the next that could, on line {FAR}, makes 7 fields"),
    ('"X', DEEP, "expected quoting as in CSV, found a quote that is not closed on its line, in a column that has to"),
    (row("X", '"' + "x" * 140_000 + '"'), DEEP, "expected quoting as in CSV, found a field of more than 131072 char"),
    (row("X", '"' + BIG + '"'), DEEP, f"expected lines of at most {LONGEST} characters"),
    (row("X", BIG + "quote"), DEEP, f"expected lines of at most {LONGEST} characters"),
]


@pytest.mark.parametrize(("first", "inside", "last", "told"), LONG_RECORDS, ids=range(len(LONG_RECORDS)))
def test_nothing_inside_a_record_that_is_too_long_is_judged(
    first: str, inside: list[str], last: str, told: str
) -> None:
    """It is one rejected row, at its first line, and the rows after it have their own line numbers."""
    rows = check_bytes(table(row("A"), first, *inside, last, row("B"), "short"))
    assert verdicts(rows) == {"A": "met", "B": "met"}
    (found, short) = rejections(rows)
    assert found.startswith(f"f:3: {told}")
    assert short.startswith(f"f:{len(inside) + 6}: expected 6 fields")


@pytest.mark.parametrize(("stray", "after", "told"), STRAY_QUOTES, ids=range(len(STRAY_QUOTES)))
def test_a_quote_that_is_closed_nowhere_swallows_nothing(stray: str, after: list[str], told: str) -> None:
    """However far it was looked for, the lines after it are rows, and they are where they were."""
    rows = check_bytes(table(row("A"), stray, *after, row("B"), "short"))
    assert {"A", "B", "D0", "D1099"} <= verdicts(rows).keys()
    assert len(verdicts(rows)) >= len(DEEP) + 2
    first, *_, short = rejections(rows)
    assert first.startswith(f"f:3: {told}")
    assert short.startswith(f"f:{len(after) + 5}: expected 6 fields")


def test_ends_are_looked_for_so_often_and_no_more() -> None:
    """Quotes that each look closed nowhere until the end of the file do not make it take the square of its length."""
    rows = check_bytes(table(*[row(f"X{number}", '24",x,"y') for number in range(1200)], row("A", "żółw")))
    assert verdicts(rows) == {"A": "met"}
    told = [text.split("found a quote that is ")[1].split(", got")[0] for text in rejections(rows)]
    assert told == ["never closed"] * 10 + [f"not closed within {LIMITS}"] * 191 + ["never closed"] * 999
    header = '"' + "\n" * 1100 + '"'
    assert rejections(check_bytes(header))[0].startswith(
        f"f: expected quoting as in CSV, found a quote that is not closed within {LIMITS}"
    )


def test_lines_looked_at_ahead_are_released() -> None:
    """A search that found nothing, and nobody who reads on."""
    lines = Lines(BytesIO(table(row("X", '"x'), *DEEP, *DEEP).encode()))
    for _ in range(2):
        assert lines.next()
    with LookAhead(lines) as ahead:
        assert len(list(ahead)) == 2200
        ahead.put_back()
        assert list(ahead) == []
        ahead.put_back()
    assert lines.next() == DEEP[0]
    assert lines.number == 3
    lines.release()


def test_line_numbers_count_physical_lines() -> None:
    rows = check_bytes("\n" + table(row("A", '"1\n2\n3"'), "", "short", row("B", '"x'), "short"))
    assert [text.split(": ")[0] for text in rejections(rows)] == ["f:7", "f:8", "f:9"]


BAD_FILES: list[tuple[str | bytes, Sequence[str]]] = [
    (b"", ["f: expected a header or an object, found an empty file"]),
    (b"\n \n\n", ["f: expected a header or an object, found blank lines only"]),
    (b"\xef\xbb\xbf", ["f: expected a header or an object, found an empty file"]),
    ("[", ["f: expected JSON Lines: one object a line, and no list around them"]),
    ('[{"ticket": 1}]', ["f: expected JSON Lines: one object a line, and no list around them"]),
    ('{\n"ticket": 1\n}', ["f: expected JSON Lines: one object a line, and no list around them"]),
    (
        HEADER.encode("utf-16"),
        ["f: expected text in UTF-8, found UTF-16 or another encoding: save the file as CSV in UTF-8"],
    ),
    (HEADER.encode("utf-16-be"), ["f: expected text in UTF-8, found UTF-16 or another encoding: save the file as"]),
    (b"\xff" + HEADER.encode(), ["f: expected text in UTF-8, found other bytes: save the file as CSV in UTF-8"]),
    (
        "ticket,severity\n",
        [
            "f: reported_at: expected a column 'reported_at' in the header "
            "(another name: --column reported_at=Header), got 'ticket, severity'",
            "f: responded_at: expected a column 'responded_at', or acknowledged_at and started_at, in the header "
            "(another name: --column responded_at=Header), got 'ticket, severity'",
        ],
    ),
    (
        "ticket,sev,reported_at,responded_at\n",
        ["f: severity: expected a column 'severity' in the header (another name"],
    ),
    (
        "Ticket,severity,reported at,responded_at",
        [
            "f: ticket: expected a column 'ticket' in the header; did you mean --column ticket=Ticket?, got",
            "f: reported_at: expected a column 'reported_at' in the header; did you mean "
            '--column reported_at="reported at"?',
        ],
    ),
    (
        "ticket,severity,reported_at,acknowledged_at",
        ["f: started_at: expected a column 'started_at' in the header (another name"],
    ),
    (
        "ticket,severity,reported_at,started_at",
        ["f: acknowledged_at: expected a column 'acknowledged_at' in the header"],
    ),
    (
        "ticket,severity,severity,reported_at,responded_at,ticket",
        [
            "f: ticket: expected this column once, got 'ticket'",
            "f: severity: expected this column once, got 'severity'",
        ],
    ),
    ("Ticket,at,event\n", ["f: ticket: expected a column 'ticket' in the header; did you mean --column ticket=Tick"]),
    ("ticket,at,event,at\n", ["f: at: expected this column once, got 'at'"]),
    ('ticket,"severity', ["f: expected quoting as in CSV, found a quote that is never closed"]),
    ("x" * (LONGEST + 1), [f"f: expected lines of at most {LONGEST} characters"]),
    ("x" * 200_000, ["f: expected quoting as in CSV, found a field of more than 131072 characters, got 'xxx"]),
]


@pytest.mark.parametrize(("data", "told"), BAD_FILES, ids=range(len(BAD_FILES)))
def test_files_that_cannot_be_read(data: str | bytes, told: Sequence[str]) -> None:
    rows = check_bytes(data)
    assert verdicts(rows) == {}
    found = rejections(rows)
    assert len(found) == len(told)
    for text, start in zip(found, told, strict=True):
        assert text.startswith(start)


def test_one_form_of_the_response_is_enough_and_a_given_name_is_needed() -> None:
    text = "ticket,severity,reported_at,acknowledged_at,started_at\n"
    assert check_bytes(text) == []
    assert rejections(check_bytes(text, columns={"closed_at": "End"})) == [
        "f: closed_at: expected a column 'End' in the header (another name: --column closed_at=Header), "
        "got 'ticket, severity, reported_at, acknowledged_at, started_at'"
    ]
    assert rejections(check_bytes(text, columns={"responded_at": "First reply"}))[0].startswith(
        "f: responded_at: expected a column 'First reply', or acknowledged_at and started_at, in the header"
    )


BAD_OBJECTS: list[tuple[str, str]] = [
    ("{", "f:2: expected a JSON object: Expecting property name enclosed in double quotes at character 2, got '{'"),
    ("1", "f:2: expected a JSON object, one a line, got '1'"),
    ("[]", "f:2: expected a JSON object, one a line, got '[]'"),
    ("null", "f:2: expected a JSON object, one a line, got 'null'"),
    ('"x"', "f:2: expected a JSON object, one a line, got '\"x\"'"),
    ('{"ticket":"X","ticket":"Y"}', "f:2: ticket: expected each key once, got 'X, Y'"),
    ('{"ticket":"X","x":{"a":1,"a":2}}', "f:2: a: expected each key once, got '1, 2'"),
    ('{"x":"\udcff"}', 'f:2: expected text in UTF-8, without NUL, got \'{"x":"\\xff"}\''),
    ('{"x":"\0"}', 'f:2: expected text in UTF-8, without NUL, got \'{"x":"\\x00"}\''),
    (
        '{"x":' + "[" * 100_000 + "}",
        "f:2: expected a JSON object with numbers of at most 4300 digits, nested less deep",
    ),
    ('{"x":' + "9" * 5000 + "}", "f:2: expected a JSON object with numbers of at most 4300 digits, nested less deep"),
    ('{"x":"' + "x" * LONGEST + '"}', f'f:2: expected lines of at most {LONGEST} characters, got \'{{"x":"xxx'),
    ('{"ticket":"A",' + GOOD_JSON + "}", "f:2: ticket: expected each ticket once, first at f:1, got 'A'"),
    ('{"ticket":"\\ud800",' + GOOD_JSON + "}", "f:2: ticket: expected the name of a ticket without NUL or bytes that"),
]


@pytest.mark.parametrize(("bad", "told"), BAD_OBJECTS, ids=range(len(BAD_OBJECTS)))
def test_a_bad_object_costs_only_itself(bad: str, told: str) -> None:
    rows = check_bytes(f'{{"ticket":"A",{GOOD_JSON}}}\n{bad}\n{{"ticket":"B",{GOOD_JSON}}}')
    assert verdicts(rows) == {"A": "met", "B": "met"}
    (found,) = rejections(rows)
    assert found.startswith(told)


def test_values_of_json() -> None:
    values = json.dumps({"ticket": 7, "severity": 1.0, "reported_at": float("nan"), "responded_at": True})
    assert rejections(check_bytes(values)) == [
        "f:1: reported_at: expected a time: a ticket begins with its report",
        "f:1: responded_at: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got 'True'",
    ]


def test_a_misspelt_key_is_not_an_unanswered_ticket() -> None:
    """Where no object has a key of the response, and one has a key like it, the file as a whole is doubtful."""
    open_ticket = '{"ticket":"A","severity":1,"reported_at":"2026-11-16T09:00+01:00"'
    expected = "expected a key 'responded_at', or acknowledged_at and started_at, somewhere"
    for rest in ("}", ',"customer":"x"}', ',"first_reply":"2026-11-16T10:00+01:00"}'):
        assert rejections(check_bytes(open_ticket + rest)) == [
            f"f: responded_at: {expected} (null where nothing is recorded)"
        ]
    assert rejections(check_bytes(open_ticket + ',"responded_at":null}')) == []
    other = open_ticket.replace("A", "B") + ',"responded_at":null}'
    assert rejections(check_bytes(open_ticket + "}\n" + other)) == []
    assert rejections(check_bytes(open_ticket + ',"respondedAt":null}')) == [
        f"f: responded_at: {expected}; did you mean --column responded_at=respondedAt?"
    ]
    assert rejections(check_bytes(open_ticket + ',"started at":null}\n{"ticket":1}'))[-1] == (
        f'f: started_at: {expected}; did you mean --column started_at="started at"?'
    )
    assert rejections(check_bytes(open_ticket + ',"Responded_At":null,"responded_at":null}')) == []


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        (
            {"reportedat": "x"},
            "--column: expected one of ticket, severity, reported_at, responded_at, acknowledged_at, sta",
        ),
        ({"ticket": "id", "closed_at": "id"}, "--column: expected a different name for each column, got 'id'"),
        ({"ticket": "severity"}, "--column: expected a different name for each column, got 'severity'"),
    ],
)
def test_names_that_cannot_be(columns: dict[str, str], error: str) -> None:
    with pytest.raises(InputError) as caught:
        Names(columns, COMMAND)
    assert str(caught.value).startswith(error)


def test_foreign_keys_are_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slacal.audit.names._KEPT", 2)
    names = Names({})
    for key in ("x", "y", "respondedat"):
        names.cells({key: 1}, keep=False)
    assert "did you mean" not in str(names.suspicion())


def test_ambiguous_and_impossible_local_times() -> None:
    text = table(
        "A,1,2026-03-29T02:30,,,",
        "B,1,2026-10-25T02:30,2026-10-26T12:00,,",
        "C,1,2026-11-18,2026-11-20T10:00,,",
    )
    rows = check_bytes(text, tz="Europe/Warsaw")
    assert verdicts(rows) == {"B": "met", "C": "unknown"}
    assert rejections(rows) == [
        "f:2: reported_at: expected a local time that exists in Europe/Warsaw: clocks were put forward over this one, "
        "got '2026-03-29T02:30'"
    ]


def test_a_file_that_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Lines) -> bool:
        if self.number:
            raise OSError(5, "Input/output error")
        self.queue.extend([HEADER, row("A")])
        return True

    monkeypatch.setattr(Lines, "fill", fail)
    rows = check_bytes(b"")
    assert verdicts(rows) == {"A": "met"}
    assert rejections(rows) == ["f: expected a readable file: Input/output error"]


def test_lines_are_released_whether_or_not_their_stream_is_still_open() -> None:
    """The stream stays open for whoever opened it; where it was closed meanwhile, nothing is raised."""
    stream = BytesIO(b"x")
    Lines(stream).release()
    assert not stream.closed
    lines = Lines(stream)
    stream.close()
    lines.release()
