using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;

namespace OpsFlow.Engine.Tests;

/// <summary>Commands as a worker sends them.</summary>
internal static class Commands
{
    public static Command Complete() => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new CompleteWorkflowExecutionCommandAttributes(),
    };

    public static Command Activity(string id, TimeSpan? startToClose = null, RetryPolicy? retry = null) => new()
    {
        CommandType = CommandType.ScheduleActivityTask,
        ScheduleActivityTaskCommandAttributes = new ScheduleActivityTaskCommandAttributes
        {
            ActivityId = id,
            ActivityType = new ActivityType { Name = "Activity" },
            TaskQueue = new TaskQueue { Name = TestServer.Queue },
            StartToCloseTimeout = Duration.FromTimeSpan(startToClose ?? TimeSpan.FromSeconds(10)),
            RetryPolicy = retry,
        },
    };

    public static Command CancelActivity(long scheduledEventId) => new()
    {
        CommandType = CommandType.RequestCancelActivityTask,
        RequestCancelActivityTaskCommandAttributes = new RequestCancelActivityTaskCommandAttributes
        {
            ScheduledEventId = scheduledEventId,
        },
    };

    public static Command Timer(string id, TimeSpan after) => new()
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new StartTimerCommandAttributes
        {
            TimerId = id,
            StartToFireTimeout = Duration.FromTimeSpan(after),
        },
    };

    public static Command CancelTimer(string id) => new()
    {
        CommandType = CommandType.CancelTimer,
        CancelTimerCommandAttributes = new CancelTimerCommandAttributes { TimerId = id },
    };
}
