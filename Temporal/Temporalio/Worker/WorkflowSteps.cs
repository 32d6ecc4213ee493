using System.Diagnostics;

namespace Temporalio.Worker;

/// <summary>
/// Takes a run through the steps that are there to take, one after the other on one thread, and watches how long each
/// holds it.
/// </summary>
/// <remarks>
/// One of <see cref="StepThreads"/>, and the same for all steps of a task: a replay has thousands of them, and to change
/// threads costs more than a step does.
/// </remarks>
/// <param name="next">Takes the next step, between the calls of <see cref="Begin"/> and <see cref="End"/>; false if there
/// is none.</param>
internal sealed class WorkflowSteps(Func<WorkflowSteps, bool> next)
{
    // What the watch sees: the time at which the step in progress began, or one of these.
    private const long Between = 0;
    private const long GivenUp = -1;

    private long _began = Between;

    /// <summary>Takes the steps.</summary>
    /// <param name="limit">How long one step may take; infinite for no limit.</param>
    /// <returns>Null, or the task that ends when the step does that took too long. No further step is taken then.</returns>
    public async Task<Task?> RunAsync(TimeSpan limit)
    {
        var steps = StepThreads.Shared.RunAsync(Run);
        for (var wait = limit; ;)
        {
            try
            {
                await steps.WaitAsync(wait).ConfigureAwait(false);
                return null;
            }
            catch (TimeoutException)
            {
                if (steps.IsCompleted)
                {
                    await steps.ConfigureAwait(false);
                    return null;
                }

                var began = Interlocked.Read(ref _began);
                var taken = began == Between ? TimeSpan.Zero : Stopwatch.GetElapsedTime(began);
                if (taken >= limit && Interlocked.CompareExchange(ref _began, GivenUp, began) == began)
                {
                    return steps;
                }

                wait = taken < limit ? limit - taken : TimeSpan.FromMilliseconds(1);
            }
        }
    }

    /// <summary>Says that workflow code is about to run.</summary>
    public void Begin() => Interlocked.Exchange(ref _began, Stopwatch.GetTimestamp());

    /// <summary>Says that workflow code has returned.</summary>
    /// <returns>False if nobody waits for it any more, so that nothing may be done with what it did.</returns>
    public bool End() => Interlocked.Exchange(ref _began, Between) != GivenUp;

    private bool Run()
    {
        while (next(this))
        {
            // Until there is none.
        }

        return true;
    }
}
