using System.Globalization;

namespace OpsFlow.Engine.Storage;

/// <summary>The tables, as numbered steps. A step that was released is never changed; a change is a new step.</summary>
internal static class Schema
{
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE namespaces (name TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE executions (
            run_key INTEGER PRIMARY KEY,
            namespace TEXT NOT NULL,
            workflow_id TEXT NOT NULL,
            run_id TEXT NOT NULL,
            workflow_type TEXT NOT NULL,
            status INTEGER NOT NULL,
            start_time INTEGER NOT NULL,
            close_time INTEGER NOT NULL,
            -- The close time, or the largest number while the run is open: so lists are sorted.
            order_time INTEGER NOT NULL,
            pending INTEGER NOT NULL,
            state BLOB NOT NULL);
        CREATE INDEX executions_by_workflow ON executions (namespace, workflow_id, run_key);
        CREATE INDEX executions_by_order ON executions (namespace, order_time, start_time, run_key);
        CREATE INDEX executions_pending ON executions (pending) WHERE pending = 1;
        -- The id is run_key * 2^20 + the batch's first event id: one range per run, no second index.
        CREATE TABLE history (id INTEGER PRIMARY KEY, events BLOB NOT NULL);
        CREATE TABLE records (kind TEXT, namespace TEXT, id TEXT, record BLOB NOT NULL,
            PRIMARY KEY (kind, namespace, id)) WITHOUT ROWID;
        """,
        """
        -- What a fresh process must know of the run: 0 = nothing, 1 = it has work in hand, else when it wakes. Those that
        -- wait for nothing but callers are not in the index, so that a start does not read them.
        ALTER TABLE executions ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
        UPDATE executions SET due = 1 WHERE pending = 1;
        DROP INDEX executions_pending;
        CREATE INDEX executions_due ON executions (run_key) WHERE due != 0;
        """,
        """
        -- CRC-32C of the blob beside it; NULL in rows of older servers.
        ALTER TABLE executions ADD COLUMN state_sum INTEGER;
        ALTER TABLE history ADD COLUMN events_sum INTEGER;
        """,
    ];

    public static int CurrentVersion => Migrations.Length;

    public static void Migrate(SqliteDatabase database)
    {
        var query = database.Prepare("PRAGMA user_version");
        query.Step();
        var version = (int)query.Long(0);
        query.Reset();
        if (version > Migrations.Length)
        {
            throw new StoreException(
                $"The database has schema version {version}, this server knows only up to {Migrations.Length}: "
                + "it was written by a newer server.");
        }

        for (; version < Migrations.Length; version++)
        {
            database.Execute("BEGIN IMMEDIATE");
            database.Execute(Migrations[version]);
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}"));
            database.Execute("COMMIT");
        }
    }
}
