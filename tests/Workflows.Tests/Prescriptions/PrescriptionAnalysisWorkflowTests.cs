using OpsFlow.Workflows.Prescriptions;
using OpsFlow.Workflows.Tests.ErrorAnalysis;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace OpsFlow.Workflows.Tests.Prescriptions;

[Collection(TimeSkippingFixture.Name)]
public sealed class PrescriptionAnalysisWorkflowTests(TimeSkippingFixture fixture)
{
    private readonly ScriptedPrescriptions _activities = new();

    private static CardDecision Decision(
        string card = "card-1", string by = "u1", CardAction action = CardAction.Acknowledge) =>
        new(card, action, null, null, by, by);

    [Fact]
    public Task Run_EveryCardDecided_EndsWithSuccess() => RunAsync(async handle =>
    {
        await UntilAsync(handle, PrescriptionState.Success);
        Assert.True(await handle.ExecuteUpdateAsync(w => w.DecideCardAsync(Decision())));

        Assert.Equal(new PrescriptionResult(PrescriptionState.Success, 1), await handle.GetResultAsync());
        Assert.Equal(
            ["check a1", "explain a1", "finish a1 Success", "decide card-1 Acknowledge by u1"], _activities.Calls);
    });

    [Fact]
    public Task Run_DecidedWhileTheModelThinks_Counts()
    {
        var thinking = new TaskCompletionSource();
        _activities.Explain = _ => thinking.Task;
        return RunAsync(async handle =>
        {
            await UntilAsync(handle, PrescriptionState.Generating);
            Assert.True(await handle.ExecuteUpdateAsync(w => w.DecideCardAsync(Decision())));
            thinking.SetResult();

            Assert.Equal(1, (await handle.GetResultAsync()).Decided);
        });
    }

