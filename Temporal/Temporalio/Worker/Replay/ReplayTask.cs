using Temporalio.Api.History.V1;
using Temporalio.Api.Protocol.V1;

namespace Temporalio.Worker.Replay;

/// <summary>What a workflow task brings.</summary>
/// <param name="Events">The events since the last task, or all of them.</param>
/// <param name="Messages">Requests to update the workflow.</param>
/// <param name="Queries">Queries to answer after everything else.</param>
internal sealed record ReplayTask(
    IReadOnlyList<HistoryEvent> Events,
    IReadOnlyList<Message> Messages,
    IReadOnlyList<ActivationJob.Query> Queries);
