using Microsoft.Extensions.Logging;

namespace OpsFlow.Engine.Executions;

/// <summary>Log messages of the engine; ids 4000-4099.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Error, "A background task of the server failed")]
    public static partial void BackgroundFailed(ILogger logger, Exception exception);

    [LoggerMessage(4001, LogLevel.Error, "Unhandled error in {Method}")]
    public static partial void CallFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(4003, LogLevel.Warning, "A write of workflow {WorkflowId} failed; it is as it was before: {Reason}")]
    public static partial void WriteFailed(ILogger logger, string workflowId, string reason);

    [LoggerMessage(4004, LogLevel.Error, "Run {RunId} of workflow {WorkflowId} is left alone: {Reason}")]
    public static partial void RunDamaged(ILogger logger, string workflowId, string runId, string reason);

    [LoggerMessage(4002, LogLevel.Information, "Engine listening on {Address}, database {Database}")]
    public static partial void Listening(ILogger logger, string address, string database);
}
