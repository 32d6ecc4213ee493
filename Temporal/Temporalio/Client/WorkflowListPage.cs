namespace Temporalio.Client;

/// <summary>A page of runs.</summary>
/// <param name="Workflows">The runs.</param>
/// <param name="NextPageToken">Where to go on; null at the end.</param>
public record WorkflowListPage(IReadOnlyCollection<WorkflowExecution> Workflows, byte[]? NextPageToken);
