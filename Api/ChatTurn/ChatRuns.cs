using OpsFlow.Platform.Access;
using OpsFlow.Platform.Runs;
using OpsFlow.Workflows.ChatTurn;
using OpsFlow.Workflows.Shared;
using Temporalio.Client;
using Temporalio.Workflows;

namespace OpsFlow.Api.ChatTurn;

/// <summary>Starts and addresses the workflows of turns.</summary>
internal sealed class ChatRuns(ITemporalClient client, DecisionSeal seal, ChatSettings settings)
{
    /// <summary>The start of a turn's workflow.</summary>
    public RunStart StartOf(string turn, string user, string? model) => RunStart.Of(
        ChatTurnWorkflow.IdOf(turn),
        WorkflowDefinition.Create<ChatTurnWorkflow>().Name!,
        TaskQueues.Chat,
        new TurnInput(turn, settings.Patience)) with
    {
        Summary = "Chat turn",
        Keywords = new Dictionary<string, string>
        {
            [ChatTurnWorkflow.UserAttribute.Name] = user,
            [ChatTurnWorkflow.ModelAttribute.Name] = model ?? "default",
            [ChatTurnWorkflow.StateAttribute.Name] = $"{TurnState.Queued}",
        },
    };

    public WorkflowHandle<ChatTurnWorkflow> Handle(string turn) =>
        client.GetWorkflowHandle<ChatTurnWorkflow>(ChatTurnWorkflow.IdOf(turn));

    /// <summary>An answer that the workflow takes for one of ours.</summary>
    public TurnAnswer Sealed(string turn, TurnAnswer answer) =>
        answer with { Seal = seal.Seal(answer.SealedParts(turn)) };
}
