using Temporalio.Activities;

namespace Samples.Workflows.FanOut;

/// <summary>A small piece of a large job.</summary>
public static class SquareActivities
{
    /// <summary>Squares.</summary>
    /// <returns>Its square.</returns>
    [Activity]
    public static long Square(int number) => (long)number * number;
}
