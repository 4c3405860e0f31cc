"""The ports: what the use cases need of the outside world, and what each side may rely on.

Rules for every adapter: only errors of ``parley.domain.errors`` leave it (vendors' are translated
with ``from``); every time is aware and UTC; calls that write are idempotent under the key named in
their docstring, so that whatever died half-way is simply done again.
"""

from parley.app.ports.archive import (
    Articles,
    Developments,
    Editions,
    Frequencies,
    Hit,
    Known,
    Search,
)
from parley.app.ports.chat import Board, ChannelCheck, Chat, Dispatch, Part, Posted, Pressed
from parley.app.ports.clock import Clock
from parley.app.ports.notices import Follows, Notices
from parley.app.ports.pictures import Painter
from parley.app.ports.sources import Fetched, FetchStatus, Page, Sources
from parley.app.ports.store import Archive, Keeper, Migrate, StoreInfo
from parley.app.ports.tenants import (
    Decisions,
    Deliveries,
    Feedbacks,
    Installations,
    Proposals,
    Tenants,
)
from parley.app.ports.tracks import CalendarDate, TrackBoard, TrackLine, TrackPage
from parley.app.ports.work import Engine, Handler, Job, SlotTick, Tick, Timetable
from parley.app.ports.writers import Writer

__all__ = [
    "Archive",
    "Articles",
    "Board",
    "CalendarDate",
    "ChannelCheck",
    "Chat",
    "Clock",
    "Decisions",
    "Deliveries",
    "Developments",
    "Dispatch",
    "Editions",
    "Engine",
    "Feedbacks",
    "FetchStatus",
    "Fetched",
    "Follows",
    "Frequencies",
    "Handler",
    "Hit",
    "Installations",
    "Job",
    "Keeper",
    "Known",
    "Migrate",
    "Notices",
    "Page",
    "Painter",
    "Part",
    "Posted",
    "Pressed",
    "Proposals",
    "Search",
    "SlotTick",
    "Sources",
    "StoreInfo",
    "Tenants",
    "Tick",
    "Timetable",
    "TrackBoard",
    "TrackLine",
    "TrackPage",
    "Writer",
]
