using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OpsFlow.Engine.Hosting;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Tests.Schedules;

public class ScheduleTests
{
    [Fact]
    public async Task CreateSchedule_EverySecond_StartsAndSkipsWhileOneRuns()
    {
        await using var server = await TestServer.StartAsync();
        await CreateAsync(server, "s", TimeSpan.FromSeconds(1), ScheduleOverlapPolicy.Skip);

        var task = await server.PollWorkflowAsync();
        Assert.StartsWith("scheduled-", task.WorkflowExecution.WorkflowId, StringComparison.Ordinal);
        var skipping = await Eventually.PassesAsync(async () =>
        {
            var description = await DescribeAsync(server, "s");
            Assert.True(description.Info.OverlapSkipped >= 1);
            return description;
        });
        await server.CompleteAsync(task, Commands.Complete());
        var second = await server.PollWorkflowAsync();

        Assert.Equal(1, skipping.Info.ActionCount);
        Assert.NotEqual(task.WorkflowExecution.WorkflowId, second.WorkflowExecution.WorkflowId);
        Assert.Contains(
            "TemporalScheduledById",
            second.History.Events[0].WorkflowExecutionStartedEventAttributes.SearchAttributes.IndexedFields.Keys);
    }

    [Fact]
    public async Task PatchSchedule_TriggerAndPause_DoWhatTheySay()
    {
        await using var server = await TestServer.StartAsync();
        await CreateAsync(server, "s", TimeSpan.FromDays(36500), ScheduleOverlapPolicy.AllowAll);

        await PatchAsync(server, "s", new SchedulePatch { TriggerImmediately = new TriggerImmediatelyRequest() });
        await PatchAsync(server, "s", new SchedulePatch { Pause = "for a reason" });
        var description = await DescribeAsync(server, "s");

        Assert.Equal(1, description.Info.ActionCount);
        Assert.True(description.Schedule.State.Paused);
        Assert.Equal("for a reason", description.Schedule.State.Notes);
        Assert.Single(description.Info.RunningWorkflows);
    }

    [Fact]
    public async Task CreateSchedule_SameId_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        await CreateAsync(server, "s", TimeSpan.FromDays(36500), ScheduleOverlapPolicy.Skip);

        var error = await Assert.ThrowsAsync<RpcException>(
            () => CreateAsync(server, "s", TimeSpan.FromDays(36500), ScheduleOverlapPolicy.Skip));

        Assert.Equal(StatusCode.AlreadyExists, error.StatusCode);
    }

    [Fact]
    public async Task Restart_KeepsSchedules()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "test.db");
        await using (var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path }))
        {
            await CreateAsync(server, "s", TimeSpan.FromSeconds(1), ScheduleOverlapPolicy.Skip);
        }

        await using var again = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });

        Assert.False((await again.PollWorkflowAsync()).TaskToken.IsEmpty);
    }

    private static Task<CreateScheduleResponse> CreateAsync(
        TestServer server, string id, TimeSpan interval, ScheduleOverlapPolicy overlap) => server.CallAsync(
        "CreateSchedule",
        new CreateScheduleRequest
        {
            Namespace = TestServer.Namespace,
            ScheduleId = id,
            RequestId = Guid.NewGuid().ToString(),
            Schedule = new Schedule
            {
                Spec = new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(interval) } } },
                Policies = new SchedulePolicies { OverlapPolicy = overlap },
                Action = new ScheduleAction
                {
                    StartWorkflow = new NewWorkflowExecutionInfo
                    {
                        WorkflowId = "scheduled",
                        WorkflowType = new WorkflowType { Name = "Type" },
                        WorkflowTaskTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(2)),
                        TaskQueue = new TaskQueue { Name = TestServer.Queue },
                    },
                },
            },
        },
        CreateScheduleResponse.Parser);

    private static Task<DescribeScheduleResponse> DescribeAsync(TestServer server, string id) => server.CallAsync(
        "DescribeSchedule",
        new DescribeScheduleRequest { Namespace = TestServer.Namespace, ScheduleId = id },
        DescribeScheduleResponse.Parser);

    private static Task<PatchScheduleResponse> PatchAsync(TestServer server, string id, SchedulePatch patch) => server.CallAsync(
        "PatchSchedule",
        new PatchScheduleRequest { Namespace = TestServer.Namespace, ScheduleId = id, Patch = patch },
        PatchScheduleResponse.Parser);
}
