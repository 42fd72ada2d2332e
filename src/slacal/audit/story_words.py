"""The words stories are told in, in Polish and English.

Invariant: both languages have the same words, and one for every act, verdict and state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.ticket.vocabulary import Act

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacal.worktime.language import Language

__all__ = ["ACTS", "WORDS"]

ACTS: Mapping[Language, Mapping[Act, str]] = {
    "en": {act: str(act) for act in Act},
    "pl": {
        Act.REPORTED: "zgłoszenie",
        Act.ACKNOWLEDGED: "potwierdzenie przyjęcia",
        Act.WORK_STARTED: "rozpoczęcie pracy",
        Act.RESPONDED: "reakcja",
        Act.SEVERITY_CHANGED: "zmiana wagi",
        Act.CUSTOMER_ASKED: "pytanie do klienta",
        Act.CUSTOMER_REPLIED: "odpowiedź klienta",
        Act.SUPPORT_REPLIED: "odpowiedź wsparcia",
        Act.CONTACT_ATTEMPTED: "próba kontaktu",
        Act.SOLUTION_PROPOSED_BY_SUPPORT: "propozycja wsparcia",
        Act.SOLUTION_PROPOSED_BY_CUSTOMER: "propozycja klienta",
        Act.SOLUTION_ACCEPTED_BY_SUPPORT: "zgoda wsparcia",
        Act.SOLUTION_ACCEPTED_BY_CUSTOMER: "zgoda klienta",
        Act.SOLUTION_REJECTED_BY_SUPPORT: "odmowa wsparcia",
        Act.SOLUTION_REJECTED_BY_CUSTOMER: "odmowa klienta",
        Act.CLOSED_UNANSWERED: "zamknięcie bez odpowiedzi",
        Act.CLOSED: "zamknięcie",
    },
}
"""What happened, as the log says it and in Polish."""

WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "met": "response MET",
        "breached": "response BREACHED",
        "running": "response RUNNING",
        "unknown": "response UNKNOWN",
        "unreported": "no report, no verdict",
        "disputable": "disputable",
        "severity": "severity",
        "as_of": "as of",
        "events": "EVENTS",
        "waits": "WAITS",
        "response": "RESPONSE",
        "readings": "READINGS",
        "findings": "FINDINGS",
        "none": "none",
        "clause": "clause",
        "ahead": "not yet happened",
        "repeated": "known already, counts once",
        "nothing": "changes nothing",
        "no_change": "noted",
        "begins": "severity {severity}; the time counts from here",
        "confirmed": "first half of the response: confirmed",
        "started": "first half of the response: work started",
        "complete": "response complete, after {used} of working time",
        "responded": "response complete",
        "attempt": "attempt {number} of {needed} that counts",
        "in_vain": "does not count: the customer has until {ends}",
        "waits_until": "support waits, until {ends}",
        "signal": "a signal: the wait is over",
        "with-support": "with support",
        "with-customer": "with the customer",
        "proposed": "a proposal of support is open",
        "tried": "the customer is to decide",
        "offered": "support is to decide on the customer's proposal",
        "closed-agreed": "closed, both sides agreed",
        "closed-unanswered": "closed, the customer stayed silent",
        "closed-unstated": "closed, nobody says why",
        "goes_on": "goes on",
        "ended": "ended by {by}",
        "silence": "silence was to last until {ends}",
        "counted": "; attempts that count: {counted} of {made}",
        "met_if": "met if",
        "breached_if": "breached if",
        "never": "never breached",
        "field": "would be settled by:",
        "used": "used {used} of {budget} of working time",
        "due": "due",
        "last": "last on time",
    },
    "pl": {
        "met": "reakcja W TERMINIE",
        "breached": "reakcja PO TERMINIE",
        "running": "czas na reakcję BIEGNIE",
        "unknown": "reakcja NIEROZSTRZYGNIĘTA",
        "unreported": "bez zgłoszenia nie ma wyniku",
        "disputable": "sporne",
        "severity": "waga",
        "as_of": "stan na",
        "events": "ZDARZENIA",
        "waits": "OCZEKIWANIE",
        "response": "REAKCJA",
        "readings": "SPOSOBY LICZENIA",
        "findings": "UWAGI",
        "none": "brak",
        "clause": "pkt",
        "ahead": "jeszcze nie nastąpiło",
        "repeated": "już znane, liczy się raz",
        "nothing": "niczego nie zmienia",
        "no_change": "odnotowano",
        "begins": "waga {severity}; odtąd biegnie czas",
        "confirmed": "pierwsza połowa reakcji: potwierdzono",
        "started": "pierwsza połowa reakcji: zaczęto pracę",
        "complete": "reakcja pełna, po {used} czasu pracy",
        "responded": "reakcja pełna",
        "attempt": "próba {number} z {needed}, liczy się",
        "in_vain": "nie liczy się: klient ma czas do {ends}",
        "waits_until": "wsparcie czeka, do {ends}",
        "signal": "sygnał: koniec oczekiwania",
        "with-support": "po stronie wsparcia",
        "with-customer": "po stronie klienta",
        "proposed": "propozycja wsparcia czeka na decyzję",
        "tried": "decyzja należy do klienta",
        "offered": "wsparcie decyduje o propozycji klienta",
        "closed-agreed": "zamknięte za zgodą obu stron",
        "closed-unanswered": "zamknięte, klient milczał",
        "closed-unstated": "zamknięte, nie wiadomo dlaczego",
        "goes_on": "trwa",
        "ended": "zakończone przez: {by}",
        "silence": "cisza miała trwać do {ends}",
        "counted": "; prób, które się liczą: {counted} z {made}",
        "met_if": "w terminie, jeżeli:",
        "breached_if": "po terminie, jeżeli:",
        "never": "nigdy po terminie",
        "field": "rozstrzygnęłoby:",
        "used": "zużyto {used} z {budget} czasu pracy",
        "due": "termin",
        "last": "ostatnia chwila",
    },
}
"""All other words, by what they are for; verdicts and states by their own names."""
