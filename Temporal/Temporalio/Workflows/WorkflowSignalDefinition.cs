using System.Reflection;

namespace Temporalio.Workflows;

/// <summary>A signal handler.</summary>
public class WorkflowSignalDefinition
{
    private WorkflowSignalDefinition(
        string? name, string? description, MethodInfo method, Delegate? del, HandlerUnfinishedPolicy unfinishedPolicy)
    {
        Name = name;
        Description = description;
        Method = method;
        Delegate = del;
        UnfinishedPolicy = unfinishedPolicy;
    }

    /// <summary>The signal's name, null for a dynamic handler.</summary>
    public string? Name { get; }

    /// <summary>Shown in the workflow's metadata.</summary>
    public string? Description { get; }

    /// <summary>Whether the handler takes every signal without a handler of its own.</summary>
    public bool Dynamic => Name is null;

    internal MethodInfo Method { get; }

    internal Delegate? Delegate { get; }

    internal HandlerUnfinishedPolicy UnfinishedPolicy { get; }

    /// <summary>Makes a definition of a method with a <see cref="WorkflowSignalAttribute"/>.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The method cannot be a signal handler.</exception>
    public static WorkflowSignalDefinition FromMethod(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<WorkflowSignalAttribute>(false)
            ?? throw new ArgumentException($"{method} missing WorkflowSignal attribute");
        HandlerMethods.CheckNotStaticPublic("WorkflowSignal", method);
        var name = NameOf(attribute, method);
        Check(name, method);
        return new(name, attribute.Description, method, null, attribute.UnfinishedPolicy);
    }

    /// <summary>Makes a definition of a delegate.</summary>
    /// <param name="name">The name, null for a dynamic handler.</param>
    /// <param name="del">The handler; it must return a task.</param>
    /// <param name="unfinishedPolicy">What to do when the workflow ends while the handler still runs.</param>
    /// <param name="description">Shown in the workflow's metadata.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The delegate cannot be a signal handler.</exception>
    public static WorkflowSignalDefinition CreateWithoutAttribute(
        string? name,
        Delegate del,
        HandlerUnfinishedPolicy unfinishedPolicy = HandlerUnfinishedPolicy.WarnAndAbandon,
        string? description = null)
    {
        Check(name, del.Method);
        return new(name, description, del.Method, del, unfinishedPolicy);
    }

    /// <summary>The name that a call of the method signals.</summary>
    internal static string NameFromMethodForCall(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<WorkflowSignalAttribute>(false)
            ?? throw new ArgumentException($"{method} missing WorkflowSignal attribute");
        return NameOf(attribute, method)
            ?? throw new ArgumentException($"{method} cannot be used directly since it is a dynamic signal");
    }

    private static string? NameOf(WorkflowSignalAttribute attribute, MethodInfo method) =>
        attribute.Dynamic && attribute.Name is not null
            ? throw new ArgumentException($"WorkflowSignal method {method} cannot be dynamic with custom name")
            : attribute.Dynamic ? null : attribute.Name ?? HandlerMethods.WithoutAsync(method.Name);

    private static void Check(string? name, MethodInfo method)
    {
        HandlerMethods.CheckName("Signal", name);
        if (method.ContainsGenericParameters)
        {
            throw new ArgumentException($"WorkflowSignal method {method} cannot be generic");
        }

        if (method.ReturnType != typeof(Task))
        {
            throw new ArgumentException($"WorkflowSignal method {method} must return Task");
        }

        if (name is null)
        {
            HandlerMethods.CheckDynamicParameters("signal", method);
        }
    }
}
