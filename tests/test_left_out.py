"""What is left out where packages are missing: it is said, or fails where nothing may be left out."""

from __future__ import annotations

import pytest

from tests import engines


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PACKAGES", ("pytest", "no_such_package", "nor_this"))
    assert engines.missing_packages() == 'pip install "slacal[test-engines]" for no_such_package, nor_this'
    monkeypatch.setattr(engines, "PACKAGES", ("pytest",))
    assert engines.missing_packages() == ""


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACAL_ENGINES", raising=False)
    with pytest.raises(pytest.skip.Exception, match="^no server$"):
        engines.left_out("no server")


def test_where_nothing_may_be_left_out_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACAL_ENGINES", "1")
    with pytest.raises(pytest.fail.Exception, match="^left out, although SLACAL_ENGINES=1: no server$"):
        engines.left_out("no server")
