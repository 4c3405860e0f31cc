"""Which few of a track's developments tell how it came to where it stands."""

import re
from collections.abc import Iterable, Sequence

from parley.domain.model import Development
from parley.domain.stories.deeds import Grade, grade

# So many lines tell a track's story to somebody in a hurry.
MOST = 3
_LOOKED_AT = 12
_EARLIER = re.compile(r"\bhad \w+(?:ed|en|ne|t|wn|de)\b", re.IGNORECASE)
_LONGEST = 240  # code points; a longer sentence is no line


def telling(known: Iterable[Development], by: Development) -> tuple[Development, ...]:
    """The developments that may tell it, the newest first; ``by`` is the one that it stands on."""
    done = [one for one in known if not one.scheduled and _is_line(one)]
    done.sort(key=lambda one: (one.event_date, grade(one), one.known_at, one.id), reverse=True)
    weighty = [one for one in done if grade(one) >= Grade.OFFER]
    chosen = (weighty if len(weighty) >= MOST else done)[:_LOOKED_AT]
    return tuple(dict.fromkeys((by, *chosen)))


def _is_line(one: Development) -> bool:
    """Whether its words are short, and tell what happened then and not what had happened before."""
    return len(one.quote) <= _LONGEST and _EARLIER.search(one.quote) is None


def steps(stand: Sequence[Development], by: Development) -> tuple[Development, ...]:
    """At most ``MOST`` of those whose words stand, the oldest first, with ``by`` among them if it does.

    Of one article one sentence, and of one day one.
    """
    chosen: list[Development] = [one for one in stand if one.id == by.id]
    for one in stand:
        told = any(
            one.article_id == other.article_id
            or one.event_date == other.event_date
            or one.quote == other.quote
            for other in chosen
        )
        if len(chosen) < MOST and not told:
            chosen.append(one)
    return tuple(sorted(chosen, key=lambda one: (one.event_date, one.known_at, one.id)))
