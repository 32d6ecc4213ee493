namespace Temporalio.Workflows;

/// <summary>Marks a method as an update handler.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WorkflowUpdateAttribute : Attribute
{
    /// <summary>Names the update after the method, without a trailing <c>Async</c>.</summary>
    public WorkflowUpdateAttribute()
    {
    }

    /// <summary>Names the update.</summary>
    /// <param name="name">The update name.</param>
    public WorkflowUpdateAttribute(string name) => Name = name;

    /// <summary>The given name, or null for the default.</summary>
    public string? Name { get; }

    /// <summary>Shown in the workflow's metadata.</summary>
    public string? Description { get; set; }

    /// <summary>What to do when the workflow ends while the handler still runs.</summary>
    public HandlerUnfinishedPolicy UnfinishedPolicy { get; set; } = HandlerUnfinishedPolicy.WarnAndAbandon;

    /// <summary>Whether the handler takes every update that has no handler of its own.</summary>
    public bool Dynamic { get; set; }
}
