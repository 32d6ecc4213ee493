// The control fields are old; that is what this is about.
#pragma warning disable CS0612
using Temporalio.Api.Command.V1;
using Temporalio.Api.History.V1;
using static OpsFlow.Engine.Tests.Protocol.ProtocolServer;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>
/// Commands about other workflows. What older SDKs put into their control field, by which they know their own commands
/// again, comes
/// back in the events.
/// </summary>
public class ExternalTests
{
    [Theory]
    [InlineData("other", EventType.ExternalWorkflowExecutionSignaled)]
    [InlineData("nobody", EventType.SignalExternalWorkflowExecutionFailed)]
    public async Task SignalExternal_WithControl_CarriesItIntoItsEvents(string target, EventType answer)
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("other");

        await server.StartAndCompleteTaskAsync("w", Signal(target));

        var done = await EventAsync(server, answer);
        var initiated = await EventAsync(server, EventType.SignalExternalWorkflowExecutionInitiated);
        Assert.Equal("7", initiated.SignalExternalWorkflowExecutionInitiatedEventAttributes.Control);
        Assert.Equal(
            "7",
            done.ExternalWorkflowExecutionSignaledEventAttributes?.Control
                ?? done.SignalExternalWorkflowExecutionFailedEventAttributes.Control);
    }

    [Theory]
    [InlineData("other", EventType.ExternalWorkflowExecutionCancelRequested)]
    [InlineData("nobody", EventType.RequestCancelExternalWorkflowExecutionFailed)]
    public async Task RequestCancelExternal_WithControl_CarriesItIntoItsEvents(string target, EventType answer)
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("other");

        await server.StartAndCompleteTaskAsync("w", Cancel(target));

        var done = await EventAsync(server, answer);
        var initiated = await EventAsync(server, EventType.RequestCancelExternalWorkflowExecutionInitiated);
        Assert.Equal("7", initiated.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes.Control);
        Assert.NotNull(done);
    }

    [Fact]
    public async Task StartChild_WithControl_CarriesItIntoItsEvent()
    {
        await using var server = await StartAsync();

        await server.StartAndCompleteTaskAsync("w", Commands.Child("child"));

        var initiated = await EventAsync(server, EventType.StartChildWorkflowExecutionInitiated);
        Assert.Equal("7", initiated.StartChildWorkflowExecutionInitiatedEventAttributes.Control);
    }

    private static Task<HistoryEvent> EventAsync(ProtocolServer server, EventType type) => Until.PassesAsync(
        async () => (await server.Calls.HistoryAsync("w")).Single(e => e.EventType == type), TimeSpan.FromSeconds(20));

    private static Command Signal(string target) => Commands.Of(new()
    {
        SignalExternalWorkflowExecutionCommandAttributes = new()
        {
            Namespace = TestServer.Namespace,
            Execution = TestServer.Execution(target),
            SignalName = "s",
            Control = "7",
        },
    });

    private static Command Cancel(string target) => Commands.Of(new()
    {
        RequestCancelExternalWorkflowExecutionCommandAttributes = new()
        {
            Namespace = TestServer.Namespace,
            WorkflowId = target,
            Control = "7",
        },
    });
}
