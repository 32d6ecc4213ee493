using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Tests.Support;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.Tests.ChatTurn;

/// <content>What is read of a conversation and followed of a turn, wherever that is done.</content>
public abstract partial class ChatStoreTestBase
{
    private protected async Task CheckLongAsync(string explain, string expected, string unwanted)
    {
        await using var database = Open();
        var (chats, _) = Stores(database);
        var turn = Turn("c1", "하나");
        await AcceptAsync(chats, turn);
        await EndAsync(chats, turn.TurnId, TurnState.Done);
        var row = new { conversation = turn.ConversationId, before = 5_000L, after = 0L, limit = 50 };
        await database.ExecuteAsync(
            """
            INSERT INTO chat_messages (id, conversation_id, position, turn_id, role, state, content, created_at)
            WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
            SELECT 'm' || i, @conversation, i, 't' || i, 'user', 'committed', 'x', 0 FROM n
            """,
            row, default);
        await database.ExecuteAsync("ANALYZE chat_messages", new { }, default);

        var plan = string.Join('\n', await database.WithConnectionAsync(
            async (c, _) => (await c.QueryAsync($"{explain} {ChatStore.ListMessages}", row))
                .Select(r => string.Join(' ', ((IDictionary<string, object?>)r).Values)),
            default));
        Assert.Contains(expected, plan);
        Assert.DoesNotContain(unwanted, plan);
        Assert.Equal(
            Enumerable.Range(4_950, 50).Reverse().Select(i => (long)i),
            (await chats.ListMessagesAsync(turn.ConversationId, 5_000, 50, default)).Select(m => m.Position));
        Assert.Equal(10_000, (await chats.ListMessagesAsync(turn.ConversationId, null, 1, default))[0].Position);
    }

    // Two replicas whose clocks differ by two seconds, and messages of the same millisecond.
    private protected async Task CheckOrderAsync()
    {
        await using var one = Open();
        await using var two = Open();
        var late = new FakeTimeProvider(_time.GetUtcNow().AddSeconds(-2));
        ChatStore[] replicas =
        [
            Stores(one).Chats,
            new(two, new(two, new(), late), new(), new(two, late), late),
        ];
        var said = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var turn = Turn($"c{i}", $"물음 {i}");
            Assert.Equal(AcceptOutcome.Accepted, await AcceptAsync(replicas[i % 2], turn));
            await replicas[(i + 1) % 2].EndAsync(
                turn.TurnId, TurnState.Done, null, (_, _) => $"답 {i}", null, default);
            said.AddRange([$"물음 {i}", $"답 {i}"]);
        }

        var conversation = Turn("c0", "").ConversationId;
        for (var size = 1; size <= 5; size++)
        {
            var read = new List<ChatMessageRecord>();
            while (await replicas[size % 2].ListMessagesAsync(
                conversation, read.LastOrDefault()?.Position, size, default) is { Count: > 0 } page)
            {
                read.AddRange(page);
                if (size == 3 && read.Count == 3)
                {
                    // What is said meanwhile moves nothing of what is read on.
                    await AcceptAsync(replicas[0], Turn("meanwhile", "끼어든 말"));
                    await EndAsync(replicas[1], Turn("meanwhile", "").TurnId, TurnState.Done);
                    said.AddRange(["끼어든 말", "말"]);
                }
            }

            var known = size == 3 ? said.SkipLast(2) : said;
            Assert.Equal(known, read.Select(m => m.Content).Reverse());
        }
    }

    // Whoever follows, wherever and whenever, is told the same.
    private protected async Task CheckFollowersAsync()
    {
        await using var writer = Open();
        await using var other = Open();
        // The tail looks for what is new by the clock.
        var (chats, events) = Stores(writer, TimeProvider.System);
        var turn = Turn("c1", "하나");
        await AcceptAsync(chats, turn);
        var signals = new EventSignals();
        using var tail = new EventTail(
            other, signals, TimeProvider.System, NullLogger<EventTail>.Instance);
        await tail.StartAsync(default);
        var during = FollowAsync(other, signals, turn.TurnId);
        await Until.TrueAsync(() => Task.FromResult(signals.Count == 1), "follower");

        var attempt = await chats.BeginWritingAsync(turn.TurnId, "m", default);
        for (var i = 0; i < 20; i++)
        {
            await chats.AppendTokensAsync(turn.TurnId, attempt, i, $"{i} ", default);
        }

        await EndAsync(chats, turn.TurnId, TurnState.Done);
        var there = await events.ReadAsync(ChatStore.StreamOf(turn.TurnId), 0, default);
        // A replica that starts when all is over, and one that is asked from the middle.
        await using var later = Open();
        var after = await FollowAsync(later, new(), turn.TurnId);
        var rest = await FollowAsync(later, new(), turn.TurnId, there[9].Seq);

        Assert.Equal(23, there.Count);
        Assert.Equal(there.Select(e => (e.Seq, e.Kind, e.Data)), await during);
        Assert.Equal(there.Select(e => (e.Seq, e.Kind, e.Data)), after);
        Assert.Equal(there.Skip(10).Select(e => (e.Seq, e.Kind, e.Data)), rest);
        await tail.StopAsync(default);
    }

    private static async Task<List<(long, string, string)>> FollowAsync(
        Database database, EventSignals signals, string turn, long after = 0)
    {
        var store = new EventStore(database, signals, TimeProvider.System);
        var chats = new ChatStore(
            database, store, signals, new(database, TimeProvider.System), TimeProvider.System);
        var followed = new FollowedStream(
            ChatStore.StreamOf(turn),
            async ct => await chats.FindStateAsync(turn, ct) is { } state && ChatStore.IsFinal(state),
            TimeSpan.FromSeconds(2));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var told = new List<(long, string, string)>();
        await foreach (var e in followed.ReadAsync(store, after, patience.Token))
        {
            if (e.Seq > 0)
            {
                told.Add((e.Seq, e.Kind, e.Data));
            }
        }

        return told;
    }
}
