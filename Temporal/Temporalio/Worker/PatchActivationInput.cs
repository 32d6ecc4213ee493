using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Asks whether a new run may take the new code of a patch.</summary>
/// <param name="WorkflowInfo">The run.</param>
/// <param name="PatchId">The patch.</param>
public record PatchActivationInput(WorkflowInfo WorkflowInfo, string PatchId);
