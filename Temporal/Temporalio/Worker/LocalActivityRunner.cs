using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Worker.Replay;
using Temporalio.Worker.Tuning;

namespace Temporalio.Worker;

/// <summary>Runs local activities with their retries, within the workflow task that scheduled them.</summary>
internal sealed class LocalActivityRunner
{
    private static readonly RetryPolicy DefaultPolicy = new();

    private readonly ActivityWorker? _activities;

    public LocalActivityRunner(WorkerContext context, ActivityWorker? activities)
    {
        _activities = activities;
        Slots = new Slots(
            context,
            SlotType.LocalActivity,
            context.Options.Tuner?.LocalActivitySlotSupplier,
            context.Options.MaxConcurrentLocalActivities ?? 100);
    }

    /// <summary>The slots of local activities.</summary>
    public Slots Slots { get; }

    /// <summary>Takes the run on until no local activity is left, or until the task has to be kept alive.</summary>
    public async Task RunAsync(
        WorkflowRunner runner, DataConverter converter, LocalActivityDeadline deadline, CancellationToken abandon)
    {
        while (true)
        {
            if (runner.Core.IsClosed)
            {
                // Nobody would learn how they end.
                return;
            }

            foreach (var request in runner.Core.TakeLocalActivityRequests())
            {
                var token = runner.Locals.Start(request.Seq);
                _ = RunOneAsync(runner, request, converter, token);
            }

            if (!runner.Core.HasPendingLocalActivities)
            {
                return;
            }

            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(abandon);
            timeout.CancelAfter(deadline.Remaining);
            LocalActivityOutcome outcome;
            try
            {
                outcome = await runner.Locals.Outcomes.ReadAsync(timeout.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!abandon.IsCancellationRequested)
            {
                deadline.Passed = true;
                return;
            }

            runner.Core.ResolveLocalActivity(outcome.Seq, outcome.Resolution, outcome.Attempt, outcome.Elapsed);
            await runner.AdvanceAsync().ConfigureAwait(false);
        }
    }

    private async Task RunOneAsync(
        WorkflowRunner runner, LocalActivityRequest request, DataConverter converter, CancellationToken token)
    {
        await Task.Yield();
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var attempt = request.Attempt;
        Resolution resolution;
        try
        {
            (resolution, attempt) = await AttemptsAsync(runner, request, converter, token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            resolution = new(Failure: FailureMaker.Canceled("Activity cancelled"));
        }
        catch (Exception e)
        {
            resolution = new(Failure: FailureMaker.Application(e.Message));
        }

        runner.Locals.End(new(
            request.Seq, resolution, attempt, System.Diagnostics.Stopwatch.GetElapsedTime(start)));
    }

    private async Task<(Resolution Resolution, int Attempt)> AttemptsAsync(
        WorkflowRunner runner, LocalActivityRequest request, DataConverter converter, CancellationToken token)
    {
        var scheduled = request.OriginalScheduleTime ?? DateTime.UtcNow;
        for (var attempt = request.Attempt; ; attempt++)
        {
            var left = request.ScheduleToCloseTimeout - (DateTime.UtcNow - scheduled);
            if (left <= TimeSpan.Zero)
            {
                return (TimedOut(TimeoutType.ScheduleToClose), attempt);
            }

            if (await EnterAsync(request, left, token).ConfigureAwait(false) is not { } slot)
            {
                return (TimedOut(TimeoutType.ScheduleToStart), attempt);
            }

            Resolution resolution;
            try
            {
                slot.MarkUsed(new SlotInfo.LocalActivitySlotInfo(request.ActivityType));
                resolution = await AttemptAsync(runner, request, attempt, scheduled, left, converter, token)
                    .ConfigureAwait(false);
            }
            finally
            {
                slot.Release();
            }

            if (resolution.Failure is not { } failure || Backoff(request, failure, attempt) is not { } delay)
            {
                return (resolution, attempt);
            }

            if (delay > request.LocalRetryThreshold)
            {
                return (new(Backoff: new(attempt + 1, delay, scheduled)), attempt);
            }

            await Task.Delay(delay, token).ConfigureAwait(false);
        }
    }

    private async Task<Slots.Slot?> EnterAsync(LocalActivityRequest request, TimeSpan? left, CancellationToken token)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(token);
        if ((request.ScheduleToStartTimeout ?? left) is { } limit)
        {
            timeout.CancelAfter(limit);
        }

        try
        {
            return await Slots.ReserveAsync(isSticky: false, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<Resolution> AttemptAsync(
        WorkflowRunner runner,
        LocalActivityRequest request,
        int attempt,
        DateTime scheduled,
        TimeSpan? left,
        DataConverter converter,
        CancellationToken token)
    {
        var startToClose = request.StartToCloseTimeout;
        var timeout = startToClose is { } one && (left is null || one < left) ? one : left;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
        var run = _activities!.RunLocalAsync(runner.Instance!.Info, request, attempt, scheduled, converter, source);
        try
        {
            return await run.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await source.CancelAsync().ConfigureAwait(false);
            return TimedOut(timeout == startToClose ? TimeoutType.StartToClose : TimeoutType.ScheduleToClose);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Whether the activity takes notice is its own affair, but its outcome is awaited if the workflow wants it.
            return request.CancellationType == Workflows.ActivityCancellationType.WaitCancellationCompleted
                ? await run.ConfigureAwait(false)
                : new(Failure: FailureMaker.Canceled("Activity cancelled"));
        }
    }

    private static TimeSpan? Backoff(LocalActivityRequest request, Failure failure, int attempt)
    {
        var policy = request.RetryPolicy ?? DefaultPolicy;
        if (failure.FailureInfoCase == Failure.FailureInfoOneofCase.CanceledFailureInfo
            || failure.ApplicationFailureInfo is { NonRetryable: true }
            || failure.TimeoutFailureInfo is { TimeoutType: not TimeoutType.StartToClose }
            || (policy.MaximumAttempts > 0 && attempt >= policy.MaximumAttempts)
            || (failure.ApplicationFailureInfo is { } application && policy.NonRetryableErrorTypes?.Any(
                t => string.Equals(t, application.Type, StringComparison.OrdinalIgnoreCase)) == true))
        {
            return null;
        }

        if (failure.ApplicationFailureInfo?.NextRetryDelay is { } next)
        {
            return next.ToTimeSpan();
        }

        var maximum = policy.MaximumInterval ?? policy.InitialInterval * 100;
        var seconds = policy.InitialInterval.TotalSeconds * Math.Pow(policy.BackoffCoefficient, Math.Min(attempt - 1, 100));
        return seconds < maximum.TotalSeconds ? TimeSpan.FromSeconds(seconds) : maximum;
    }

    private static Resolution TimedOut(TimeoutType type) => new(Failure: new Failure
    {
        Message = "Activity timed out",
        TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = type },
    });
}
