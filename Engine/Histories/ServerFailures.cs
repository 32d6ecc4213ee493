using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>Failures that the server itself writes into histories.</summary>
internal static class ServerFailures
{
    private const string Source = "Server";

    public static Failure Server(string message, bool nonRetryable = true) => new()
    {
        Message = message,
        Source = Source,
        ServerFailureInfo = new ServerFailureInfo { NonRetryable = nonRetryable },
    };

    /// <summary>
    /// Why the server refused a worker's answer to a task. As on the official server it names no source.
    /// </summary>
    public static Failure OfTask(string message) =>
        new() { Message = message, ServerFailureInfo = new ServerFailureInfo() };

    public static Failure ActivityTimeout(TimeoutType type, Payloads? heartbeatDetails, Failure? cause) => new()
    {
        Message = $"activity {type} timeout",
        Source = Source,
        Cause = cause,
        TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = type, LastHeartbeatDetails = heartbeatDetails },
    };

    public static Failure WorkflowTimeout() => new()
    {
        Message = "workflow timeout",
        Source = Source,
        TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = TimeoutType.StartToClose },
    };

    public static Failure UnprocessedUpdate() => new()
    {
        Message = "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow Update is "
            + "not supported by "
            + "the worker.",
        Source = Source,
        ApplicationFailureInfo = new ApplicationFailureInfo { Type = "UnprocessedUpdate", NonRetryable = true },
    };

    public static Failure AcceptedUpdateCompletedWorkflow() => new()
    {
        Message = "Workflow Update failed because the Workflow completed before the Update completed.",
        Source = Source,
        ApplicationFailureInfo = new ApplicationFailureInfo
        {
            Type = "AcceptedUpdateCompletedWorkflow",
            NonRetryable = true,
        },
    };
}
