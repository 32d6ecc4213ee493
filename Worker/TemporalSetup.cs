using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Workflows.ErrorAnalysis;
using OpsFlow.Workflows.ScanChain;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace OpsFlow.Worker;

/// <summary>
/// Registers the search attributes that the workflows use, before any of them starts; with a cluster that cannot be
/// reached or has no such namespace yet, as soon as it can.
/// </summary>
public sealed partial class TemporalSetup(
    ITemporalClient client, TimeProvider time, ILogger<TemporalSetup> logger) : BackgroundService
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await TryRegisterAsync(cancellationToken))
        {
            await base.StartAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do
        {
            await Task.Delay(s_wait, time, stoppingToken);
        }
        while (!await TryRegisterAsync(stoppingToken));
    }

    private async Task<bool> TryRegisterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RegisterAsync(cancellationToken);
            return true;
        }
        catch (RpcException e) when (e.Code is RpcException.StatusCode.PermissionDenied
            or RpcException.StatusCode.Unimplemented or RpcException.StatusCode.AlreadyExists)
        {
            // Temporal Cloud manages them elsewhere; workflows say so plainly when one is missing.
            LogNotRegistered(logger, e.Message);
            return true;
        }
        catch (Exception e) when (e is TemporalException or InvalidOperationException
            && !cancellationToken.IsCancellationRequested)
        {
            LogNotYet(logger, s_wait, e.Message);
            return false;
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var wanted = new[]
        {
            ErrorAnalysisWorkflow.ServerAttribute.Name,
            ErrorAnalysisWorkflow.ErrorTypeAttribute.Name,
            ErrorAnalysisWorkflow.StateAttribute.Name,
            ScanChainWorkflow.UserAttribute.Name,
            ScanChainWorkflow.ModelAttribute.Name,
        };
        var options = new RpcOptions
        {
            CancellationToken = cancellationToken,
            Timeout = TimeSpan.FromSeconds(20),
            Retry = true,
        };
        var existing = await client.OperatorService.ListSearchAttributesAsync(
            new ListSearchAttributesRequest { Namespace = client.Options.Namespace }, options);
        var request = new AddSearchAttributesRequest { Namespace = client.Options.Namespace };
        foreach (var name in wanted.Where(n => !existing.CustomAttributes.ContainsKey(n)))
        {
            request.SearchAttributes.Add(name, IndexedValueType.Keyword);
        }

        if (request.SearchAttributes.Count > 0)
        {
            await client.OperatorService.AddSearchAttributesAsync(request, options);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Search attributes could not be registered: {Reason}")]
    private static partial void LogNotRegistered(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Search attributes are not registered yet, tried again in {Wait}: {Reason}")]
    private static partial void LogNotYet(ILogger logger, TimeSpan wait, string reason);
}
