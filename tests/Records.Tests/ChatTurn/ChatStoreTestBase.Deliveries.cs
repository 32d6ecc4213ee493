using OpsFlow.Records.ChatTurn;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.Tests.ChatTurn;

/// <content>What other places are told.</content>
public abstract partial class ChatStoreTestBase
{
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
}
