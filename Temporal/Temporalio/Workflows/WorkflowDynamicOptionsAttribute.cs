namespace Temporalio.Workflows;

/// <summary>Marks the method that gives the options of a dynamic workflow's run.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WorkflowDynamicOptionsAttribute : Attribute
{
}
