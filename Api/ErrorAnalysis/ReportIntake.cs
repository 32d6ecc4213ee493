using OpsFlow.Api.Platform;
using OpsFlow.Domain.CodeAnalysis.Fingerprints;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using Temporalio.Exceptions;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Takes in a report that its server may make, whichever way it came.</summary>
internal sealed class ReportIntake(AnalysisStore analyses, AnalysisRuns runs, DurableStart starter)
{
    /// <param name="idempotencyKey">The sender's key of this very report; null for none.</param>
    public async Task<ReportAnswer> TakeAsync(
        ServerRecord server, ErrorReport report, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var (fingerprint, before) = Fingerprint.ComputeBoth(report.ToAnalysisRequest(server));
        var accepted = await analyses.AcceptAsync(
            server,
            report,
            fingerprint,
            idempotencyKey,
            id => runs.StartOf(id, server.Name, report.ErrorType),
            cancellationToken,
            before);
        if (accepted.Start is { } start)
        {
            starter.Begin(start);
        }
        else if (AnalysisRuns.IsTold(accepted.Occurrences) && !AnalysisStore.IsFinal(accepted.State))
        {
            await TellAsync(accepted, cancellationToken);
        }

        return new(accepted.IsNew ? "received" : "deduplicated", accepted.AnalysisId, accepted.Occurrences);
    }

    private async Task TellAsync(AcceptedReport accepted, CancellationToken cancellationToken)
    {
        try
        {
            await runs.Handle(accepted.AnalysisId).SignalAsync(
                w => w.OccurredAgainAsync(accepted.Occurrences), new() { Rpc = EngineCall.Brief(cancellationToken) });
        }
        catch (Exception e) when (e is RpcException or RpcTimeoutOrCanceledException or InvalidOperationException)
        {
            // The count itself is stored; the workflow shows the next one, or is over. The client also says in these
            // forms that there is no cluster; an answer that asks to send the report again would count it again.
        }
    }
}
