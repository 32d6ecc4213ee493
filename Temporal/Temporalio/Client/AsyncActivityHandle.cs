using Temporalio.Client.Interceptors;
using Temporalio.Converters;

namespace Temporalio.Client;

/// <summary>An activity that is completed from outside its worker.</summary>
/// <param name="Client">The client.</param>
/// <param name="Activity">Which activity.</param>
public record AsyncActivityHandle(ITemporalClient Client, AsyncActivityHandle.Reference Activity)
    : IWithSerializationContext<AsyncActivityHandle>
{
    /// <summary>A converter instead of the client's; null for the client's.</summary>
    public DataConverter? DataConverterOverride { get; init; }

    /// <summary>Sends a heartbeat.</summary>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends when the server has it.</returns>
    /// <exception cref="Exceptions.AsyncActivityCanceledException">The activity is cancelled.</exception>
    public Task HeartbeatAsync(AsyncActivityHeartbeatOptions? options = null) =>
        Client.OutboundInterceptor.HeartbeatAsyncActivityAsync(new(Activity, options, DataConverterOverride));

    /// <summary>Completes the activity.</summary>
    /// <param name="result">Its result.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends when the server has it.</returns>
    public Task CompleteAsync(object? result = null, AsyncActivityCompleteOptions? options = null) =>
        Client.OutboundInterceptor.CompleteAsyncActivityAsync(new(Activity, result, options, DataConverterOverride));

    /// <summary>Fails the activity.</summary>
    /// <param name="exception">Why.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends when the server has it.</returns>
    public Task FailAsync(Exception exception, AsyncActivityFailOptions? options = null) =>
        Client.OutboundInterceptor.FailAsyncActivityAsync(new(Activity, exception, options, DataConverterOverride));

    /// <summary>Reports the activity cancelled, after a cancellation was asked for.</summary>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends when the server has it.</returns>
    public Task ReportCancellationAsync(AsyncActivityReportCancellationOptions? options = null) =>
        Client.OutboundInterceptor.ReportCancellationAsyncActivityAsync(new(Activity, options, DataConverterOverride));

    /// <inheritdoc/>
    public AsyncActivityHandle WithSerializationContext(ISerializationContext context) => this with
    {
        DataConverterOverride = (DataConverterOverride ?? Client.Options.DataConverter).WithSerializationContext(context),
    };

    /// <summary>Which activity is meant.</summary>
    public abstract record Reference
    {
        private protected Reference()
        {
        }
    }

    /// <summary>An activity by its ids.</summary>
    /// <param name="WorkflowId">The workflow's id.</param>
    /// <param name="RunId">The run; null for the current one.</param>
    /// <param name="ActivityId">The activity's id.</param>
    public record IdReference(string WorkflowId, string? RunId, string ActivityId) : Reference;

    /// <summary>An activity by its task token.</summary>
    /// <param name="TaskToken">The token.</param>
    public record TaskTokenReference(byte[] TaskToken) : Reference;
}
