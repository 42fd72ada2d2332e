"""Working time: instants, the working clock, opening hours and the calendar. No contract in here."""
