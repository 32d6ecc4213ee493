namespace Temporalio.Workflows;

/// <summary>Marks a synchronous method or a property as a query handler.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
public sealed class WorkflowQueryAttribute : Attribute
{
    /// <summary>Names the query after the member.</summary>
    public WorkflowQueryAttribute()
    {
    }

    /// <summary>Names the query.</summary>
    /// <param name="name">The query name.</param>
    public WorkflowQueryAttribute(string name) => Name = name;

    /// <summary>The given name, or null for the default.</summary>
    public string? Name { get; }

    /// <summary>Shown in the workflow's metadata.</summary>
    public string? Description { get; set; }

    /// <summary>Whether the handler takes every query that has no handler of its own.</summary>
    public bool Dynamic { get; set; }
}
