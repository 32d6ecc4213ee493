using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Access;

[Collection(PostgresCollection.Name)]
public sealed class AccessListTests(PostgresCluster cluster, ITestOutputHelper output)
{
    [RequiresFact(Counterparts.Postgres)]
    public async Task Revoked_OnOneReplica_IsRefusedOnTheOther()
    {
        var connection = cluster.NewDatabase();
        await using var one = new Replica(connection);
        await using var two = new Replica(connection);
        await one.List.StartAsync(default);
        await two.List.StartAsync(default);
        var (kept, key) = ApiKey.Create("ci", [Scope.Read], "tests", DateTimeOffset.UtcNow, null);
        await one.Store.AddAsync(kept, default);
        await Until.TrueAsync(
            async () => two.List.Current is { } list && two.List.FindKey(list, key) is not null, "key");

        await one.Store.RevokeKeyAsync(kept.Id, default);
        await one.Store.RevokeTokenAsync("token", DateTimeOffset.UtcNow.AddHours(1), default);
        var waited = System.Diagnostics.Stopwatch.StartNew();
        await Until.TrueAsync(
            async () => two.List.Current is { } list && two.List.FindKey(list, key) is null
                && list.Revoked.Contains("token"),
            "revocation");
        output.WriteLine($"REPORT revoked on one replica, refused on the other after {waited.ElapsedMilliseconds} ms");
        // One pause of a loaded machine is longer than a second.
        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(LongTests.Count(60, 1)));
    }

    [RequiresFact(Counterparts.Postgres)]
    public async Task Current_WhenTheStoreIsLost_LetsNobodyInUntilItIsBack()
    {
        using var own = new PostgresCluster();
        var connection = own.NewDatabase();
        await using var replica = new Replica(connection);
        await replica.List.StartAsync(default);
        await Until.TrueAsync(async () => replica.List.Current is not null, "first list");

        own.Stop();
        await Until.TrueAsync(async () => replica.List.Current is null, "refusal");
        own.Start();
        await Until.TrueAsync(async () => replica.List.Current is not null, "return");
    }

    [Fact]
    public async Task Sweep_Revocations_KeepsThoseOfTokensThatStillLive()
    {
        using var folder = new TempFolder();
        await using var database = new Database(
            new StoreOptions { DataFolder = folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        var store = new AccessStore(database, TimeProvider.System);
        var now = DateTimeOffset.UtcNow;
        await store.RevokeTokenAsync("over", now.AddHours(-1), default);
        await store.RevokeTokenAsync("alive", now.AddHours(1), default);
        await store.RevokeTokenAsync("just over", now.AddMinutes(-1), default);

        await store.SweepAsync(TimeSpan.FromMinutes(10), default);

        var list = await store.ReadAsync(default);
        Assert.Equal(["alive", "just over"], list.Revoked.Order());
    }

    private sealed class Replica : IAsyncDisposable
    {
        private readonly Database _database;

        public Replica(string connection)
        {
            _database = new(
                new StoreOptions { PostgresConnectionString = connection + ";Timeout=2;Command Timeout=2" },
                TimeProvider.System);
            Store = new(_database, TimeProvider.System);
            List = new(Store, TimeProvider.System, NullLogger<AccessList>.Instance);
        }

        public AccessStore Store { get; }

        public AccessList List { get; }

        public async ValueTask DisposeAsync()
        {
            await List.StopAsync(default);
            List.Dispose();
            await _database.DisposeAsync();
        }
    }
}
