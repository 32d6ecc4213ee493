using System.Runtime.CompilerServices;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <content>Waiting for results and reading histories.</content>
public partial record WorkflowHandle
{
    /// <summary>Waits for the end.</summary>
    /// <param name="followRuns">Whether later runs of the chain are waited for. Default true.</param>
    /// <param name="rpcOptions">Options of the calls.</param>
    /// <returns>A task that ends with the workflow.</returns>
    /// <exception cref="WorkflowFailedException">The workflow did not complete.</exception>
    public Task GetResultAsync(bool followRuns = true, RpcOptions? rpcOptions = null) =>
        GetResultAsync<ValueTuple>(followRuns, rpcOptions);

    /// <summary>Waits for the result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="followRuns">Whether later runs of the chain are waited for. Default true.</param>
    /// <param name="rpcOptions">Options of the calls.</param>
    /// <returns>The result.</returns>
    /// <exception cref="WorkflowFailedException">The workflow did not complete.</exception>
    /// <exception cref="WorkflowContinuedAsNewException">The run continued as new and runs are not followed.</exception>
    public virtual async Task<TResult> GetResultAsync<TResult>(bool followRuns = true, RpcOptions? rpcOptions = null)
    {
        var converter = Client.Options.DataConverter.WithSerializationContext(
            new ISerializationContext.Workflow(Client.Options.Namespace, Id));
        for (var runId = ResultRunId; ;)
        {
            var close = await CloseEventAsync(runId, rpcOptions).ConfigureAwait(false);
            var (next, isResult) = Next(close);
            if (!string.IsNullOrEmpty(next) && followRuns)
            {
                runId = next;
                continue;
            }

            if (isResult)
            {
                var payloads = close.WorkflowExecutionCompletedEventAttributes.Result?.Payloads_;
                return typeof(TResult) == typeof(ValueTuple) || payloads is null or { Count: 0 }
                    ? default!
                    : await converter.ToSingleValueAsync<TResult>(payloads).ConfigureAwait(false);
            }

            throw await ErrorAsync(close, converter).ConfigureAwait(false);
        }
    }

    /// <summary>Fetches events as they are read.</summary>
    /// <param name="options">Options.</param>
    /// <returns>The events in order.</returns>
    public virtual IAsyncEnumerable<HistoryEvent> FetchHistoryEventsAsync(
        WorkflowHistoryEventFetchOptions? options = null) => FetchAsync(RunId, options);

    private static (string? NextRunId, bool IsResult) Next(HistoryEvent close) => close.AttributesCase switch
    {
        HistoryEvent.AttributesOneofCase.WorkflowExecutionCompletedEventAttributes =>
            (close.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId, true),
        HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes =>
            (close.WorkflowExecutionFailedEventAttributes.NewExecutionRunId, false),
        HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes =>
            (close.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId, false),
        HistoryEvent.AttributesOneofCase.WorkflowExecutionContinuedAsNewEventAttributes =>
            (close.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId, false),
        _ => (null, false),
    };

    private static async Task<Exception> ErrorAsync(HistoryEvent close, DataConverter converter)
    {
        switch (close.AttributesCase)
        {
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes:
                return new WorkflowFailedException(await converter.ToExceptionAsync(
                    close.WorkflowExecutionFailedEventAttributes.Failure).ConfigureAwait(false));
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionCanceledEventAttributes:
                return new WorkflowFailedException(await converter.ToExceptionAsync(new Failure
                {
                    Message = "Workflow canceled",
                    CanceledFailureInfo = new CanceledFailureInfo
                    {
                        Details = close.WorkflowExecutionCanceledEventAttributes.Details,
                    },
                }).ConfigureAwait(false));
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionTerminatedEventAttributes:
                var terminated = close.WorkflowExecutionTerminatedEventAttributes;
                return new WorkflowFailedException(new TerminatedFailureException(
                    new Failure
                    {
                        Message = terminated.Reason is { Length: > 0 } reason ? reason : "Workflow terminated",
                        TerminatedFailureInfo = new TerminatedFailureInfo(),
                    },
                    null,
                    terminated.Details is null
                        ? null
                        : new InboundFailureDetails(converter.PayloadConverter, terminated.Details.Payloads_)));
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes:
                return new WorkflowFailedException(await converter.ToExceptionAsync(new Failure
                {
                    Message = "Workflow timed out",
                    TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = TimeoutType.StartToClose },
                }).ConfigureAwait(false));
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionContinuedAsNewEventAttributes:
                return new WorkflowContinuedAsNewException(
                    close.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId);
            default:
                return new InvalidOperationException($"Unexpected close event {close.EventType}");
        }
    }

    private async Task<HistoryEvent> CloseEventAsync(string? runId, RpcOptions? rpcOptions)
    {
        var options = new WorkflowHistoryEventFetchOptions
        {
            WaitNewEvent = true,
            EventFilterType = HistoryEventFilterType.CloseEvent,
            SkipArchival = true,
            Rpc = rpcOptions,
        };
        await foreach (var historyEvent in FetchAsync(runId, options).ConfigureAwait(false))
        {
            return historyEvent;
        }

        throw new InvalidOperationException("No completion event found");
    }

    private async IAsyncEnumerable<HistoryEvent> FetchAsync(
        string? runId,
        WorkflowHistoryEventFetchOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (rpc, source) = TemporalClient.DefaultRetryOptions(options?.Rpc)
            .WithAdditionalCancellationToken(cancellationToken);
        using var disposed = source;
        byte[]? token = null;
        do
        {
            var page = await Client.OutboundInterceptor.FetchWorkflowHistoryEventPageAsync(new(
                Id,
                runId,
                null,
                token,
                options?.WaitNewEvent ?? false,
                options?.EventFilterType ?? HistoryEventFilterType.AllEvent,
                options?.SkipArchival ?? false,
                rpc)).ConfigureAwait(false);
            foreach (var historyEvent in page.Events)
            {
                yield return historyEvent;
            }

            token = page.NextPageToken;
        }
        while (token is not null);
    }
}
