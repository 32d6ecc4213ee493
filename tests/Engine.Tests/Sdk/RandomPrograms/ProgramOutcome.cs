using Temporalio.Common;

namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>How a program ended.</summary>
/// <param name="Text">Its result and its effects, the same wherever it runs.</param>
/// <param name="Histories">The histories of its runs and of all its children.</param>
internal sealed record ProgramOutcome(string Text, IReadOnlyList<WorkflowHistory> Histories);
