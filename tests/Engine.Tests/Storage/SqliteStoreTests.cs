using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Storage;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Tests.Storage;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WriteAsync_NthCommitFails_FailsItsCallerAndKeepsTheRest()
    {
        for (var failing = 1; failing <= 5; failing++)
        {
            var path = Path.Combine(_folder, $"{failing}.db");
            var stored = new List<long>();
            var failpoints = new Failpoints();
            await using (var store = SqliteStore.Open(path, failpoints))
            {
                var commits = 0;
                failpoints.Hit = name =>
                {
                    if (name == Failpoints.BeforeCommit && ++commits == failing)
                    {
                        throw new IOException("disk");
                    }
                };
                for (var i = 0; i < 5; i++)
                {
                    var key = store.NextRunKey();
                    try
                    {
                        await store.WriteAsync([new RunWrite(key, isNew: true, Run($"w{i}"))], new Owner());
                        stored.Add(key);
                    }
                    catch (StoreException)
                    {
                        Assert.Equal(failing, commits);
                    }
                }
            }

            await using var again = SqliteStore.Open(path);
            var found = new List<long>();
            again.ForEachDue(withStates: false, run => found.Add(run.Run.Key));
            Assert.Equal(4, stored.Count);
            Assert.Equal(stored, found);
            Assert.All(stored, key => Assert.Equal(2, again.FindRun("n", $"w{key - 1}", null)!.History.Count));
        }
    }

    [Fact]
    public async Task WriteAsync_AfterAFailureOfTheSameOwner_IsNotMade()
    {
        var failpoints = new Failpoints();
        await using var store = SqliteStore.Open(Path.Combine(_folder, "a.db"), failpoints);
        failpoints.Hit = _ => throw new IOException("disk");
        var owner = new Owner();
        await Assert.ThrowsAsync<StoreException>(
            () => store.WriteAsync([new RunWrite(store.NextRunKey(), isNew: true, Run("w"))], owner));
        failpoints.Hit = null;

        await Assert.ThrowsAsync<StoreException>(
            () => store.WriteAsync([new RunWrite(store.NextRunKey(), isNew: true, Run("w"))], owner));
    }

    [Fact]
    public async Task DisposeAsync_OfATemporaryDatabase_LeavesNoFile()
    {
        string path;
        await using (var store = SqliteStore.Open(null))
        {
            path = store.DatabasePath;
            await store.WriteAsync([new RunWrite(store.NextRunKey(), isNew: true, Run("w"))], new Owner());
            Assert.True(File.Exists(path));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"));
    }

    [Fact]
    public async Task Open_NewerSchema_IsRefused()
    {
        var path = Path.Combine(_folder, "new.db");
        await using (var store = SqliteStore.Open(path))
        {
            await store.WriteAsync(database => database.Execute("CREATE TABLE later (x)"));
        }

        using (var database = new SqliteDatabase(path, readOnly: false))
        {
            database.Execute($"PRAGMA user_version = {Schema.CurrentVersion + 1}");
        }

        Assert.Throws<StoreException>(() => SqliteStore.Open(path));
    }

    private static MutableState Run(string id)
    {
        var run = MutableState.Start(
            new StartInput
            {
                Namespace = "n",
                WorkflowId = id,
                RunId = Guid.NewGuid().ToString(),
                WorkflowType = "T",
                TaskQueue = "q",
                RequestId = "r",
            },
            DateTime.UtcNow.Ticks);
        run.ScheduleFirstWorkflowTask();
        return run;
    }

    private sealed class Owner : IWriteOwner
    {
        public bool HasFailed { get; set; }
    }
}
