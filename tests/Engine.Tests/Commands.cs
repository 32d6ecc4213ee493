using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;

namespace OpsFlow.Engine.Tests;

/// <summary>Commands as a worker sends them.</summary>
internal static class Commands
{
    public static Command Complete(Payloads? result = null) =>
        Of(new() { CompleteWorkflowExecutionCommandAttributes = new() { Result = result } });

    public static Command Activity(string id, TimeSpan? startToClose = null, RetryPolicy? retry = null) => Of(new()
    {
        ScheduleActivityTaskCommandAttributes = new()
        {
            ActivityId = id,
            ActivityType = new() { Name = "Activity" },
            TaskQueue = new() { Name = TestServer.Queue },
            StartToCloseTimeout = Duration.FromTimeSpan(startToClose ?? TimeSpan.FromSeconds(10)),
            RetryPolicy = retry,
        },
    });

    public static Command Timer(string id, TimeSpan after) => Of(new()
    {
        StartTimerCommandAttributes = new() { TimerId = id, StartToFireTimeout = Duration.FromTimeSpan(after) },
    });

    public static Command CancelTimer(string id) => Of(new() { CancelTimerCommandAttributes = new() { TimerId = id } });

    public static Command Child(string id, string type = "Type", string queue = "nobody's") => Of(new()
    {
        StartChildWorkflowExecutionCommandAttributes = new()
        {
            WorkflowId = id,
            WorkflowType = new() { Name = type },
            TaskQueue = new() { Name = queue },
            ParentClosePolicy = Temporalio.Api.Enums.V1.ParentClosePolicy.Terminate,
            Control = "7",
        },
    });

    /// <summary>Where a message belongs among the commands.</summary>
    public static Command Message(string id) =>
        Of(new() { ProtocolMessageCommandAttributes = new() { MessageId = id } });

    /// <summary>A command whose type is that of its attributes.</summary>
    public static Command Of(Command command)
    {
        var attributes = command.AttributesCase.ToString();
        command.CommandType = System.Enum.Parse<CommandType>(attributes[..^"CommandAttributes".Length]);
        return command;
    }
}
