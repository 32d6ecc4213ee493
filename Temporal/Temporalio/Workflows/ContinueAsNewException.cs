using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;

namespace Temporalio.Workflows;

/// <summary>Thrown by a workflow to end its run and continue in a new one. Made by
/// <see cref="Workflow.CreateContinueAsNewException(string, IReadOnlyCollection{object?}, ContinueAsNewOptions?)"/>.</summary>
public class ContinueAsNewException : TemporalException
{
    internal ContinueAsNewException(CreateContinueAsNewExceptionInput input)
        : base("Continue as new") => Input = input;

    internal CreateContinueAsNewExceptionInput Input { get; }
}
