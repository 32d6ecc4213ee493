using OpsFlow.Activities.ChatTurn;
using OpsFlow.Activities.ChatTurn.Channels;
using OpsFlow.Api.Platform;
using OpsFlow.Infrastructure.Synology;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Workflows.ChatTurn;
using Temporalio.Exceptions;

namespace OpsFlow.Api.ChatTurn;

/// <summary>
/// Conversations in Synology Chat: each message begins a turn, answers what a turn asks, or is told why it does
/// neither. None stays without a word.
/// </summary>
internal sealed class SynologyConversations(
    ChatStore chats, ChatIntake intake, ChatRuns runs, ChatCallbackStore callbacks, ChatDeliveryStore deliveries,
    ModelHealthMonitor health, ModelRegistry registry)
{
    // Of senders without a number.
    private const string Nobody = "api";

    private const int MaxPlace = 200;

    /// <summary>Takes a message.</summary>
    public async Task TakeAsync(SynologyMessage message, CancellationToken cancellationToken)
    {
        var number = message.UserId.Length > 0 ? message.UserId : Nobody;
        var user = ChatDeliveries.SynologyUser + number;
        // The same message sent again is the same turn.
        var client = message.PostId.Length > 0
            ? $"post-{message.PostId}"
            : ChatIds.Of("synology", message.Timestamp, message.Text);
        var callback = await callbacks.SynologyAsync(user, cancellationToken);
        Task NoteAsync(string kind, string text) =>
            deliveries.NoteAsync(callback, ChatIds.Of("note", user, client, kind), text, cancellationToken);
        if (string.IsNullOrWhiteSpace(message.Text))
        {
            await NoteAsync("empty", ChannelWords.Empty);
            return;
        }

        var turn = new NewTurn(
            user, number, client, ChatSending.Composed(message.Text), ChatSending.LanguageOf(message.Text), null, null);
        // What began a turn and is sent again is not the answer to what that turn, or a later one, asks.
        if (await chats.FindStateAsync(turn.TurnId, cancellationToken) is null
            && await AnswersAsync(turn, cancellationToken))
        {
            return;
        }

        turn = await intake.NextAsync(turn, cancellationToken);
        switch (await intake.AcceptAsync(turn, cancellationToken))
        {
            case AcceptOutcome.Busy:
                await NoteAsync("running", ChannelWords.TurnRunning);
                break;
            case AcceptOutcome.Accepted when await LoadAsync(cancellationToken) is { } load:
                await NoteAsync("busy", ChannelWords.FormatModelBusy(load));
                break;
            default:
                break;
        }
    }

    // Where somebody is, when a turn asks that.
    private async Task<bool> AnswersAsync(NewTurn turn, CancellationToken cancellationToken)
    {
        if ((await chats.FindConversationAsync(turn.ConversationId, cancellationToken))?.OpenTurn is not { } open
            || await chats.FindStateAsync(open, cancellationToken) != TurnState.NeedsInput
            || turn.Message.Length > MaxPlace)
        {
            return false;
        }

        var answer = runs.Sealed(open, new(turn.Message, turn.UserId, ChatTurnWorkflow.Location));
        try
        {
            return await runs.Handle(open).ExecuteUpdateAsync(
                w => w.SubmitAnswerAsync(answer),
                new()
                {
                    Id = ChatIds.Of("answer", turn.UserId, turn.ClientId), Rpc = EngineCall.Rpc(cancellationToken),
                });
        }
        catch (Exception e) when (e is WorkflowUpdateFailedException or RpcException)
        {
            // It went on in the meantime.
            return false;
        }
    }

    // Nothing is measured for it.
    private async Task<string?> LoadAsync(CancellationToken cancellationToken)
    {
        if (registry.ForStage(ChatModels.Reasoner) is not { } entry)
        {
            return null;
        }

        var reports = await health.ReportAsync(isAsked: false, cancellationToken);
        return reports.FirstOrDefault(r => r.Entry == entry)?.Load switch
        {
            ModelLoad.Busy => ChannelWords.Busy,
            ModelLoad.VeryBusy => ChannelWords.VeryBusy,
            _ => null,
        };
    }
}
