using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Tests.Support;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.Tests.ChatTurn;

/// <summary>The checks that hold on both engines.</summary>
public abstract partial class ChatStoreTestBase : IDisposable
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
