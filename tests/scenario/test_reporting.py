"""Report an error: whoever manages the workspace is told what was said, by what words, and by whom."""

from pathlib import Path

from fakes.slack_rules import links, mentions
from fakes.slack_server import running
from parley import settings
from parley.app.doctor import Doctor
from parley.domain.model import NoticeKind, Platform, Tenant, TenantSettings
from parley.wiring.outside import open_outside
from scenario.newsroom_world import newsroom
from scenario.pressing_world import database, shift
from scenario.slack_world import CHANNEL
from scenario.test_following import slack_of
from scenario.test_pressing_slack import push


async def test_a_report_reaches_the_managers_once(tmp_path: Path) -> None:
    """In the channel that they have set: the sentences, the quotes with links, and who; and whoever
    presses twice has reported once. Where none is set it is kept, and nobody is told."""
    async with running() as slack:
        space = slack.workspace
        chat = slack_of(slack)
        async with shift(database(tmp_path), chat, space.clock) as it:
            archive = it.pipeline.archive
            told = await it.post(CHANNEL)
            await push(slack, "Report an error", 2, "UBOSS")
            assert await archive.notices.recent(None, limit=9) == []

            await archive.tenants.join(Tenant(id="slack:T0123", platform=Platform.SLACK))
            await archive.tenants.configure("slack:T0123", TenantSettings(managers="@UBOSS"))
            before = len(space.said())
            for _ in range(2):
                assert "Reported" in await push(slack, "Report an error", 1)
            (notice,) = await archive.notices.recent(None, limit=9)
            assert notice.kind is NoticeKind.REPORT
            outside = open_outside(
                settings.load(env={}), it.pipeline, {chat.platform: chat}, space.clock
            )
            for job in await outside.notifying.sweep():
                await outside.notifying.send(job.args[0])
            direct = space.direct("UBOSS")
            (report,) = space.said(direct.id)
            assert "An error was reported" in report
            assert "UANNA" in report
            assert told.items[0].headline in report
            assert told.items[0].claims[0].evidence[0].quote in report
            assert links(direct.messages[0])
            assert mentions(direct.messages[0]) == []
            assert len(space.said()) == before


async def test_the_doctor_says_where_nobody_would_hear_of_it() -> None:
    """A workspace without a place for its managers is named, until one is set."""
    async with newsroom() as room:
        await room.subscribe(tenant_id="slack:T0123", channel="C0TRADE")
        doctor = Doctor(room.archive, [], {}, [], room.clock, stories=5)

        async def found() -> list[str]:
            return [one.about async for one in doctor.examine()]

        assert "slack:T0123 managers" in await found()
        await room.archive.tenants.configure("slack:T0123", TenantSettings(managers="C0DESK"))
        assert "slack:T0123 managers" not in await found()
