using Microsoft.Playwright;

namespace OpsFlow.Engine.Tests.WebUi;

/// <summary>The official Web UI on this server, as people use it. Every call of its server must succeed.</summary>
public sealed class WebUiTests(WebUiFixture fixture) : IClassFixture<WebUiFixture>
{
    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task Workflows_List_ShowsAllAndFilters()
    {
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync("workflows");
        foreach (var id in new[]
        {
            "finished-order",
            "failed-order",
            "open-order",
            "order-with-activities",
            "versioned-order",
        })
        {
            await ui.Link(id).WaitForAsync();
        }

        await ui.CheckAsync("workflows");
        await ui.GoAsync("workflows?query=" + Uri.EscapeDataString("`ExecutionStatus`=\"Failed\""));
        await ui.Link("failed-order").WaitForAsync();
        await ui.Link("open-order").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        await ui.CheckAsync("filter");
    }

    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task History_AllCompactAndJson_ShowTheEvents()
    {
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync(await RunAsync("finished-order", "history"));
        await ui.SeeAsync("Workflow Execution Completed");
        await ui.CheckAsync("history");
        await ui.Tab("JSON").ClickAsync();
        await ui.SeeAsync("workflowExecutionStartedEventAttributes");
        await ui.CheckAsync("history-json");
        await ui.GoAsync(await RunAsync("order-with-activities", "history"));
        await ui.Tab("Compact").ClickAsync();
        await ui.Tab("Other").WaitForAsync();
        await ui.CheckAsync("history-compact");
    }

    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task Timeline_OfAParent_ShowsItsChild()
    {
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync(await RunAsync("order-with-child", "timeline"));
        await ui.SeeAsync("Wait");
        await ui.CheckAsync("timeline");
        await ui.GoAsync(await RunAsync("order-with-child", "relationships"));
        await ui.SeeAsync("Child Count");
        await ui.SeeAsync("child");
        await ui.CheckAsync("relationships");
    }

    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task PendingActivities_OfAnOpenWorkflow_AreShown()
    {
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync(await RunAsync("order-with-activities", "history"));
        await ui.Page.GetByTestId("pending-activities-tab").ClickAsync();
        await ui.SeeAsync("a1");
        await ui.SeeAsync("Scheduled");
        await ui.CheckAsync("pending-activities");
    }

    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task Queries_StackAndOwn_AreAnswered()
    {
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync(await RunAsync("open-order", "call-stack"));
        await ui.SeeAsync("at Wait()");
        await ui.CheckAsync("call-stack");
        await ui.Page.GetByTestId("queries-tab").ClickAsync();
        await ui.SeeAsync("Query Type");
        await ui.Button("Run Query").ClickAsync();
        await ui.SeeAsync("good");
        await ui.CheckAsync("queries");
        await ui.GoAsync(await RunAsync("open-order", "user-metadata"));
        await ui.SeeAsync("Current Details");
        await ui.CheckAsync("user-metadata");
    }

    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task Signal_SentFromTheUi_IsInTheHistory()
    {
        await fixture.StartAsync("to-be-signalled", "Wait");
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync(await RunAsync("to-be-signalled", "history"));
        await ui.ActAsync("Send a Signal");
        await ui.Page.GetByTestId("signal-name").Locator("visible=true").FillAsync("from-the-ui");
        await ui.CheckAsync("signal");
        await ui.Submit().ClickAsync();
        await Until.PassesAsync(async () =>
        {
            var history = await fixture.Server.HistoryAsync("to-be-signalled");
            return history.First(e => e.WorkflowExecutionSignaledEventAttributes?.SignalName == "from-the-ui");
        });
        await ui.SeeAsync("from-the-ui");
        await ui.CheckAsync("signalled");
    }

    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task CancelAndTerminate_FromTheUi_EndTheWorkflows()
    {
        await fixture.StartAsync("to-be-cancelled", "Wait");
        await fixture.StartAsync("to-be-terminated", "Wait");
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync(await RunAsync("to-be-cancelled", "history"));
        await ui.Button("Request Cancellation").ClickAsync();
        await ui.Submit().ClickAsync();
        await StatusAsync("to-be-cancelled", WorkflowExecutionStatus.Canceled);
        await ui.SeeAsync("Workflow Execution Canceled");
        await ui.CheckAsync("cancelled");
        await ui.GoAsync(await RunAsync("to-be-terminated", "history"));
        await ui.ActAsync("Terminate");
        await ui.Submit().ClickAsync();
        await StatusAsync("to-be-terminated", WorkflowExecutionStatus.Terminated);
        await ui.SeeAsync("Workflow Execution Terminated");
        await ui.CheckAsync("terminated");
    }

    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task Reset_FromTheUi_MakesANewRun()
    {
        await fixture.StartAsync("to-be-reset", "Wait");
        await fixture.Server.SignalAsync("to-be-reset", "note");
        var before = (await fixture.Server.DescribeAsync("to-be-reset")).WorkflowExecutionInfo.Execution.RunId;
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync(await RunAsync("to-be-reset", "history"));
        await ui.SeeAsync("Workflow Task Completed");
        await ui.ActAsync("Reset");
        await ui.SeeAsync("Reset Workflow");
        await ui.CheckAsync("reset");
        await ui.ChooseResetPointAsync();
        await ui.Submit().ClickAsync();
        await Until.PassesAsync(async () =>
        {
            var now = (await fixture.Server.DescribeAsync("to-be-reset")).WorkflowExecutionInfo.Execution.RunId;
            Assert.NotEqual(before, now);
            return now;
        });
        await ui.CheckAsync("reset-done");
    }

    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task Schedules_ListAndPage_ShowRunsAndTimes()
    {
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync("schedules");
        await ui.SeeAsync("hourly-report");
        await ui.SeeAsync("Every 1 hour(s)");
        await ui.CheckAsync("schedules");
        await ui.GoAsync("schedules/hourly-report");
        await ui.SeeAsync("5 Upcoming Runs");
        await ui.SeeAsync("report-");
        await ui.CheckAsync("schedule");
    }

    [RequiresFact(WebUiFixture.Program, Counterparts.Browser)]
    public async Task WorkersQueuesAndDeployments_Pages_ShowThem()
    {
        await using var ui = await fixture.OpenAsync();
        await ui.GoAsync("workers");
        await ui.SeeAsync("key-1");
        await ui.CheckAsync("workers");
        await ui.GoAsync("task-queues/cli");
        await ui.SeeAsync("scripted");
        await ui.CheckAsync("task-queue");
        await ui.GoAsync("workers/deployments");
        await ui.SeeAsync("app");
        await ui.CheckAsync("deployments");
        await ui.GoAsync("workers/deployments/app");
        await ui.SeeAsync("Current");
        await ui.SeeAsync("Inactive");
        await ui.CheckAsync("deployment");
        await ui.GoAsync("batch-operations");
        await ui.SeeAsync("No Batch Operations");
        await ui.GoAsync("");
        await ui.SeeAsync("Namespace: default");
        await ui.CheckAsync("namespace");
    }

    private async Task<string> RunAsync(string workflowId, string page)
    {
        var execution = (await fixture.Server.DescribeAsync(workflowId)).WorkflowExecutionInfo.Execution;
        return $"workflows/{execution.WorkflowId}/{execution.RunId}/{page}";
    }

    private Task<bool> StatusAsync(string workflowId, WorkflowExecutionStatus status) =>
        Until.PassesAsync(async () =>
    {
        Assert.Equal(status, (await fixture.Server.DescribeAsync(workflowId)).WorkflowExecutionInfo.Status);
        return true;
    });
}
