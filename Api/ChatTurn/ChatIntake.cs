using OpsFlow.Platform.Runs;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Api.ChatTurn;

/// <summary>Takes messages, whatever channel they come by.</summary>
internal sealed class ChatIntake(ChatStore chats, ChatRuns runs, DurableStart starter)
{
    /// <summary>The turn as it is to be taken: a message whose turn failed may be sent again.</summary>
    public async Task<NewTurn> NextAsync(NewTurn turn, CancellationToken cancellationToken) => turn with
    {
        Attempt = await chats.FailedAttemptsAsync(turn.ConversationId, turn.ClientId, cancellationToken),
    };

    /// <summary>Stores a turn and starts its workflow, unless it is there or another one is under way.</summary>
    public async Task<AcceptOutcome> AcceptAsync(NewTurn turn, CancellationToken cancellationToken)
    {
        var start = runs.StartOf(turn.TurnId, turn.UserId, turn.Model);
        var outcome = await chats.AcceptAsync(turn, start, cancellationToken);
        if (outcome == AcceptOutcome.Accepted)
        {
            starter.Begin(start);
        }

        return outcome;
    }
}
