using System.Collections.Concurrent;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Workflows.Tests.ErrorAnalysis;

/// <summary>Activities that answer what a test tells them to, and write down what they were asked.</summary>
public sealed class ScriptedActivities : IErrorAnalysisActivities
{
    /// <summary>Whose decisions bear no seal of ours.</summary>
    public const string Forger = "forger";

    public const string PatchHash = "patch-1";

    public ConcurrentQueue<string> Calls { get; } = new();

    public Action<Decision> Check { get; set; } = _ => { };

    public Func<StepInput, AnalyzeResult> Analyze { get; set; } = _ => new(true, 0.9, "a.cs", null);

    public Func<StepInput, PatchResult> Patch { get; set; } = s => new(true, $"patch-{s.Round}", "Proven", null);

    public Func<PublishInput, PublishResult> Publish { get; set; } = p =>
        new(true, "opsflow/fix-1", "c0ffee", null, null);

    public Action<NotifyInput> Notify { get; set; } = _ => { };

    public Action<StepInput> Clone { get; set; } = _ => { };

    [Activity]
    public Task<CloneResult> CloneAsync(StepInput input)
    {
        Calls.Enqueue($"clone {input.Round}");
        Clone(input);
        return Task.FromResult(new CloneResult($"commit-{input.Round}", "main"));
    }

    [Activity]
    public Task<IndexResult> IndexAsync(StepInput input)
    {
        Calls.Enqueue($"index {input.Commit}");
        return Task.FromResult(new IndexResult(1, 1));
    }

    [Activity("Analyse")]
    public Task<AnalyzeResult> AnalyzeAsync(StepInput input)
    {
        Calls.Enqueue($"analyze {input.Round}");
        return Task.FromResult(Analyze(input));
    }

    [Activity]
    public Task<PatchResult> PreparePatchAsync(StepInput input)
    {
        Calls.Enqueue($"patch {input.Round}");
        return Task.FromResult(Patch(input));
    }

    [Activity]
    public Task<string?> CheckDecisionAsync(CheckDecisionInput input)
    {
        Calls.Enqueue($"check {input.Decision.By}");
        return Task.Run(() =>
        {
            Check(input.Decision);
            return input.Decision.By == Forger ? "void" : null;
        });
    }

    [Activity]
    public Task RecordAsync(RecordInput input)
    {
        Calls.Enqueue($"record {input.State}");
        return Task.CompletedTask;
    }

    [Activity]
    public Task NotifyAsync(NotifyInput input)
    {
        Calls.Enqueue($"notify {input.State}{(input.IsReminder ? " reminder" : "")}");
        Notify(input);
        return Task.CompletedTask;
    }

    [Activity]
    public Task<PublishResult> PublishAsync(PublishInput input)
    {
        Calls.Enqueue($"publish {input.PatchHash} by {input.ApprovedBy}");
        return Task.FromResult(Publish(input));
    }

    [Activity]
    public Task CleanUpAsync(StepInput input)
    {
        Calls.Enqueue("clean up");
        return Task.CompletedTask;
    }

    public static ApplicationFailureException Final(string message) =>
        new(message, errorType: "Test", nonRetryable: true);
}
