using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Api.ScanChain;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ScanChain;
using OpsFlow.Workflows.ScanChain;
using Temporalio.Client;
using Temporalio.Client.Interceptors;
using Temporalio.Exceptions;

namespace OpsFlow.Api.Tests.ScanChain;

/// <summary>An engine that goes away between two questions.</summary>
public sealed class ScanCancellationTests : IClientInterceptor
{
    private readonly Queue<RpcException.StatusCode> _answers = new();

    public ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) =>
        new Scripted(nextInterceptor, _answers);

    [Fact]
    public async Task CancelAsync_EngineGoesAwayOnceTheStartIsTakenBack_SaysThatTheScanIsCanceled()
    {
        using var folder = new TempFolder();
        await using var database = new Database(
            new StoreOptions { DataFolder = folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        var (signals, time) = (new EventSignals(), TimeProvider.System);
        var starts = new RunStartStore(database, time);
        var scans = new ScanStore(database, new(database, signals, time), signals, starts, time);
        await scans.AcceptAsync(
            new("s1", "mina", "scans/s1.jpg", "image/jpeg", "ko", null, null, null),
            RunStart.Of(ScanChainWorkflow.IdOf("s1"), "ScanChain", "scan", "s1"), default);
        // Nobody connects: each question is answered here.
        var client = TemporalClient.CreateLazy(new("127.0.0.1:9") { Interceptors = [this] });
        using var starter = new DurableStart(database, starts, client, time, NullLogger<DurableStart>.Instance);
        var cancellation = new ScanCancellation(scans, new ScanRuns(client, null!, null!), starter);
        _answers.Enqueue(RpcException.StatusCode.NotFound);
        _answers.Enqueue(RpcException.StatusCode.Unavailable);

        var state = await cancellation.CancelAsync((await scans.FindAsync("s1", default))!, default);

        Assert.Equal(ScanState.Canceled, state);
        Assert.Empty(_answers);
        Assert.Equal(ScanState.Canceled, await scans.FindStateAsync("s1", default));
    }

    private sealed class Scripted(ClientOutboundInterceptor next, Queue<RpcException.StatusCode> answers)
        : ClientOutboundInterceptor(next)
    {
        public override Task CancelWorkflowAsync(CancelWorkflowInput input) =>
            throw new RpcException(answers.Dequeue(), "scripted", null);
    }
}
