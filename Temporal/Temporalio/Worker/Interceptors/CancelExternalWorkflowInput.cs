namespace Temporalio.Worker.Interceptors;

/// <summary>A request to cancel another workflow.</summary>
/// <param name="Id">The workflow id.</param>
/// <param name="RunId">The run id, if fixed.</param>
public record CancelExternalWorkflowInput(
    string Id,
    string? RunId);
