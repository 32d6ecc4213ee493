using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>Marks a class, interface or struct as a workflow.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct, Inherited = false)]
public sealed class WorkflowAttribute : Attribute
{
    /// <summary>Names the workflow after its type; a leading <c>I</c> of an interface is dropped.</summary>
    public WorkflowAttribute()
    {
    }

    /// <summary>Names the workflow.</summary>
    /// <param name="name">The workflow type name.</param>
    public WorkflowAttribute(string name) => Name = name;

    /// <summary>The given name, or null for the default.</summary>
    public string? Name { get; }

    /// <summary>Exceptions of these types (or deriving from them) fail the workflow instead of its task.</summary>
    public Type[]? FailureExceptionTypes { get; set; }

    /// <summary>Whether the workflow takes every type that has no definition of its own.</summary>
    public bool Dynamic { get; set; }

    /// <summary>The versioning behaviour that the worker reports for this workflow.</summary>
    public VersioningBehavior VersioningBehavior { get; set; }
}
