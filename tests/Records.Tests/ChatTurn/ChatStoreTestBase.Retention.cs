using OpsFlow.Platform.Objects;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.Tests.ChatTurn;

/// <content>What goes when its time is over.</content>
public abstract partial class ChatStoreTestBase
{
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
}
