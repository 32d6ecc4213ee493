using System.Security.Claims;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Hands a person's decision to the workflow that waits for it, whichever way it came.</summary>
internal sealed class AnalysisDecisions(AnalysisStore analyses, AnalysisRuns runs)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <param name="patchHash">Of the change that was looked at.</param>
    /// <param name="via">The way it came.</param>
    public async Task<DecisionReceived> DecideAsync(
        string id, DecisionKind kind, string patchHash, string? reason, string via, ClaimsPrincipal caller,
        CancellationToken cancellationToken)
    {
        if (await analyses.FindAsync(id, cancellationToken) is not { } record)
        {
            return new(DecisionOutcome.NotFound);
        }

        if (record.State != AnalysisState.AwaitingApproval)
        {
            return new(
                DecisionOutcome.NotWaiting,
                DecidedAlready(record) ?? ProblemWords.FormatWaitsForNobody(StateNames.Of(record.State)));
        }

        var decision = runs.Sealed(id, new Decision(
            kind, Callers.NameOf(caller), via, patchHash, reason, Callers.IdOf(caller)));
        try
        {
            var rpc = EngineCall.Brief(cancellationToken);
            rpc.Timeout = s_timeout;
            var receipt = await runs.Handle(id).ExecuteUpdateAsync(
                w => w.SubmitDecisionAsync(decision), new() { Rpc = rpc });
            return receipt.Accepted
                ? new(DecisionOutcome.Accepted)
                : new(
                    DecisionOutcome.Refused,
                    await WhoWasFirstAsync(id, ProblemWords.DecidedAtSameMoment, cancellationToken));
        }
        catch (WorkflowUpdateFailedException e)
        {
            return new(DecisionOutcome.Refused, RefusedAnswer.Of(e));
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return new(
                DecisionOutcome.NotWaiting, await WhoWasFirstAsync(id, ProblemWords.AnalysisOver, cancellationToken));
        }
    }

    /// <summary>Who decided on a fix, in the reader's language; null while nobody did.</summary>
    public static string? DecidedAlready(AnalysisRecord record) => record.Current.Decision is { } decision
        ? ProblemWords.FormatDecidedAlready(decision.By)
        : null;

    // The workflow has it, the record may be a moment behind.
    private async Task<string> WhoWasFirstAsync(string id, string unknown, CancellationToken cancellationToken) =>
        await analyses.FindAsync(id, cancellationToken) is { } record && DecidedAlready(record) is { } decided
            ? decided
            : unknown;
}
