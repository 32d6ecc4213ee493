namespace Temporalio.Workflows;

/// <summary>Marks a synchronous method that may refuse an update by throwing.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WorkflowUpdateValidatorAttribute : Attribute
{
    /// <summary>Binds the validator to an update handler of the same class.</summary>
    /// <param name="updateMethod">The name of the handler's method; best given with <c>nameof</c>.</param>
    public WorkflowUpdateValidatorAttribute(string updateMethod) => UpdateMethod = updateMethod;

    /// <summary>The name of the handler's method.</summary>
    public string UpdateMethod { get; }
}
