"""Working time: instants, the working clock, opening hours and the calendar. No contract in here."""

from slacal.worktime.calendar import Interval, WorkingCalendar

__all__ = ["Interval", "WorkingCalendar"]
