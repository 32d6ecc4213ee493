using System.Collections.Concurrent;
using Google.Protobuf;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Runtime;
using Temporalio.Runtime.Metrics;
using UnaryGrpc;

namespace Temporalio.Client;

/// <summary>Measures calls.</summary>
internal sealed class RpcMetrics(TemporalRuntime runtime)
{
    private readonly ConcurrentDictionary<string, MetricRecorder> _byNamespace = new();

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled => runtime.Backend is not null;

    /// <summary>Counts a call and gives what measures it.</summary>
    /// <param name="namespace">The namespace, or null.</param>
    /// <param name="rpc">The call.</param>
    /// <param name="request">The request.</param>
    /// <returns>What measures it.</returns>
    public Call Of(string? @namespace, string rpc, IMessage request)
    {
        var recorder = _byNamespace.GetOrAdd(
            @namespace ?? "", ns => new(runtime, ns.Length == 0 ? [] : [new("namespace", ns)]));
        var isLong = request is PollWorkflowTaskQueueRequest or PollActivityTaskQueueRequest
            or PollWorkflowExecutionUpdateRequest or UpdateWorkflowExecutionRequest
            or GetWorkflowExecutionHistoryRequest { WaitNewEvent: true };
        recorder.Count(isLong ? SdkMetrics.LongRequest : SdkMetrics.Request, "operation", rpc);
        return new(recorder, rpc, isLong);
    }

    /// <summary>A call.</summary>
    internal readonly record struct Call(MetricRecorder Recorder, string Rpc, bool IsLong)
    {
        /// <summary>Counts its failure.</summary>
        /// <param name="code">How it failed.</param>
        public void Failed(GrpcStatusCode code) => Recorder.Count(
            IsLong ? SdkMetrics.LongRequestFailure : SdkMetrics.RequestFailure,
            "operation",
            Rpc,
            "status_code",
            code.ToString());

        /// <summary>Records how long it took.</summary>
        /// <param name="time">How long.</param>
        public void Ended(TimeSpan time) =>
            Recorder.Time(IsLong ? SdkMetrics.LongRequestLatency : SdkMetrics.RequestLatency, time, "operation", Rpc);
    }
}
