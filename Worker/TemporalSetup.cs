using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace OpsFlow.Worker;

/// <summary>Registers the search attributes that the workflows use, before any of them starts.</summary>
public sealed partial class TemporalSetup(ITemporalClient client, ILogger<TemporalSetup> logger) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var wanted = new[]
        {
            ErrorAnalysisWorkflow.ServerAttribute.Name,
            ErrorAnalysisWorkflow.ErrorTypeAttribute.Name,
            ErrorAnalysisWorkflow.StateAttribute.Name,
        };
        var options = new RpcOptions
        {
            CancellationToken = cancellationToken,
            Timeout = TimeSpan.FromSeconds(20),
            Retry = true,
        };
        try
        {
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
        catch (RpcException e) when (e.Code is RpcException.StatusCode.PermissionDenied
            or RpcException.StatusCode.Unimplemented or RpcException.StatusCode.AlreadyExists)
        {
            // Temporal Cloud manages them elsewhere; workflows say so plainly when one is missing.
            LogNotRegistered(logger, e.Message);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Warning, "Search attributes could not be registered: {Reason}")]
    private static partial void LogNotRegistered(ILogger logger, string reason);
}
