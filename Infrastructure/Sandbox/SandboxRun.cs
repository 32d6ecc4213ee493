using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>A command that was run.</summary>
/// <param name="Process">How it ended.</param>
/// <param name="Exceeded">What it was stopped for; null if it was not.</param>
public sealed record SandboxRun(ProcessResult Process, SandboxLimit? Exceeded);
