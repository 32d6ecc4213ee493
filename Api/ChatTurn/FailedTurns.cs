using OpsFlow.Platform.Runs;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Api.ChatTurn;

/// <summary>
/// Turns that failed. A retry is the same message again, under its own id, as its sender may do, too.
/// </summary>
internal sealed class FailedTurns(
    ChatStore chats, ChatRunRecords records, ChatRuns runs, DurableStart starter)
    : FailedRuns(ChatStore.Pipeline, records)
{
    /// <inheritdoc/>
    public override async Task<string?> RetryAsync(TroubledRun run, string by, CancellationToken cancellationToken)
    {
        if (await chats.FindAsync(run.Id, cancellationToken) is { } old
            && await chats.FindConversationAsync(old.ConversationId, cancellationToken) is { } conversation)
        {
            var turn = new NewTurn(
                old.UserId, conversation.SessionId, old.ClientId, old.Message, old.Language, old.Location, old.Model)
            {
                Attempt = await chats.FailedAttemptsAsync(old.ConversationId, old.ClientId, cancellationToken),
            };
            var start = runs.StartOf(turn.TurnId, turn.UserId, turn.Model);
            if (await chats.AcceptAsync(turn, start, cancellationToken) == AcceptOutcome.Accepted)
            {
                starter.Begin(start);
            }
        }

        return null;
    }
}
