"""How hard the property tests try: `--hypothesis-profile=ci` tries harder than the everyday run."""

from __future__ import annotations

from hypothesis import settings

# No deadline: the first example pays for importing `holidays`, and an oracle that counts is slow by design.
settings.register_profile("everyday", deadline=None, max_examples=60)
settings.register_profile("ci", deadline=None, max_examples=400, print_blob=True)
settings.load_profile("everyday")
