"""Everything between an entry and a composed message, over one archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from parley.app.accounts import Accounts
from parley.app.ask import Asking
from parley.app.background import Background
from parley.app.brief import Briefing
from parley.app.chronicle import Chronicle
from parley.app.compose import Composer
from parley.app.drafting import Check, Drafting, DraftStore
from parley.app.finding import Finding
from parley.app.intake import Body, Intake
from parley.app.outlook import Outlook
from parley.app.ports import Archive, Clock, Writer
from parley.app.proposing import Nobody, Proposer, checked_against
from parley.app.summarise import NoDrafts
from parley.app.survey import NewsSense
from parley.domain.budget import Allowance
from parley.domain.evidence.check import check
from parley.domain.ledger.cues import cue
from parley.domain.model import Source, Track
from parley.domain.relevance.reader import TradeReader, matches
from parley.domain.stories.change import change
from parley.domain.stories.ranking import rank
from parley.domain.stories.selection import ONE_AFFAIR, select
from parley.settings import Config
from parley.wiring import SystemClock, open_ledger_readers, open_writers, plug


@dataclass(frozen=True, slots=True)
class Pipeline:
    """From an entry to a composed message, over one archive; ``passing`` keeps nothing it writes."""

    archive: Archive
    intake: Intake
    drafting: Drafting
    passing: Drafting
    asking: Asking
    briefing: Briefing
    composer: Composer
    accounts: Accounts
    sources: dict[str, Source]
    tracks: dict[str, Track]


def open_chronicle(
    config: Config,
    archive: Archive,
    clock: Clock,
    sources: Mapping[str, Source],
    readers: Sequence[Writer],
) -> Chronicle:
    """Who keeps the ledger: by rules, and with the help of ``readers``, if there are any."""
    propose = None
    if readers:
        drafting = _drafting(
            config,
            archive,
            clock,
            [*readers, Nobody()],
            store=archive.editions,
            check=partial(checked_against, config.tracks),
        )
        propose = Proposer(drafting, config.tracks, sources).proposals
    return Chronicle(archive.articles, archive.developments, config.tracks, sources, propose)


def _drafting(
    config: Config,
    archive: Archive,
    clock: Clock,
    writers: Sequence[Writer],
    *,
    store: DraftStore,
    check: Check,
) -> Drafting:
    """Who has drafts written and checked, within the day's budget."""
    limits = config.settings.writer
    return Drafting(
        writers,
        store,
        archive.tenants,
        clock,
        check=check,
        total=Allowance(limits.daily_tokens, Decimal(str(limits.daily_usd))),
        each=Allowance(limits.tenant_daily_tokens, Decimal(str(limits.tenant_daily_usd))),
    )


async def open_pipeline(
    config: Config,
    archive: Archive,
    *,
    clock: Clock | None = None,
    writers: Sequence[Writer] | None = None,
    sources: Sequence[Source] | None = None,
    body: Body | None = None,
) -> Pipeline:
    """Everything between the archive and a message.

    ``sources`` replaces the configured catalogue (a demo's, a replay's).
    """
    clock = clock or SystemClock()
    catalogue = {s.id: s for s in (config.sources if sources is None else sources)}
    tracks = {track.id: track for track in config.tracks.tracks}
    reader = TradeReader(config.tracks)
    readers = open_ledger_readers(config) if writers is None else ()
    chronicle = open_chronicle(config, archive, clock, catalogue, readers)
    intake = Intake(
        archive.articles,
        reader,
        body=body,
        chronicle=chronicle.record,
    )
    intake.watch(await archive.tenants.due())
    chain = open_writers(config) if writers is None else writers

    drafting = _drafting(config, archive, clock, chain, store=archive.editions, check=check)
    passing = _drafting(config, archive, clock, chain, store=NoDrafts(), check=check)
    affairs = frozenset(key for key, track in tracks.items() if track.kind in ONE_AFFAIR)
    sense = NewsSense(
        change=lambda story, since: change(story, since, reader.glossary),
        rank=lambda story, changed, until, told, move: rank(
            story,
            changed,
            until=until,
            sources=catalogue,
            tracks=tracks,
            cue=cue,
            told=told,
            move=move,
        ),
        select=lambda ranked, limit: select(ranked, limit, affairs),
        watches=matches,
        check=check,
    )
    return Pipeline(
        archive=archive,
        intake=intake,
        drafting=drafting,
        passing=passing,
        asking=Asking(
            Finding(archive.search, catalogue),
            drafting,
            clock,
            sources=catalogue,
            language=config.settings.writer.language,
        ),
        briefing=Briefing(
            archive.articles,
            archive.editions,
            drafting,
            sense,
            outlook=Outlook(archive.articles, archive.developments, tracks, check),
            background=Background(archive.articles, archive.developments, tracks, check),
            sources=catalogue,
            tracks=tracks,
            stories=config.settings.brief.stories,
        ),
        composer=Composer(tracks),
        accounts=Accounts(archive, tracks, catalogue, plug("painters", "matplotlib")()),
        sources=catalogue,
        tracks=tracks,
    )
