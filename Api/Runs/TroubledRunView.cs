using OpsFlow.Platform.Runs;

namespace OpsFlow.Api.Runs;

/// <summary>A run that failed, or whose writes are parked.</summary>
/// <param name="Pipeline">Its pipeline: part of the addresses of retry and discard.</param>
/// <param name="Reason">What went wrong.</param>
/// <param name="At">When.</param>
internal sealed record TroubledRunView(
    string Pipeline, string Id, string WorkflowId, string State, string Title, string? Reason, DateTimeOffset At)
{
    public static TroubledRunView Of(TroubledRun run) => new(
        run.Pipeline, run.Id, run.WorkflowId, NameOf(run.Trouble), run.Title, RunReason.InWords(run.Reason),
        DateTimeOffset.FromUnixTimeMilliseconds(run.At));

    public static string NameOf(RunTrouble trouble) => trouble == RunTrouble.Failed ? "failed" : "parked";
}
