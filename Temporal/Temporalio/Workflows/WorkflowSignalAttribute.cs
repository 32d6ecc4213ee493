namespace Temporalio.Workflows;

/// <summary>Marks a method as a signal handler.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WorkflowSignalAttribute : Attribute
{
    /// <summary>Names the signal after the method, without a trailing <c>Async</c>.</summary>
    public WorkflowSignalAttribute()
    {
    }

    /// <summary>Names the signal.</summary>
    /// <param name="name">The signal name.</param>
    public WorkflowSignalAttribute(string name) => Name = name;

    /// <summary>The given name, or null for the default.</summary>
    public string? Name { get; }

    /// <summary>Shown in the workflow's metadata.</summary>
    public string? Description { get; set; }

    /// <summary>What to do when the workflow ends while the handler still runs.</summary>
    public HandlerUnfinishedPolicy UnfinishedPolicy { get; set; } = HandlerUnfinishedPolicy.WarnAndAbandon;

    /// <summary>Whether the handler takes every signal that has no handler of its own.</summary>
    public bool Dynamic { get; set; }
}
