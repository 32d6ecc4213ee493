using OpsFlow.Api.Errors;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Api.ChatTurn;

/// <summary>
/// Turns that failed. A retry is the same message again, under its own id, as its sender may do, too.
/// </summary>
internal sealed class FailedTurns(ChatStore chats, ChatRunRecords records, ChatIntake intake)
    : FailedRuns(ChatStore.Pipeline, records)
{
    /// <inheritdoc/>
    public override async Task<string?> RetryAsync(TroubledRun run, string by, CancellationToken cancellationToken)
    {
        if (await chats.FindAsync(run.Id, cancellationToken) is { } old
            && await chats.FindConversationAsync(old.ConversationId, cancellationToken) is { } conversation)
        {
            var turn = await intake.NextAsync(
                new(
                    old.UserId, conversation.SessionId, old.ClientId, old.Message, old.Language, old.Location,
                    old.Model),
                cancellationToken);
            if (await intake.AcceptAsync(turn, cancellationToken) == AcceptOutcome.Busy)
            {
                throw new RetryRefusedException(ProblemWords.TurnRunning);
            }
        }

        return null;
    }
}
