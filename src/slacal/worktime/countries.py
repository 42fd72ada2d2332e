"""Countries: one of the `holidays` package's, without all the others.

Asked for its first country, the package imports all of its 250, which takes longer than everything else together.
Each stands in a module of its own, so slacal imports just that one, unless the package has them all in memory already
or keeps its countries in another way than this module knows.

Law: the class found here is that of the package: it answers alike for every country, subdivision and year.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from types import ModuleType

    from holidays import HolidayBase

__all__ = ["alpha_2", "country_class", "country_near"]

_ALL = "holidays.countries"


def alpha_2(country: str) -> str | None:
    """The two-letter code of a country given by any of its codes; None where the package does not know it."""
    from holidays.registry import COUNTRIES

    return next((codes[1] for codes in COUNTRIES.values() if country in codes[1:]), None)


def country_near(text: str) -> str | None:
    """The two-letter code of the country whose English name is nearest to a text; None where none is near."""
    from holidays.registry import COUNTRIES

    near = nearest(text.replace(" ", "_"), COUNTRIES)
    return COUNTRIES[near][1] if near else None


@cache
def country_class(country: str) -> type[HolidayBase] | None:
    """The class of a country, given its ISO 3166 code; None where the package does not know it."""
    import holidays  # slow to import, so only when a country is asked for
    from holidays.registry import COUNTRIES

    for name, (_, *codes) in COUNTRIES.items():
        if country in codes:
            path = Path(holidays.__file__).parent / "countries" / f"{name}.py"
            module = import_module(_ALL) if _ALL in sys.modules or not path.is_file() else _alone(path)
            found: type[HolidayBase] = getattr(module, country)
            return found
    return None


def _alone(path: Path) -> ModuleType:
    """A country's module, under a name of its own, so that it does not bring its package with it."""
    name = f"slacal_country_{path.stem}"
    spec = spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None  # noqa: PT018, S101  the file is there and ends in .py
    module = module_from_spec(spec)
    sys.modules[name] = module  # as for every import: pickling looks there for the module of a class
    spec.loader.exec_module(module)
    return module
