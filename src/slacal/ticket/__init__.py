"""Tickets: events, the lifecycle, and what follows from them. No files and no clock in here."""
