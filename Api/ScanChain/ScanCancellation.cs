using OpsFlow.Api.Platform;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ScanChain;
using OpsFlow.Workflows.ScanChain;
using Temporalio.Exceptions;

namespace OpsFlow.Api.ScanChain;

/// <summary>Cancels scans, also those whose run has not begun yet.</summary>
internal sealed class ScanCancellation(ScanStore scans, ScanRuns runs, DurableStart starter)
{
    /// <summary>Asks the run to end, or takes back the start of one that has not begun.</summary>
    /// <returns>The state that the scan was in, or is now; null when there is no run any more.</returns>
    public async Task<ScanState?> CancelAsync(ScanRecord scan, CancellationToken cancellationToken)
    {
        try
        {
            await TellRunAsync(scan.Id, cancellationToken);
            return scan.State;
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            var isWithdrawn = await WithdrawAsync(scan, cancellationToken);
            // Whoever had the start in hand may have made it at this very moment.
            var hasBegun = await TellIfBegunAsync(scan.Id, isWithdrawn, cancellationToken);
            return isWithdrawn ? ScanState.Canceled : hasBegun ? scan.State : (ScanState?)null;
        }
        catch (Exception e) when (IsAway(e))
        {
            // The engine is away, but what it has not begun needs no engine to be canceled.
            if (!await WithdrawAsync(scan, cancellationToken))
            {
                throw;
            }

            return ScanState.Canceled;
        }
    }

    private async Task<bool> WithdrawAsync(ScanRecord scan, CancellationToken cancellationToken)
    {
        var (isCanceled, start) = await scans.WithdrawAsync(
            scan.Id, scan.Attempt, "The scan was canceled.", cancellationToken);
        if (start is not null)
        {
            starter.Forget(start);
        }

        return isCanceled;
    }

    private static bool IsAway(Exception e) =>
        e is RpcException or RpcTimeoutOrCanceledException or InvalidOperationException;

    private async Task<bool> TellIfBegunAsync(string id, bool isWithdrawn, CancellationToken cancellationToken)
    {
        try
        {
            await TellRunAsync(id, cancellationToken);
            return true;
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return false;
        }
        catch (Exception e) when (isWithdrawn && IsAway(e))
        {
            // The scan is canceled, whoever hears of it.
            return false;
        }
    }

    private Task TellRunAsync(string id, CancellationToken cancellationToken) =>
        runs.Handle(id).CancelAsync(new() { Rpc = EngineCall.Brief(cancellationToken) });
}
