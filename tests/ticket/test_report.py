"""Problem reports: what is missing, and how it is asked for."""

from __future__ import annotations

import pickle

import pytest

from slacal import EventError, ProblemReport, ReportItem, SlacalTypeError

WHOLE = ProblemReport(
    subject="Problem: login",
    occurred="yesterday at two",
    diagnosis="another browser",
    description="an error on the start page, after the update",
    messages="ORA-00942",
    expectations="a fix before Monday",
)


def test_a_whole_report_misses_nothing() -> None:
    assert WHOLE.missing() == ()
    assert WHOLE.is_complete
    assert WHOLE.request("pl") == WHOLE.request("en") == ""


def test_an_empty_report_misses_everything_in_the_order_of_the_contract() -> None:
    assert ProblemReport().missing() == tuple(ReportItem)
    assert [item.clause for item in ReportItem] == [f"2.{number}" for number in range(1, 7)]
    assert [item.required for item in ReportItem] == [True, True, True, True, False, False]


@pytest.mark.parametrize("item", ReportItem)
def test_each_item_is_missed_alone(item: ReportItem) -> None:
    """Without one item, that one is asked for, in both languages, and no other."""
    told = WHOLE.to_dict()
    told[item.name.lower()] = " "
    report = ProblemReport.from_dict(told)
    assert report.missing() == (item,)
    assert report.is_complete is not item.required
    for language in ("pl", "en"):
        assert report.request(language).count("\n- ") == 1
        assert f"- {item.label(language)}" in report.request(language)


def test_screenshots_do_for_messages() -> None:
    assert ReportItem.MESSAGES not in ProblemReport(attachments=("screen.png",)).missing()
    assert ReportItem.MESSAGES in ProblemReport(attachments=(" ",)).missing()


def test_the_request_reads_well() -> None:
    report = ProblemReport(subject="Problem: login", description="an error on the start page")
    assert report.request("en") == (
        "Thank you for your report. It will be solved sooner once we know:\n"
        "- when the problem occurred\n"
        "- what has been checked already\n"
        "\n"
        "If you can, please add:\n"
        "- messages and screenshots\n"
        "- what is expected\n"
        "\n"
        "A reply to this message is enough; your report is in already, and its time counts from when you sent it."
    )
    assert report.request("pl") == (
        "Dziękujemy za zgłoszenie. Szybciej je rozwiążemy, gdy dowiemy się jeszcze:\n"
        "- kiedy problem wystąpił\n"
        "- co już sprawdzono\n"
        "\n"
        "Jeśli to możliwe, prosimy też podać:\n"
        "- komunikaty i zrzuty ekranu\n"
        "- czego się oczekuje\n"
        "\n"
        "Wystarczy odpowiedzieć na tę wiadomość; zgłoszenie jest już przyjęte, a jego czas biegnie od chwili nadania."
    )


def test_there_and_back() -> None:
    for report in (WHOLE, ProblemReport(), ProblemReport(attachments=("a", "b"))):
        assert ProblemReport.from_dict(report.to_dict()) == report
        assert pickle.loads(pickle.dumps(report)) == report
    assert ProblemReport(attachments=("a", "b")).to_dict() == {"attachments": ["a", "b"]}


def test_refusals() -> None:
    with pytest.raises(EventError, match=r"report\.mesages: .* did you mean 'messages'\?"):
        ProblemReport.from_dict({"mesages": "x"})
    with pytest.raises(EventError, match="report: expected an object with named fields, got 'x'"):
        ProblemReport.from_dict("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match="subject: expected text or None, got 5"):
        ProblemReport(subject=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match=r"attachments: expected a tuple of texts, got \['a'\]"):
        ProblemReport(attachments=["a"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match=r"attachments\[1\]: expected text, got 1"):
        ProblemReport(attachments=("a", 1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(EventError, match="^occurred: expected text without lone surrogates"):
        ProblemReport(occurred="\ud800")
    with pytest.raises(EventError, match=r"^report\.attachments: expected a list of texts"):
        ProblemReport.from_dict({"attachments": ["\ud800"]})


def test_a_language_is_one_of_two() -> None:
    for ask in (ReportItem.SUBJECT.label, WHOLE.request):
        with pytest.raises(SlacalTypeError, match="^language: expected 'pl' or 'en', got 'de'"):
            ask("de")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        with pytest.raises(SlacalTypeError, match=r"^language: expected 'pl' or 'en', got \[\] \(list\)$"):
            ask([])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
