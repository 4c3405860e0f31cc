"""The archive on SQLAlchemy: SQLite now, PostgreSQL from the same schema and migrations."""

from collections.abc import Sequence

from parley.app.ports import Archive, Migrate


async def open_archive(
    url: str, *, migrate: Migrate = Migrate.UPGRADE, secrets: Sequence[str] = ()
) -> Archive:
    """Open the store at an SQLAlchemy URL, such as ``sqlite+aiosqlite:///parley.db``.

    ``sqlite+aiosqlite://`` is a database in memory, gone when it is closed. A file is made if it is
    not there; its folder is not. ``secrets`` seal the tokens of many workspaces, the first of them new
    ones. Raises ``ConfigError`` for a URL that cannot be used, ``StoreTooNew``
    for a later version's database, and ``StoreError`` for one that cannot be opened.
    """
    from parley_adapters.store.articles import SqlArticles
    from parley_adapters.store.database import Database
    from parley_adapters.store.decisions import SqlDecisions
    from parley_adapters.store.deliveries import SqlDeliveries
    from parley_adapters.store.developments import SqlDevelopments
    from parley_adapters.store.editions import SqlEditions
    from parley_adapters.store.feedback import SqlFeedbacks
    from parley_adapters.store.follows import SqlFollows
    from parley_adapters.store.installations import SqlInstallations
    from parley_adapters.store.keeper import SqlKeeper
    from parley_adapters.store.migrate import migrate as bring_up
    from parley_adapters.store.notices import SqlNotices
    from parley_adapters.store.proposals import SqlProposals
    from parley_adapters.store.search import Fts5Search
    from parley_adapters.store.tenants import SqlTenants
    from parley_adapters.store.vault import Vault

    database = Database(url)
    try:
        await bring_up(database, migrate)
    except BaseException:
        await database.aclose()
        raise
    return Archive(
        articles=SqlArticles(database),
        search=Fts5Search(database),
        developments=SqlDevelopments(database),
        editions=SqlEditions(database),
        deliveries=SqlDeliveries(database),
        decisions=SqlDecisions(database),
        tenants=SqlTenants(database),
        installations=SqlInstallations(database, Vault(secrets)),
        proposals=SqlProposals(database),
        feedback=SqlFeedbacks(database),
        notices=SqlNotices(database),
        follows=SqlFollows(database),
        keeper=SqlKeeper(database),
        aclose=database.aclose,
    )
