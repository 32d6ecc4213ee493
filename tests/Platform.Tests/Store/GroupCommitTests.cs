using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Tests.Store;

public sealed class GroupCommitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsflow-group-").FullName;
    private readonly Database _database;
    private readonly GroupCommit<long> _group;

    public GroupCommitTests()
    {
        _database = new Database(
            new StoreOptions { DataFolder = _folder, PostgresConnectionString = null }.Frozen(), TimeProvider.System);
        _group = new GroupCommit<long>(_database);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_AllCommittedWithTheirOwnResults()
    {
        var writes = Enumerable.Range(0, 500).Select(i => WriteAsync($"name-{i}", i)).ToList();
        var results = await Task.WhenAll(writes);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), results);
        Assert.Equal(500, await CountAsync());
    }

    [Fact]
    public async Task RunAsync_OneOfAGroupFails_TheOthersAreCommitted()
    {
        var writes = Enumerable.Range(0, 100).Select(i => i == 50
            ? _group.RunAsync((_, _, _) => throw new InvalidOperationException("bad"), CancellationToken.None)
            : WriteAsync($"name-{i}", i)).ToList();
        await Assert.ThrowsAsync<InvalidOperationException>(() => writes[50]);
        await Task.WhenAll(writes.Where((_, i) => i != 50));
        Assert.Equal(99, await CountAsync());
    }

    [Fact]
    public async Task RunAsync_OneAfterAnother_NoneIsForgotten()
    {
        for (var i = 0; i < 200; i++)
        {
            await WriteAsync($"name-{i}", i).WaitAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(200, await CountAsync());
    }

    [Fact]
    public async Task RunAsync_WithALastPart_ComesAfterAllWritesOfItsGroup()
    {
        var done = new ConcurrentDictionary<DbTransaction, bool>();
        var late = 0;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _group.RunAsync(
            (_, transaction, _) =>
            {
                late += done.ContainsKey(transaction) ? 1 : 0;
                return Task.FromResult(0L);
            },
            (_, transaction, _) =>
            {
                done[transaction] = true;
                return Task.CompletedTask;
            },
            CancellationToken.None)));

        Assert.Equal(0, late);
        Assert.True(done.Count < 200, "no two were in one group");
    }

    private Task<long> WriteAsync(string name, long result) => _group.RunAsync(
        async (connection, transaction, ct) =>
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO settings (name, value) VALUES (@name, 'x')", new { name }, transaction,
                cancellationToken: ct));
            return result;
        },
        CancellationToken.None);

    private Task<long> CountAsync() => _database.WithConnectionAsync(
        (connection, ct) => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM settings"),
        CancellationToken.None);
}
