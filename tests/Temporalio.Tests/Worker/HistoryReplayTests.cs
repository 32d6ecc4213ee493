using Temporalio.Api.Common.V1;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

/// <summary>Replays the histories that earlier builds wrote; a change of the engine's logic must not break them.</summary>
public class HistoryReplayTests
{
    public static TheoryData<string> Recorded
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var file in Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetFileNameWithoutExtension(file));
            }

            return data;
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Histories");

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Replay_Recorded_StillFits(string name)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow(TypeOf(name)));
        var result = await replayer.ReplayWorkflowAsync(Read(name));
        Assert.Null(result.ReplayFailure);
    }

    [Workflow("Greet")]
    public class ChangedGreet
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string name)
        {
            await Workflow.DelayAsync(1);
            return name;
        }
    }

    [Theory]
    [InlineData("WorkflowBasicsTests+Greet.Ours")]
    [InlineData("WorkflowBasicsTests+Greet.Official")]
    public async Task Replay_ChangedWorkflow_NamesEventAndCommand(string name)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<ChangedGreet>());
        var e = await Assert.ThrowsAsync<WorkflowNondeterminismException>(() => replayer.ReplayWorkflowAsync(Read(name)));
        Assert.Contains("event 5 (ActivityTaskScheduled, id '1', type 'SayHello')", e.Message);
        Assert.Contains("did StartTimer, id '1' instead", e.Message);
        var many = await replayer.ReplayWorkflowsAsync([Read(name), Read(name)]);
        Assert.All(many, r => Assert.IsType<WorkflowNondeterminismException>(r.ReplayFailure));
    }

    [Theory]
    [InlineData("HandlerTests+Updatable.Official")]
    [InlineData("LocalActivityTests+Race.Ours")]
    public async Task Replay_CutAfterAnyEvent_Fits(string name)
    {
        var whole = Read(name);
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow(TypeOf(name)));
        for (var length = 3; length <= whole.Events.Count; length++)
        {
            // An incomplete history ends in a task that has just started, or between two tasks.
            var cut = whole with { Events = [.. whole.Events.Take(length)] };
            if (cut.Events.Last().EventType is Temporalio.Api.Enums.V1.EventType.WorkflowTaskStarted
                or Temporalio.Api.Enums.V1.EventType.WorkflowTaskScheduled)
            {
                Assert.Null((await replayer.ReplayWorkflowAsync(cut)).ReplayFailure);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Replay_WithAndWithoutCodec_LeavesTheHistoryAsItWas(string name)
    {
        var history = Read(name);
        var before = history.Events.Select(e => e.Clone()).ToArray();
        var options = new WorkflowReplayerOptions().AddWorkflow(TypeOf(name));
        foreach (var converter in new[]
        {
            options.DataConverter,
            options.DataConverter with { PayloadCodec = new Copying() },
        })
        {
            options.DataConverter = converter;
            var result = await new WorkflowReplayer(options).ReplayWorkflowAsync(history);
            Assert.Null(result.ReplayFailure);
            Assert.Equal(before, history.Events);
        }
    }

    [Fact]
    public async Task Replay_ContextSetInOneStep_IsNotThereInTheNext()
    {
        var local = new AsyncLocal<string?>();
        var seen = new List<string?>();
        var options = new WorkflowReplayerOptions().AddWorkflow(TypeOf("WorkflowBasicsTests+Greet.Ours"));
        options.WorkflowTaskStarting += (_, _) =>
        {
            seen.Add(local.Value);
            local.Value = "left behind";
        };
        local.Value = "of the caller";
        await new WorkflowReplayer(options).ReplayWorkflowAsync(Read("WorkflowBasicsTests+Greet.Ours"));
        Assert.Equal(["of the caller", "of the caller"], seen);
    }

    private sealed class Copying : Temporalio.Converters.IPayloadCodec
    {
        public Task<IReadOnlyCollection<Payload>> EncodeAsync(IReadOnlyCollection<Payload> payloads) =>
            throw new InvalidOperationException("Nothing is sent on replay.");

        public Task<IReadOnlyCollection<Payload>> DecodeAsync(IReadOnlyCollection<Payload> payloads) =>
            Task.FromResult<IReadOnlyCollection<Payload>>([.. payloads.Select(p =>
            {
                // In place too, which must not reach the caller's history.
                var copy = p.Clone();
                p.Data = Google.Protobuf.ByteString.Empty;
                return copy;
            })]);
    }

    private static WorkflowHistory Read(string name) =>
        WorkflowHistory.FromJson("wf", File.ReadAllText(Path.Combine(Folder, name + ".json")));

    private static Type TypeOf(string name) => typeof(HistoryReplayTests).Assembly
        .GetType($"{typeof(HistoryReplayTests).Namespace}.{name.Split('.')[0]}", throwOnError: true)!;
}
