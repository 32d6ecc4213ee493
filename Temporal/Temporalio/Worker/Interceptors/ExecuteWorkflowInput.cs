using System.Reflection;

namespace Temporalio.Worker.Interceptors;

/// <summary>A workflow to run.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="RunMethod">The run method.</param>
/// <param name="Args">The arguments.</param>
public record ExecuteWorkflowInput(
    object Instance,
    MethodInfo RunMethod,
    object?[] Args);
