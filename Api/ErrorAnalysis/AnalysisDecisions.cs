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
        if (await analyses.FindStateAsync(id, cancellationToken) is not { } state)
        {
            return new(DecisionOutcome.NotFound);
        }

        if (state != AnalysisState.AwaitingApproval)
        {
            return new(DecisionOutcome.NotWaiting, ProblemWords.FormatWaitsForNobody(StateNames.Of(state)));
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
                : new(DecisionOutcome.Refused, ProblemWords.DecidedAtSameMoment);
        }
        catch (WorkflowUpdateFailedException e)
        {
            return new(DecisionOutcome.Refused, RefusedAnswer.Of(e));
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return new(DecisionOutcome.NotWaiting, ProblemWords.AnalysisOver);
        }
    }
}
