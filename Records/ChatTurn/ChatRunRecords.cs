using OpsFlow.Domain.Text;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ChatTurn;
using Temporalio.Workflows;

namespace OpsFlow.Records.ChatTurn;

/// <summary>Turns by their runs.</summary>
public sealed class ChatRunRecords(IDatabase database, ChatStore chats) : RunRecords(database, s_table)
{
    private static readonly RunTable s_table = new(
        ChatStore.Pipeline, WorkflowDefinition.Create<ChatTurnWorkflow>().Name!, "chat_turns")
    {
        States = Enum.GetNames<TurnState>(),
        // Once a turn is over nothing changes it any more: it is recent by its end.
        RecentBy = "updated_at",
        OpenStates = Enum.GetValues<TurnState>().Where(s => !ChatStore.IsFinal(s)).Select(s => $"{s}"),
        AskingStates = [$"{TurnState.NeedsInput}"],
        // What somebody said is not for all who may look after runs.
        Title = "id",
        Reason = "detail",
        Round = "1",
        NamesRuns = false,
        // One that was sent again counts as that one.
        Failed =
            """
            NOT EXISTS (SELECT 1 FROM chat_turns later WHERE later.conversation_id = chat_turns.conversation_id
                AND later.client_id = chat_turns.client_id AND later.created_at > chat_turns.created_at)
            """,
        WorkflowIdOf = ChatTurnWorkflow.IdOf,
        RecordOf = ChatTurnWorkflow.TurnOf,
    };

    /// <inheritdoc/>
    public override async Task<RunClosing> CloseAsync(
        OpenRun run, string reason, CancellationToken cancellationToken)
    {
        // The message is the person's: it stays in the language of the turn, whoever reads it later.
        var turn = await chats.FindAsync(run.RecordId, cancellationToken);
        using var language = Language.Use(turn?.Language);
        var words = LostRun.InWords(reason);
        var state = await chats.EndAsync(
            run.RecordId, TurnState.Failed, reason,
            (_, written) => string.IsNullOrWhiteSpace(written) ? words : written, null, cancellationToken);
        return state is TurnState.Failed or TurnState.Canceled ? RunClosing.Failed : RunClosing.None;
    }
}
