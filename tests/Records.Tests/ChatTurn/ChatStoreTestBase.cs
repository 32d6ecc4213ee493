using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Tests.Support;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.Tests.ChatTurn;

/// <summary>The checks that hold on both engines.</summary>
public abstract class ChatStoreTestBase : IDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Database Open();

    private protected async Task CheckAcceptAsync()
    {
        await using var database = Open();
        var (chats, events) = Stores(database);
        var (first, second) = (Turn("c1", "하나"), Turn("c2", "둘"));

        Assert.Equal(AcceptOutcome.Accepted, await AcceptAsync(chats, first));
        Assert.Equal(AcceptOutcome.Known, await AcceptAsync(chats, first));
        Assert.Equal(AcceptOutcome.Busy, await AcceptAsync(chats, second));
        await EndAsync(chats, first.TurnId, TurnState.Done);
        // The clock goes back: the order is the store's.
        var early = new FakeTimeProvider(_time.GetUtcNow().AddSeconds(-2));
        Assert.Equal(
            AcceptOutcome.Accepted,
            await new ChatStore(database, new(database, new(), early), new(), new(database, early), early)
                .AcceptAsync(second, StartOf(second), default));
        await EndAsync(chats, second.TurnId, TurnState.Done);
        Assert.Equal(
            ["Queued mina", "Done mina", "Queued mina", "Done mina"],
            (await events.ReadAsync(ChatStore.AllStream, 0, default)).Select(e => JsonElement.Parse(e.Data)).Select(
                e => $"{e.GetProperty("state")} {e.GetProperty("owner")}"));

        var messages = await chats.ListMessagesAsync(first.ConversationId, null, 10, default);
        Assert.Equal(["assistant", "user", "assistant", "user"], messages.Select(m => m.Role));
        Assert.Equal([4L, 3L, 2L, 1L], messages.Select(m => m.Position));
        Assert.Equal(
            [2L, 1L], (await chats.ListMessagesAsync(first.ConversationId, 3, 2, default)).Select(m => m.Position));
        Assert.Equal(
            [3L, 2L], (await chats.ListMessagesAsync(first.ConversationId, 4, 1, 9, default)).Select(m => m.Position));
        Assert.Equal(
            [4L], (await chats.ListMessagesAsync(first.ConversationId, null, 2, 1, default)).Select(m => m.Position));
    }

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

    // A worker that was killed, or a person who stopped it, leaves no call that never ends.
    private protected async Task CheckOpenCallsAsync()
    {
        await using var database = Open();
        var (chats, events) = Stores(database);
        foreach (var (client, asksToStop, call, node) in new[]
        {
            ("c1", true, "cancelled", "Canceled"), ("c2", false, "error", "Failed"),
        })
        {
            var turn = Turn(client, "하나");
            await AcceptAsync(chats, turn);
            async Task TellAsync(string key, string kind, object data) =>
                await chats.TellAsync(turn.TurnId, key, kind, data, default);
            await TellAsync("1", "node_start", new { node = "bulk_waste" });
            await TellAsync("2", "node_start", new { node = "waste_rag" });
            await TellAsync("3", "tool_start", new { node = "bulk_waste", tool = "a", callId = "a" });
            await TellAsync("4", "tool_start", new { node = "bulk_waste", tool = "b", callId = "b" });
            await TellAsync("5", "tool_result", new { node = "bulk_waste", tool = "a", callId = "a", status = "ok" });
            await chats.KeepNodeAsync(
                turn.TurnId, "waste_rag", 0, NodeStatus.Ok, new("x", "x", 1, []), TimeSpan.Zero, default);
            if (asksToStop)
            {
                await chats.AskToStopAsync(turn.TurnId, default);
            }

            await EndAsync(chats, turn.TurnId, TurnState.Done);

            var told = (await events.ReadAsync(ChatStore.StreamOf(turn.TurnId), 0, default))
                .Select(e => (e.Kind, Data: System.Text.Json.JsonElement.Parse(e.Data))).ToList();
            var ended = told.Where(e => e.Kind == "tool_result" && e.Data.GetProperty("callId").GetString() == "b");
            Assert.Equal(call, Assert.Single(ended).Data.GetProperty("status").GetString());
            ended = told.Where(e => e.Kind == "node_end" && e.Data.GetProperty("node").GetString() == "bulk_waste");
            Assert.Equal(node, Assert.Single(ended).Data.GetProperty("status").GetString());
            Assert.Equal(2, told.Count(e => e.Kind == "tool_result"));
            Assert.Equal(2, told.Count(e => e.Kind == "node_end"));
            Assert.True(told.FindLastIndex(e => e.Kind is "node_end" or "tool_result")
                < told.FindIndex(e => e.Kind == "result"));
        }
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

    private protected async Task CheckWritersAsync()
    {
        await using var database = Open();
        var (chats, events) = Stores(database);
        var turn = Turn("c1", "하나");
        await AcceptAsync(chats, turn);
        var id = turn.TurnId;

        var old = await chats.BeginWritingAsync(id, "m", default);
        Assert.True(await chats.AppendTokensAsync(id, old, 0, "가나다", default));
        var current = await chats.BeginWritingAsync(id, "m", default);
        // The one that was taken over says nothing any more, a repeat nothing twice.
        Assert.False(await chats.AppendTokensAsync(id, old, 1, "옛", default));
        Assert.True(await chats.AppendTokensAsync(id, current, 0, "가나", default));
        Assert.True(await chats.AppendTokensAsync(id, current, 0, "가나", default));
        Assert.True(await chats.AppendTokensAsync(id, current, 1, "다라", default));
        Assert.Equal("가나다라", await chats.WrittenAsync(id, default));

        Assert.True(await chats.AskToStopAsync(id, default));
        Assert.False(await chats.AppendTokensAsync(id, current, 2, "더", default));
        Assert.Equal(TurnState.Canceled, await EndAsync(chats, id, TurnState.Done));
        Assert.Equal(TurnState.Canceled, await EndAsync(chats, id, TurnState.Failed));
        Assert.Equal(0, await chats.BeginWritingAsync(id, "m", default));
        await chats.KeepNodeAsync(id, "late", 0, NodeStatus.Ok, new("x", "x", 1, []), TimeSpan.Zero, default);

        Assert.Empty(await chats.NodesAsync(id, default));
        Assert.Equal(
            ["ack", "token", "reset", "token", "token", "result", "cancelled"],
            (await events.ReadAsync(ChatStore.StreamOf(id), 0, default)).Select(e => e.Kind));
        var kept = (await chats.ListMessagesAsync(turn.ConversationId, null, 1, default))[0];
        Assert.Equal(("canceled", "가나다라"), (kept.State, kept.Content));
    }

    private protected async Task CheckBreakerAsync()
    {
        await using var database = Open();
        var (one, two) = (new NodeBreakers(database, _time), new NodeBreakers(database, _time));
        for (var i = 0; i < 2; i++)
        {
            await one.FailedAsync("n", 3, s_window, default);
        }

        Assert.True(await two.MayEnterAsync("n", s_window, default));
        Assert.True(await two.WouldEnterAsync("n", 0, 3, s_window, default));
        Assert.False(await two.WouldEnterAsync("n", 1, 3, s_window, default));
        Assert.True(await two.WouldEnterAsync("other", 1, 3, s_window, default));
        await two.FailedAsync("n", 3, s_window, default);
        // Open for all, whoever saw it fail.
        Assert.False(await one.MayEnterAsync("n", s_window, default));
        Assert.True(await one.MayEnterAsync("other", s_window, default));

        _time.Advance(s_window);
        // Half open: one tries it.
        Assert.True(await one.MayEnterAsync("n", s_window, default));
        Assert.False(await two.MayEnterAsync("n", s_window, default));
        await one.FailedAsync("n", 3, s_window, default);
        Assert.False(await two.MayEnterAsync("n", s_window, default));

        _time.Advance(s_window);
        Assert.True(await two.MayEnterAsync("n", s_window, default));
        await two.SucceededAsync("n", default);
        Assert.True(await one.MayEnterAsync("n", s_window, default));

        // Failures that are far apart open nothing.
        for (var i = 0; i < 6; i++)
        {
            await one.FailedAsync("n", 3, s_window, default);
            _time.Advance(TimeSpan.FromSeconds(40));
        }

        Assert.True(await one.MayEnterAsync("n", s_window, default));
    }

    private protected async Task CheckDraftsAsync()
    {
        await using var database = Open();
        var drafts = new DraftStore(database, _time);
        await drafts.ReplaceAsync("c", new("u1", "치과", "2026-03-12", "15:00", "16:00", null), default);
        await drafts.ReplaceAsync("c", new("u2", "병원", "2026-03-13", null, null, null), default);

        Assert.Equal("병원", (await drafts.WaitingAsync("c", default))!.Title);
        Assert.False(await drafts.CloseAsync("c", "u1", "booked", default));
        _time.Advance(TimeSpan.FromMinutes(31));
        Assert.Null(await drafts.WaitingAsync("c", default));

        await drafts.ReplaceAsync("c", new("u3", "회식", "2026-03-14", null, null, null), default);
        Assert.True(await drafts.CloseAsync("c", "u3", "booked", default));
        Assert.False(await drafts.CloseAsync("c", "u3", "booked", default));
        Assert.Null(await drafts.WaitingAsync("c", default));
    }

    private protected async Task CheckRetentionAsync()
    {
        await using var database = Open();
        var (chats, events) = Stores(database);
        var turn = Turn("c1", "하나");
        await AcceptAsync(chats, turn);
        await EndAsync(chats, turn.TurnId, TurnState.Done);
        var retention = new ChatRetention(database, _time);

        _time.Advance(TimeSpan.FromHours(25));
        await retention.RunAsync(_ => { }, default);
        Assert.Equal(
            ["result", "done"],
            (await events.ReadAsync(ChatStore.StreamOf(turn.TurnId), 0, default)).Select(e => e.Kind));
        Assert.Equal(2, (await chats.ListMessagesAsync(turn.ConversationId, null, 10, default)).Count);

        _time.Advance(TimeSpan.FromDays(7));
        await retention.RunAsync(_ => { }, default);
        Assert.Empty(await chats.ListMessagesAsync(turn.ConversationId, null, 10, default));
        Assert.Null(await chats.FindAsync(turn.TurnId, default));
        Assert.Empty(await chats.ListConversationsAsync("mina", null, 10, default));
    }

    private protected async Task CheckImagesAsync()
    {
        await using var database = Open();
        var (chats, _) = Stores(database);
        var objects = new FolderObjectStore(Path.Combine(Folder.Path, "objects"));
        var turn = Turn("c1", "하나") with { Image = new("chat/a.jpg", "image/jpeg", TurnImage.Sent) };
        await objects.WriteAsync("chat/a.jpg", new byte[] { 1 }, "image/jpeg", default);
        await AcceptAsync(chats, turn);
        await chats.KeepImageAsync(turn.TurnId, new("chat/b.jpg", "image/jpeg", TurnImage.Made), default);
        await chats.KeepImageAsync(turn.TurnId, new("chat/b.jpg", "image/jpeg", TurnImage.Made), default);
        Assert.Equal("chat/a.jpg", (await chats.FindImageAsync(turn.TurnId, default))!.Key);
        Assert.Equal(2, (await chats.ImagesAsync([turn.TurnId, "none"], default))[turn.TurnId].Count);

        await EndAsync(chats, turn.TurnId, TurnState.Failed);
        // Sent again, it is the same picture.
        var again = turn with { Attempt = 1, Image = null };
        await AcceptAsync(chats, again);
        Assert.Equal("chat/a.jpg", (await chats.FindImageAsync(again.TurnId, default))!.Key);
        await EndAsync(chats, again.TurnId, TurnState.Done);

        var retention = new ChatImageRetention(database, objects, _time);
        await retention.RunAsync(_ => { }, default);
        Assert.NotNull(await objects.ReadAsync("chat/a.jpg", default));
        _time.Advance(TimeSpan.FromDays(8));
        await new ChatRetention(database, _time).RunAsync(_ => { }, default);
        await retention.RunAsync(_ => { }, default);
        Assert.Null(await objects.ReadAsync("chat/a.jpg", default));
        Assert.Empty(await chats.ImagesAsync([turn.TurnId, again.TurnId], default));
    }

    // A picture is kept before its row, and the process may be killed between.
    private protected async Task CheckOrphansAsync()
    {
        await using var database = Open();
        var (chats, _) = Stores(database);
        var folder = Path.Combine(Folder.Path, "objects");
        var objects = new FolderObjectStore(folder);
        var turn = Turn("c1", "하나");
        var kept = ChatImageRetention.KeyOf(turn.TurnId, [1]);
        var orphan = ChatImageRetention.KeyOf(turn.TurnId, [2]);
        var cutOff = $"{kept}.1.part";
        foreach (var key in new[] { kept, orphan, cutOff })
        {
            await objects.WriteAsync(key, new byte[] { 1 }, "image/jpeg", default);
            File.SetLastWriteTimeUtc(Path.Combine(folder, key), _time.GetUtcNow().UtcDateTime);
        }

        await AcceptAsync(chats, turn with { Image = new(kept, "image/jpeg", TurnImage.Sent) });
        var retention = new ChatImageRetention(database, objects, _time);

        await retention.RunAsync(_ => { }, default);
        Assert.NotNull(await objects.ReadAsync(orphan, default));
        _time.Advance(TimeSpan.FromHours(25));
        await retention.RunAsync(_ => { }, default);

        Assert.NotNull(await objects.ReadAsync(kept, default));
        Assert.Null(await objects.ReadAsync(orphan, default));
        Assert.Null(await objects.ReadAsync(cutOff, default));
    }

    private protected async Task CheckDeliveriesAsync()
    {
        await using var database = Open();
        var (chats, _) = Stores(database);
        var callbacks = new ChatCallbackStore(
            database, new(new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider()), _time);
        var deliveries = new ChatDeliveryStore(database, _time);
        var url = new Uri("https://example.com/a");
        var first = await callbacks.AddAsync("mina", url, "s1", default);
        Assert.Equal(first, await callbacks.AddAsync("mina", url, "s2", default));
        for (var i = 1; i < ChatCallbackStore.Most; i++)
        {
            Assert.NotNull(await callbacks.AddAsync("mina", new Uri($"https://example.com/{i}"), "s", default));
        }

        Assert.Null(await callbacks.AddAsync("mina", new Uri("https://example.com/more"), "s", default));
        Assert.False(await callbacks.RemoveAsync("other", first!, default));
        Assert.Equal(ChatCallbackStore.Most, (await callbacks.ListAsync("mina", default)).Count);
        foreach (var callback in (await callbacks.ListAsync("mina", default)).Where(c => c.Id != first))
        {
            Assert.True(await callbacks.RemoveAsync("mina", callback.Id, default));
        }

        var turn = Turn("c1", "하나");
        await AcceptAsync(chats, turn);
        Assert.Empty(await deliveries.DueAsync(default));
        await EndAsync(chats, turn.TurnId, TurnState.Done);
        await EndAsync(chats, turn.TurnId, TurnState.Failed);
        var due = Assert.Single(await deliveries.DueAsync(default));
        Assert.Equal(("말", "Done", "s1"), (due.Content, due.TurnState, due.SessionId));
        // One process at a time; when that is killed, another one after a while.
        Assert.True(await deliveries.ClaimAsync(due, default));
        Assert.False(await deliveries.ClaimAsync(due, default));
        Assert.Empty(await deliveries.DueAsync(default));
        _time.Advance(ChatDeliveryStore.Lease);
        due = Assert.Single(await deliveries.DueAsync(default));
        for (var attempt = due.Attempts + 1; attempt <= 10; attempt++)
        {
            Assert.True(await deliveries.ClaimAsync(due, default));
            await deliveries.FailedAsync(due.Id, attempt, "HTTP 503", false, default);
            Assert.Empty(await deliveries.DueAsync(default));
            _time.Advance(TimeSpan.FromHours(1));
            due = (await deliveries.DueAsync(default)).SingleOrDefault() ?? due;
        }

        Assert.Empty(await deliveries.DueAsync(default));

        var chat = await callbacks.SynologyAsync("mina", default);
        Assert.Equal(chat, await callbacks.SynologyAsync("mina", default));
        await deliveries.NoteAsync(chat, "n1", "잠시만요", default);
        await deliveries.NoteAsync(chat, "n1", "잠시만요", default);
        await deliveries.AskAsync(turn.TurnId, "location", "어디세요?", default);
        var told = new List<string?>();
        while (await deliveries.DueAsync(default) is [var next])
        {
            told.Add(next.Text);
            await deliveries.SentAsync(next.Id, default);
        }

        Assert.Equal(["잠시만요", "어디세요?"], told.OrderBy(t => t!.Length));
        Assert.Empty(await deliveries.DueAsync(default));
    }

    // A place that is away and has more waiting than a batch holds.
    private protected async Task CheckDeliveriesOfManyAsync()
    {
        await using var database = Open();
        var callbacks = new ChatCallbackStore(
            database, new(new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider()), _time);
        var deliveries = new ChatDeliveryStore(database, _time);
        var (dead, alive) = (
            await callbacks.SynologyAsync("mina", default), await callbacks.SynologyAsync("other", default));
        for (var i = 0; i < 60; i++)
        {
            await deliveries.NoteAsync(dead, $"a{i:00}", "하나", default);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await deliveries.NoteAsync(alive, "b", "둘", default);

        Assert.Equal(["a00", "b"], (await deliveries.DueAsync(default)).Select(d => d.Id));
        await deliveries.FailedAsync("a00", 1, "HTTP 503", false, default);
        Assert.Equal(["a01", "b"], (await deliveries.DueAsync(default)).Select(d => d.Id));
    }

    private static NewTurn Turn(string client, string message) => new("mina", "s1", client, message, "ko", null, null);

    private static RunStart StartOf(NewTurn turn) =>
        RunStart.Of(ChatTurnWorkflow.IdOf(turn.TurnId), "ChatTurn", "chat", new TurnInput(turn.TurnId));

    private static Task<AcceptOutcome> AcceptAsync(ChatStore chats, NewTurn turn) =>
        chats.AcceptAsync(turn, StartOf(turn), default);

    private static Task<TurnState> EndAsync(ChatStore chats, string id, TurnState state) =>
        chats.EndAsync(id, state, null, (_, written) => written.Length > 0 ? written : "말", null, default);

    private (ChatStore Chats, EventStore Events) Stores(Database database, TimeProvider? time = null)
    {
        var (signals, clock) = (new EventSignals(), time ?? _time);
        var events = new EventStore(database, signals, clock);
        return (new(database, events, signals, new(database, clock), clock), events);
    }
}