    [Fact]
    public Task Run_TwoDecideOneCard_TheFirstCountsAndTheSecondIsToldWhoWas() => RunAsync(async handle =>
    {
        _activities.Cards = ["card-1", "card-2"];
        await UntilAsync(handle, PrescriptionState.Success);
        var (first, second) = (Decision(by: "mina"), Decision(by: "jun"));
        await handle.ExecuteUpdateAsync(w => w.DecideCardAsync(first));
        var refused = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
            () => handle.ExecuteUpdateAsync(w => w.DecideCardAsync(second)));

        Assert.Contains("mina", refused.InnerException!.Message);
        await handle.ExecuteUpdateAsync(w => w.DecideCardAsync(Decision("card-2", "jun", CardAction.Override)));
        Assert.Equal(2, (await handle.GetResultAsync()).Decided);
    });

    [Theory]
    [InlineData("card-9", "u1")]
    [InlineData("card-1", ScriptedPrescriptions.Forger)]
    public Task Run_DecisionOfAnotherCardOrNotOurs_IsRefused(string card, string by) => RunAsync(async handle =>
    {
        await UntilAsync(handle, PrescriptionState.Success);

        await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
            () => handle.ExecuteUpdateAsync(w => w.DecideCardAsync(Decision(card, by))));
        Assert.DoesNotContain(_activities.Calls, c => c.StartsWith("decide"));
        await handle.ExecuteUpdateAsync(w => w.DecideCardAsync(Decision()));
        await handle.GetResultAsync();
    });

    [Fact]
    public Task Run_NobodyDecides_EndsAfterADay() => RunAsync(async handle =>
    {
        var result = await handle.GetResultAsync();

        Assert.Equal(new PrescriptionResult(PrescriptionState.Success, 0), result);
        var description = await handle.DescribeAsync();
        Assert.InRange(
            description.CloseTime!.Value - description.StartTime, TimeSpan.FromHours(24), TimeSpan.FromHours(25));
    });

    [Fact]
    public Task Run_NoCardToDecide_EndsAtOnce()
    {
        _activities.Cards = [];
        return RunAsync(async handle => Assert.Equal(
            new PrescriptionResult(PrescriptionState.Success, 0), await handle.GetResultAsync()));
    }

    [Fact]
    public Task Run_ExplanationFails_SucceedsAndSaysWhy()
    {
        _activities.Cards = [];
        _activities.Explain = _ => throw ScriptedPrescriptions.NonRetryable("the model burned down");
        return RunAsync(async handle =>
        {
            Assert.Equal(PrescriptionState.Success, (await handle.GetResultAsync()).State);
            Assert.Contains("finish a1 Success ExplainPrescription: the model burned down", _activities.Calls);
        });
    }

    [Fact]
    public Task Run_CheckFails_EndsAsFailedWithTheReason()
    {
        _activities.Check = _ => throw ScriptedPrescriptions.NonRetryable("no such row");
        return RunAsync(async handle =>
        {
            Assert.Equal(PrescriptionState.Failed, (await handle.GetResultAsync()).State);
            Assert.Contains("finish a1 Failed CheckPrescription: no such row", _activities.Calls);
        });
    }

    [Theory]
    [InlineData(PrescriptionState.Withdrawn)]
    [InlineData(PrescriptionState.Superseded)]
    public Task Run_GoneOrEdited_AsksNoModel(PrescriptionState state)
    {
        _activities.Check = _ => state;
        return RunAsync(async handle =>
        {
            Assert.Equal(state, (await handle.GetResultAsync()).State);
            Assert.Equal(["check a1"], _activities.Calls);
        });
    }

    [Fact]
    public Task Run_SupersededWhileItWaits_EndsAndRefusesDecisions() => RunAsync(async handle =>
    {
        await UntilAsync(handle, PrescriptionState.Success);
        await handle.SignalAsync(w => w.SupersedeAsync());

        Assert.Equal(0, (await handle.GetResultAsync()).Decided);
    });

    [Fact]
    public Task Run_Canceled_IsRecordedAsFailed()
    {
        _activities.Explain = _ => Task.Delay(
            Timeout.Infinite, Temporalio.Activities.ActivityExecutionContext.Current.CancellationToken);
        return RunAsync(async handle =>
        {
            await UntilAsync(handle, PrescriptionState.Generating);
            await handle.CancelAsync();

            await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.Contains("finish a1 Failed The run was canceled.", _activities.Calls);
        });
    }

    [Theory]
    [InlineData("prescription-p1-20260311000412-0a1b2c3d", "p1-20260311000412-0a1b2c3d")]
    [InlineData("prescription-watch-p1", null)]
    [InlineData("error-analysis-1", null)]
    public void AnalysisOf_WorkflowId_IsTheAnalysisOrNull(string workflowId, string? analysis) =>
        Assert.Equal(analysis, PrescriptionAnalysisWorkflow.AnalysisOf(workflowId));

    private static async Task UntilAsync(
        WorkflowHandle<PrescriptionAnalysisWorkflow> handle, PrescriptionState state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await handle.QueryAsync(w => w.State()) != state)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private async Task RunAsync(Func<WorkflowHandle<PrescriptionAnalysisWorkflow, PrescriptionResult>, Task> test)
    {
        var queue = $"q-{Guid.NewGuid():n}";
        var options = new TemporalWorkerOptions(queue).AddAllActivities(_activities)
            .AddWorkflow<PrescriptionAnalysisWorkflow>();
        using var worker = new TemporalWorker(fixture.Environment.Client, options);
        using var light = new TemporalWorker(
            fixture.Environment.Client, new TemporalWorkerOptions(queue + "-light").AddAllActivities(_activities));
        await worker.ExecuteAsync(() => light.ExecuteAsync(async () =>
        {
            var handle = await fixture.Environment.Client.StartWorkflowAsync(
                (PrescriptionAnalysisWorkflow w) => w.RunAsync(new("a1", "p1")),
                new($"prescription-a1-{Guid.NewGuid():n}", queue));
            try
            {
                await test(handle);
            }
            finally
            {
                await TimeSkippingServer.TerminateAllAsync(fixture.Environment.Client);
            }
        }));
    }
}
