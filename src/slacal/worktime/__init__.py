"""Working time: instants, the working clock, opening hours and the calendar. No contract in here."""

from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.interval import Interval
from slacal.worktime.ledger import Ledger, Stretch
from slacal.worktime.stretches import Reason

__all__ = ["Interval", "Ledger", "Reason", "Stretch", "WorkingCalendar"]
