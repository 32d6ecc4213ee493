namespace Temporalio.Workflows;

/// <summary>Marks the public asynchronous method that is the workflow's body.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WorkflowRunAttribute : Attribute
{
}
