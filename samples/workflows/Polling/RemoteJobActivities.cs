using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Samples.Workflows.Polling;

/// <summary>A job elsewhere that must be asked for its result.</summary>
public class RemoteJobActivities
{
    /// <summary>The job is done at this look.</summary>
    public const int LooksNeeded = 4;

    /// <summary>Looks once. Failing is how it asks to be called again: the server waits, no worker does.</summary>
    /// <exception cref="ApplicationFailureException">The job is not done.</exception>
    [Activity]
    public string Look(string jobId)
    {
        var attempt = ActivityExecutionContext.Current.Info.Attempt;
        return attempt >= LooksNeeded
            ? $"{jobId} was done at look {attempt}"
            : throw new ApplicationFailureException($"{jobId} is not done yet", errorType: "NotDone");
    }
}
