"""What managers decide, put together: drafts before a briefing is posted, retractions after it."""

from collections.abc import Mapping
from dataclasses import dataclass

from parley.app.approving import Approving, Defer
from parley.app.deliver import Compose
from parley.app.front import Answer
from parley.app.notify import Outbox
from parley.app.ports import Archive, Job, Pressed
from parley.app.retracting import Retracting
from parley.domain.identity import split_story_ref
from parley.domain.model import ActionKind, CommandName, Press, Reply

# What a story's buttons tell of it, which of a retracted one is nothing.
_TELLING = (ActionKind.OPEN, ActionKind.SOURCES, ActionKind.MORE)
_DELIVERY = "d"  # how the ids of deliveries begin, and those of editions do not


async def sweep_finds_it(_job: Job) -> None:
    """Where no engine is at hand, as on the command line: the service's next sweep does it."""


@dataclass(frozen=True, slots=True)
class Managing:
    """The two use cases, and their buttons among the others."""

    approving: Approving
    retracting: Retracting

    def answers(self, table: Mapping[CommandName, Answer]) -> Mapping[CommandName, Answer]:
        """The commands, with what managers can do beside."""
        name = CommandName.SUBSCRIPTIONS
        return {**table, name: self.retracting.listed(table[name])}

    def pressed(self, table: Mapping[ActionKind, Pressed]) -> Mapping[ActionKind, Pressed]:
        """The buttons: those of managers as well, and of a retracted story nothing more is told."""
        told = {kind: self.retracting.guarded(table[kind]) for kind in _TELLING}
        return {
            **table,
            **told,
            ActionKind.OPEN: self._open(told[ActionKind.OPEN]),
            ActionKind.REPORT: self.retracting.reported(table[ActionKind.REPORT]),
            **self.approving.table(),
            **self.retracting.table(),
        }

    def _open(self, story: Pressed) -> Pressed:
        async def opened(press: Press) -> Reply:
            ref = split_story_ref(press.ref)
            draft = ref is not None and ref[0].startswith(_DELIVERY)
            return await (self.approving.open(press) if draft else story(press))

        return opened


def managing(
    archive: Archive, compose: Compose, outbox: Outbox, defer: Defer = sweep_finds_it
) -> Managing:
    """Over an archive; drafts go out through ``outbox``, and ``defer`` queues what follows a press."""
    return Managing(Approving(archive, compose, outbox, defer), Retracting(archive, defer))
