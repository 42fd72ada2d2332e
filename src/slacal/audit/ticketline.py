"""Tickets as lines of the JSON report, written quickly.

Law: a line is what the JSON encoder makes of `Judgement.facts`, with times as ISO 8601 text, and inexact ones as they
are known.
"""

from __future__ import annotations

from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING

from slacal.audit.judgement import seconds
from slacal.audit.stamps import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from slacal.audit.judgement import Judgement, Unknown
    from slacal.audit.stamps import Stamp

__all__ = ["ticket_line"]


def ticket_line(judgement: Judgement, text: Callable[[int], str], extra: str | None = None) -> str:
    """A judged ticket as a JSON object on a line; `text` writes instants, `extra` is what is carried along, as JSON."""
    case, unknown, elapsed_us = judgement.case, judgement.unknown, judgement.elapsed_us
    due_us, last_us = judgement.ends_us
    return (
        f'{{"ticket": {quoted(case.ticket)}, "severity": {case.severity}, "verdict": "{judgement.verdict.value}", '
        f'"reported_at": {_stamp(case.reported, text)}, "due": {_stamp(due_us, text)}, '
        f'"last_on_time": {_stamp(last_us, text)}, "responded_at": {_stamp(case.response, text)}, '
        f'"budget_s": {seconds(judgement.budget_us)}, '
        f'"elapsed_s": {"null" if elapsed_us is None else seconds(elapsed_us)}, '
        f'"disputable": {"true" if judgement.disputable else "false"}, '
        f'"unknown": {"null" if unknown is None else _unknown(unknown)}'
        + ("}" if extra is None else f', "extra": {extra}}}')
    )


def _stamp(stamp: Stamp | None, text: Callable[[int], str]) -> str:
    if stamp is None:
        return "null"
    return quoted(stamp.text) if isinstance(stamp, Bounds) else f'"{text(stamp)}"'


def _unknown(unknown: Unknown) -> str:
    breached_if = "null" if unknown.breached_if is None else quoted(unknown.breached_if)
    return f'{{"met_if": {quoted(unknown.met_if)}, "breached_if": {breached_if}, "field": {quoted(unknown.field)}}}'
