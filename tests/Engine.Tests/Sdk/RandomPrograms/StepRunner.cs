using Temporalio.Common;
using Temporalio.Exceptions;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>Acts out steps within a workflow; what each gives depends on nothing but the program.</summary>
internal sealed class StepRunner(string workflowId)
{
    private static readonly TimeSpan Plenty = TimeSpan.FromMinutes(10);
    private static readonly SearchAttributeKey<string> Keyword = SearchAttributeKey.CreateKeyword("TestKeyword");
    private static readonly SearchAttributeKey<long> Number = SearchAttributeKey.CreateLong("TestInt");
    private static readonly SearchAttributeKey<bool> Flag = SearchAttributeKey.CreateBool("TestBool");
    private static readonly SearchAttributeKey<double> Real = SearchAttributeKey.CreateDouble("TestDouble");

    private int _sent;
    private int _poked;

    public void Poked() => _poked++;

    public async Task<string> RunAsync(Step step, Scope scope) => step.Kind switch
    {
        >= StepKind.Sequence => await ComposeAsync(step, scope),
        >= StepKind.SleepLong => await WaitAsync(step, scope),
        _ => await BrieflyAsync(step, scope.Token),
    };

    private async Task<string> ComposeAsync(Step step, Scope scope)
    {
        var steps = step.Steps!;
        switch (step.Kind)
        {
            case StepKind.Sequence:
                var results = new List<string>();
                foreach (var part in steps)
                {
                    results.Add(await RunAsync(part, scope));
                }

                return $"({string.Join(", ", results)})";
            case StepKind.Parallel:
                return $"({string.Join(" + ", await Workflow.WhenAllAsync(steps.Select(s => RunAsync(s, scope))))})";
            case StepKind.OneByOne:
                var mutex = new Temporalio.Workflows.Mutex();
                return $"({string.Join(" | ", await Workflow.WhenAllAsync(steps.Select(async s =>
                {
                    await mutex.WaitOneAsync(scope.Token);
                    try
                    {
                        return await RunAsync(s, scope);
                    }
                    finally
                    {
                        mutex.ReleaseMutex();
                    }
                })))})";
            case StepKind.CancelLater:
                using (var source = CancellationTokenSource.CreateLinkedTokenSource(scope.Token))
                {
                    var part = new Scope(source.Token, scope);
                    var running = TryAsync(steps[0], part);
                    await WaitUntilAllWaitAsync(part, steps[0].CountWaiting(), scope.Token);
                    await Workflow.DelayAsync(step.Number, scope.Token);
                    source.Cancel();
                    return $"!{await running}";
                }

            case StepKind.Race:
                using (var source = CancellationTokenSource.CreateLinkedTokenSource(scope.Token))
                {
                    var part = new Scope(source.Token, scope);
                    var losers = steps.Skip(1).Select(s => TryAsync(s, part)).ToList();
                    await WaitUntilAllWaitAsync(part, steps.Skip(1).Sum(s => s.CountWaiting()), scope.Token);
                    var first = await Workflow.WhenAnyAsync([RunAsync(steps[0], scope), .. losers]);
                    source.Cancel();
                    return $"{await first} before {string.Join(", ", await Workflow.WhenAllAsync(losers))}";
                }

            case StepKind.Catch:
                return $"caught {await TryAsync(steps[0], scope)}";
            default:
                try
                {
                    return await RunAsync(steps[0], scope);
                }
                finally
                {
                    foreach (var part in steps.Skip(1))
                    {
                        await RunAsync(part, new Scope(CancellationToken.None));
                    }
                }
        }
    }

    private static Task WaitUntilAllWaitAsync(Scope scope, int count, CancellationToken token) =>
        Workflow.WaitConditionAsync(() => scope.Begun >= count, token);

    private async Task<string> TryAsync(Step step, Scope scope)
    {
        try
        {
            return await RunAsync(step, scope);
        }
        catch (Exception e) when (e is FailureException or OperationCanceledException)
        {
            return Outcomes.Of(e);
        }
    }

    private static async Task<string> WaitAsync(Step step, Scope scope)
    {
        Task running;
        switch (step.Kind)
        {
            case StepKind.SleepLong:
                running = Workflow.DelayAsync(Plenty, scope.Token);
                break;
            case StepKind.EndlessActivity:
                running = Workflow.ExecuteActivityAsync(() => ProgramActivities.RunOnAsync(), new()
                {
                    StartToCloseTimeout = Plenty,
                    HeartbeatTimeout = Plenty,
                    CancellationType = (ActivityCancellationType)(step.Number % 3),
                    CancellationToken = scope.Token,
                });
                break;
            case StepKind.EndlessLocalActivity:
                running = Workflow.ExecuteLocalActivityAsync(() => ProgramActivities.RunOnAsync(), new()
                {
                    StartToCloseTimeout = Plenty,
                    CancellationType = (ActivityCancellationType)(step.Number % 3),
                    CancellationToken = scope.Token,
                });
                break;
            case StepKind.EndlessChild:
                var child = await Workflow.StartChildWorkflowAsync(
                    (ProgramWorkflow wf) => wf.RunAsync(Only(new(StepKind.WaitForever))), new()
                {
                    CancellationType = (ChildWorkflowCancellationType)step.Number,
                    ParentClosePolicy =
                        step.Number % 2 == 0 ? ParentClosePolicy.Terminate : ParentClosePolicy.RequestCancel,
                    CancellationToken = scope.Token,
                });
                running = child.GetResultAsync();
                break;
            default:
                running = Workflow.WaitConditionAsync(() => false, scope.Token);
                break;
        }

        scope.Begin();
        await running;
        return $"{step.Kind} ended";
    }

    private static ProgramInput Only(Step step) => new([step]);

    private async Task<string> BrieflyAsync(Step step, CancellationToken token)
    {
        var n = step.Number;
        var retries = new RetryPolicy
        {
            InitialInterval = TimeSpan.FromMilliseconds(5),
            BackoffCoefficient = 1 + (n % 2),
            MaximumAttempts = 3,
        };
        switch (step.Kind)
        {
            case StepKind.Sleep:
                await Workflow.DelayAsync(n * 7, token);
                return "slept";
            case StepKind.Activity:
                return await CaughtAsync(() => Workflow.ExecuteActivityAsync(
                    () => ProgramActivities.Work(n), new()
                    {
                        StartToCloseTimeout = Plenty,
                        RetryPolicy = retries,
                        CancellationToken = token,
                    }));
            case StepKind.FatalActivity:
                return await CaughtAsync(() => EndedAsync(Workflow.ExecuteActivityAsync(
                    () => ProgramActivities.Break(n), new()
                    {
                        ScheduleToCloseTimeout = Plenty,
                        RetryPolicy = retries,
                        CancellationToken = token,
                    })));
            case StepKind.HangingActivity:
                return await CaughtAsync(
                    () => EndedAsync(Workflow.ExecuteActivityAsync(() => ProgramActivities.HangAsync(), new()
                {
                    StartToCloseTimeout = TimeSpan.FromMilliseconds(200),
                    RetryPolicy = new()
                    {
                        MaximumAttempts = 1 + (n % 2),
                        InitialInterval = TimeSpan.FromMilliseconds(5),
                    },
                    CancellationToken = token,
                })));
            case StepKind.UnwantedActivity:
                return await CaughtAsync(
                    () => EndedAsync(Workflow.ExecuteActivityAsync(() => ProgramActivities.HangAsync(), new()
                {
                    StartToCloseTimeout = Plenty,
                    ScheduleToStartTimeout = TimeSpan.FromMilliseconds(100),
                    TaskQueue = $"nobody-{Workflow.Info.TaskQueue}",
                    CancellationToken = token,
                })));
            case StepKind.LocalActivity:
                return await CaughtAsync(() => Workflow.ExecuteLocalActivityAsync(
                    () => ProgramActivities.Work(n), new()
                    {
                        StartToCloseTimeout = Plenty,
                        RetryPolicy = retries,
                        CancellationToken = token,
                    }));
            case StepKind.FatalLocalActivity:
                return await CaughtAsync(() => EndedAsync(Workflow.ExecuteLocalActivityAsync(
                    () => ProgramActivities.Break(n), new()
                    {
                        StartToCloseTimeout = Plenty,
                        RetryPolicy = retries,
                        CancellationToken = token,
                    })));
            case StepKind.Child:
                var input = Only(step.Steps![0]) with { Ending = n == 2 ? Ending.Failed : Ending.Completed };
                return await CaughtAsync(() => Workflow.ExecuteChildWorkflowAsync(
                    (ProgramWorkflow wf) => wf.RunAsync(input), new()
                    {
                        TaskTimeout = Workflow.Info.TaskTimeout,
                        CancellationToken = token,
                    }));
            case StepKind.SignalledChild:
                var signaled = Only(new(StepKind.Draw)) with { Ending = Ending.Signalled };
                var told = await Workflow.StartChildWorkflowAsync(
                    (ProgramWorkflow wf) => wf.RunAsync(signaled), new() { CancellationToken = token });
                await told.SignalAsync(wf => wf.FinishAsync());
                return await told.GetResultAsync();
            case StepKind.RivalChild:
                return await RivalAsync(token);
            case StepKind.PokingChild:
                var mine = ++_sent;
                var poking = Only(new(StepKind.Sleep, n)) with { PokesParent = true };
                await Workflow.ExecuteChildWorkflowAsync(
                    (ProgramWorkflow wf) => wf.RunAsync(poking), new() { CancellationToken = token });
                await Workflow.WaitConditionAsync(() => _poked >= mine, token);
                return "poked";
            case StepKind.SignalSelf:
                return await CaughtAsync(() => EndedAsync(
                    Workflow.GetExternalWorkflowHandle<ProgramWorkflow>(workflowId).SignalAsync(wf => wf.PokeAsync())));
            case StepKind.CancelSelf:
                return await CaughtAsync(
                    () => EndedAsync(Workflow.GetExternalWorkflowHandle(workflowId).CancelAsync()));
            case StepKind.SignalNobody:
                return await CaughtAsync(() => EndedAsync(
                    Workflow.GetExternalWorkflowHandle<ProgramWorkflow>($"nobody-{workflowId}").SignalAsync(
                        wf => wf.PokeAsync())));
            case StepKind.CancelNobody:
                return await CaughtAsync(
                    () => EndedAsync(Workflow.GetExternalWorkflowHandle($"nobody-{workflowId}").CancelAsync()));
            case StepKind.WaitInVain:
                return $"{await Workflow.WaitConditionAsync(() => false, n * 5, token)}";
            case StepKind.UpsertMemo:
                Workflow.UpsertMemo(n == 3 ? MemoUpdate.ValueUnset("memo-3") : MemoUpdate.ValueSet($"memo-{n}", n));
                return "memo";
            case StepKind.UpsertAttribute:
                Workflow.UpsertTypedSearchAttributes(n switch
                {
                    0 => Keyword.ValueSet("some"),
                    1 => Number.ValueSet(17),
                    2 => Flag.ValueSet(true),
                    _ => Real.ValueSet(2.5),
                });
                return "attribute";
            case StepKind.Patch when n == 3:
                Workflow.DeprecatePatch("old");
                return "deprecated";
            case StepKind.Patch:
                return $"patched {Workflow.Patched($"patch-{n}")}";
            case StepKind.Draw:
                _ = Workflow.Random.Next();
                return $"drew {Workflow.NewGuid().ToString().Length}";
            default:
                throw new ApplicationFailureException($"failed {n}", "Failed", nonRetryable: true);
        }
    }

    private static async Task<string> RivalAsync(CancellationToken token)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
        var id = $"rival-{Workflow.NewGuid()}";
        var first = await Workflow.StartChildWorkflowAsync(
            (ProgramWorkflow wf) =>
                wf.RunAsync(Only(new(StepKind.WaitForever))), new() { Id = id, CancellationToken = source.Token });
        var second = await CaughtAsync(() => Workflow.ExecuteChildWorkflowAsync(
            (ProgramWorkflow wf) =>
                wf.RunAsync(Only(new(StepKind.Draw))), new() { Id = id, CancellationToken = token }));
        source.Cancel();
        return $"{await CaughtAsync(() => first.GetResultAsync())}, rival {second}";
    }

    private static async Task<string> EndedAsync(Task task)
    {
        await task;
        return "ended";
    }

    /// <summary>
    /// A failure of what was called is an outcome like another; that this workflow itself is canceled is not.
    /// </summary>
    private static async Task<string> CaughtAsync(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (FailureException e) when (e is not CanceledFailureException)
        {
            return Outcomes.Of(e);
        }
    }
}
