using Temporalio.Converters;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>Signals, queries and updates: which handler gets them, and what becomes of errors.</summary>
public class MessageTests
{
    [Workflow]
    public class Messages
    {
        private readonly List<string> _log = [];
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            _log.Add("run");
            await Workflow.WaitConditionAsync(() => _done && Workflow.AllHandlersFinished);
            return string.Join(",", _log);
        }

        [WorkflowSignal]
        public async Task LogAsync(string text) => _log.Add(text);

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;

        [WorkflowQuery]
        public IReadOnlyCollection<string> Log() => [.. _log];

        [WorkflowQuery]
        public string Throwing() => throw new InvalidOperationException("query broke");

        [WorkflowUpdate]
        public async Task<string> InfoAsync()
        {
            var before = Workflow.CurrentUpdateInfo!;
            await Workflow.DelayAsync(1);
            return $"{Workflow.CurrentUpdateInfo == before} {before.Name} {before.Id}";
        }

        [WorkflowUpdate]
        public async Task WaitAsync(string name)
        {
            await Workflow.WaitConditionAsync(() => _log.Contains(name));
            _log.Add($"waited {name}");
        }

        [WorkflowUpdate]
        public async Task BugAsync(string key)
        {
            if (Fixed.Add(key))
            {
                throw new InvalidOperationException("not yet");
            }
        }

        private static HashSet<string> Fixed { get; } = [];
    }

    private static Task RunAsync(ServerKind server, Func<WorkflowHandle<Messages, string>, Task> body) =>
        Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Messages>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Messages wf) => wf.RunAsync(), s.NewWorkflow());
            // Answered after the first task, which else would race what follows: the order of events would be the
            // moment's.
            await handle.QueryAsync(wf => wf.Log());
            await body(handle);
            if ((await handle.DescribeAsync()).Status == WorkflowExecutionStatus.Running)
            {
                await ResultAsync(handle);
            }
        });

    private static async Task<string> ResultAsync(WorkflowHandle<Messages, string> handle)
    {
        await handle.SignalAsync(wf => wf.FinishAsync());
        return await handle.GetResultAsync();
    }

    [Theory, OnOurs, OnOfficial]
    public Task Signals_Several_KeepTheirOrder(ServerKind server) => RunAsync(server, async h =>
    {
        for (var i = 0; i < 10; i++)
        {
            await h.SignalAsync(wf => wf.LogAsync($"{i}"));
        }

        // Those that came before the first task run before the workflow itself.
        Assert.Equal("0,1,2,3,4,5,6,7,8,9", string.Join(',', (await ResultAsync(h)).Split(',').Where(l => l != "run")));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Query_Throwing_FailsTheQueryOnly(ServerKind server) => RunAsync(server, async h =>
    {
        var error = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => h.QueryAsync(wf => wf.Throwing()));
        Assert.Contains("query broke", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await h.QueryAsync(wf => wf.Log()));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Update_WaitingForASignal_Completes(ServerKind server) => RunAsync(server, async h =>
    {
        var update = await h.StartUpdateAsync(wf => wf.WaitAsync("go"), new(WorkflowUpdateStage.Accepted));
        await h.SignalAsync(wf => wf.LogAsync("go"));
        await update.GetResultAsync();
        Assert.Contains("waited go", await h.QueryAsync(wf => wf.Log()));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Update_WithABug_IsTriedUntilFixed(ServerKind server) => RunAsync(server, async h =>
        await h.ExecuteUpdateAsync(wf => wf.BugAsync($"{server}-{Guid.NewGuid()}")));

    [Theory, OnOurs, OnOfficial]
    public Task Updates_ManyAtOnce_AllComplete(ServerKind server) => RunAsync(server, async h =>
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => h.ExecuteUpdateAsync(wf => wf.InfoAsync(), new($"u{i}"))));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"True Info u{i}"), results);
    });
}
