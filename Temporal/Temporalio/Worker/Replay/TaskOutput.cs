using Temporalio.Api.Command.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Sdk.V1;

namespace Temporalio.Worker.Replay;

/// <summary>What completes a workflow task.</summary>
/// <param name="Commands">The commands in order.</param>
/// <param name="Messages">The answers to update requests; commands refer to them.</param>
/// <param name="Metadata">The flags that history does not have yet.</param>
/// <param name="QueryAnswers">The answers by query id.</param>
internal sealed record TaskOutput(
    IReadOnlyList<Command> Commands,
    IReadOnlyList<Message> Messages,
    WorkflowTaskCompletedMetadata Metadata,
    IReadOnlyList<WorkflowCommand.AnswerQuery> QueryAnswers);
