using Temporalio.Activities;

namespace Samples.Workflows.HelloActivity;

/// <summary>Work outside of the workflow: whatever may fail, wait or differ from run to run.</summary>
public static class GreetingActivities
{
    /// <summary>Makes the greeting.</summary>
    /// <param name="name">Who is greeted.</param>
    [Activity]
    public static string ComposeGreeting(string name) => $"Hello, {name}!";
}
