"""Whether a page that is missing was withdrawn, or its site is unwell: told by how the site's other articles are."""

from __future__ import annotations

from datetime import timedelta

# Articles known to be live that are read again before a withdrawal is believed: five, or twice as many as are missing.
_FEWEST_CONTROLS, _MOST_CONTROLS = 5, 24
# So many missing at once, and more than a third of all that were looked at, look like half a site that is down. What
# is missing for a day while all the others are well was taken away (2026-11).
_MANY, _SHARE = 3, 3
_MANY_WAIT = timedelta(days=1)
# With no other article to compare with.
_LONELY_WAIT = timedelta(days=7)


def controls_wanted(suspected: int) -> int:
    """Return how many articles to read again when so many are missing at their second look."""
    return min(_MOST_CONTROLS, max(_FEWEST_CONTROLS, 2 * suspected + 1))


def is_site_well(*, missing: int, well: int, controls_well: int, controls_failed: int, waited: timedelta) -> bool:
    """Tell whether what is missing on a site may be believed.

    missing, well: how many of the known articles were missing, or read as they are known, of late; controls_well,
    controls_failed: of those read again just now; waited: for how long the page in question has been missing.
    """
    if controls_well == 0:
        return controls_failed == 0 and waited >= _LONELY_WAIT
    if missing >= _MANY and missing * _SHARE > missing + well:
        return controls_failed == 0 and waited >= _MANY_WAIT
    return controls_well > 2 * controls_failed
