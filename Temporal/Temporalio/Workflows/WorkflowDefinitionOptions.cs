using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>What a dynamic workflow may decide for each run.</summary>
public class WorkflowDefinitionOptions : ICloneable
{
    /// <summary>Exceptions of these types fail the workflow instead of its task.</summary>
    public Type[]? FailureExceptionTypes { get; set; }

    /// <summary>The versioning behaviour of the run.</summary>
    public VersioningBehavior VersioningBehavior { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public object Clone() => MemberwiseClone();
}
