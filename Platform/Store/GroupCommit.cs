using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OpsFlow.Platform.Store;

/// <summary>
/// Runs small writes that come at the same time in one transaction, so that they share its commit (an fsync on SQLite,
/// a round trip on PostgreSQL). Each caller's task ends after the commit. When one write of a group throws, the group
/// is rolled back and its writes run again, each alone, so that a bad one fails nobody else.
/// </summary>
/// <typeparam name="T">What a write returns.</typeparam>
/// <param name="database">The store.</param>
public sealed class GroupCommit<T>(IDatabase database)
{
    private const int MaxGroup = 64;

    private readonly Channel<Write> _queue = Channel.CreateUnbounded<Write>();
    private int _isDraining;

    /// <summary>Runs a write.</summary>
    /// <param name="work">The write; may run more than once.</param>
    /// <param name="cancellationToken">Ends the caller's wait and, if it has not begun, the write.</param>
    /// <returns>Its result, once committed.</returns>
    public Task<T> RunAsync(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(work, null, cancellationToken);

    /// <summary>Runs a write with a part that comes after all writes of its group.</summary>
    /// <param name="work">The write; may run more than once.</param>
    /// <param name="last">
    /// Writes what many share, such as the next place of a stream. Two groups that held it while they still change rows
    /// could wait for each other, which PostgreSQL ends as a deadlock. May run more than once, too.
    /// </param>
    /// <param name="cancellationToken">Ends the caller's wait and, if it has not begun, the write.</param>
    /// <returns>Its result, once committed.</returns>
    public Task<T> RunAsync(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work,
        Func<DbConnection, DbTransaction, CancellationToken, Task>? last,
        CancellationToken cancellationToken)
    {
        var write = new Write(work, last, new(TaskCreationOptions.RunContinuationsAsynchronously), cancellationToken);
        _queue.Writer.TryWrite(write);
        if (Interlocked.CompareExchange(ref _isDraining, 1, 0) == 0)
        {
            // Kept alive by the writes it serves: each caller awaits its own result.
            _ = Task.Run(DrainAsync, CancellationToken.None);
        }

        return write.Done.Task.WaitAsync(cancellationToken);
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            var group = new List<Write>(MaxGroup);
            while (group.Count < MaxGroup && _queue.Reader.TryRead(out var write))
            {
                if (!write.CancellationToken.IsCancellationRequested)
                {
                    group.Add(write);
                }
            }

            if (group.Count > 0)
            {
                await CommitAsync(group);
                continue;
            }

            Volatile.Write(ref _isDraining, 0);
            // A write queued since the last look saw the flag set and started nobody: it is taken over here.
            if (_queue.Reader.Count == 0 || Interlocked.CompareExchange(ref _isDraining, 1, 0) != 0)
            {
                return;
            }
        }
    }

    private async Task CommitAsync(List<Write> group)
    {
        try
        {
            var results = await database.InTransactionAsync(
                async (connection, transaction, ct) =>
                {
                    var values = new T[group.Count];
                    for (var i = 0; i < values.Length; i++)
                    {
                        values[i] = await group[i].Work(connection, transaction, ct);
                    }

                    foreach (var write in group)
                    {
                        await (write.Last?.Invoke(connection, transaction, ct) ?? Task.CompletedTask);
                    }

                    return values;
                },
                CancellationToken.None);
            for (var i = 0; i < results.Length; i++)
            {
                group[i].Done.TrySetResult(results[i]);
            }
        }
        catch (Exception e) when (e is DbException and not (PostgresException or SqliteException))
        {
            // The connection broke: perhaps all of it is committed, so nothing of it may be done once more.
            foreach (var write in group)
            {
                write.Done.TrySetException(e);
            }
        }
        catch (Exception) when (group.Count > 1)
        {
            // Whose fault it was shows when each runs alone.
            foreach (var write in group)
            {
                await CommitAsync([write]);
            }
        }
        catch (Exception e)
        {
            group[0].Done.TrySetException(e);
        }
    }

    private sealed record Write(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> Work,
        Func<DbConnection, DbTransaction, CancellationToken, Task>? Last,
        TaskCompletionSource<T> Done,
        CancellationToken CancellationToken);
}
