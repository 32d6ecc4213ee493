using System.Reflection;

namespace Temporalio.Workflows;

/// <summary>An update handler with its validator, if any.</summary>
public class WorkflowUpdateDefinition
{
    private WorkflowUpdateDefinition(
        string? name,
        string? description,
        MethodInfo method,
        MethodInfo? validatorMethod,
        Delegate? del,
        Delegate? validatorDelegate,
        HandlerUnfinishedPolicy unfinishedPolicy)
    {
        Name = name;
        Description = description;
        Method = method;
        ValidatorMethod = validatorMethod;
        Delegate = del;
        ValidatorDelegate = validatorDelegate;
        UnfinishedPolicy = unfinishedPolicy;
    }

    /// <summary>The update's name, null for a dynamic handler.</summary>
    public string? Name { get; }

    /// <summary>Shown in the workflow's metadata.</summary>
    public string? Description { get; }

    /// <summary>Whether the handler takes every update without a handler of its own.</summary>
    public bool Dynamic => Name is null;

    internal MethodInfo Method { get; }

    internal MethodInfo? ValidatorMethod { get; }

    internal Delegate? Delegate { get; }

    internal Delegate? ValidatorDelegate { get; }

    internal HandlerUnfinishedPolicy UnfinishedPolicy { get; }

    /// <summary>Makes a definition of a method with a <see cref="WorkflowUpdateAttribute"/>.</summary>
    /// <param name="method">The method.</param>
    /// <param name="validatorMethod">Its validator, if any.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The methods cannot be an update handler and its validator.</exception>
    public static WorkflowUpdateDefinition FromMethod(MethodInfo method, MethodInfo? validatorMethod = null)
    {
        var attribute = method.GetCustomAttribute<WorkflowUpdateAttribute>(false)
            ?? throw new ArgumentException($"{method} missing WorkflowUpdate attribute");
        HandlerMethods.CheckNotStaticPublic("WorkflowUpdate", method);
        if (validatorMethod is not null)
        {
            HandlerMethods.CheckNotStaticPublic("WorkflowUpdateValidator", validatorMethod);
        }

        var name = NameOf(attribute, method);
        Check(name, method, validatorMethod);
        return new(name, attribute.Description, method, validatorMethod, null, null, attribute.UnfinishedPolicy);
    }

    /// <summary>Makes a definition of a delegate.</summary>
    /// <param name="name">The name, null for a dynamic handler.</param>
    /// <param name="del">The handler; it must return a task.</param>
    /// <param name="validatorDel">The validator, with the same parameters, if any.</param>
    /// <param name="unfinishedPolicy">What to do when the workflow ends while the handler still runs.</param>
    /// <param name="description">Shown in the workflow's metadata.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The delegates cannot be an update handler and its validator.</exception>
    public static WorkflowUpdateDefinition CreateWithoutAttribute(
        string? name,
        Delegate del,
        Delegate? validatorDel = null,
        HandlerUnfinishedPolicy unfinishedPolicy = HandlerUnfinishedPolicy.WarnAndAbandon,
        string? description = null)
    {
        Check(name, del.Method, validatorDel?.Method);
        return new(name, description, del.Method, validatorDel?.Method, del, validatorDel, unfinishedPolicy);
    }

    /// <summary>The name that a call of the method updates.</summary>
    internal static string NameFromMethodForCall(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<WorkflowUpdateAttribute>(false)
            ?? throw new ArgumentException($"{method} missing WorkflowUpdate attribute");
        return NameOf(attribute, method)
            ?? throw new ArgumentException($"{method} cannot be used directly since it is a dynamic update");
    }

    private static string? NameOf(WorkflowUpdateAttribute attribute, MethodInfo method) =>
        attribute.Dynamic && attribute.Name is not null
            ? throw new ArgumentException($"WorkflowUpdate method {method} cannot be dynamic with custom name")
            : attribute.Dynamic ? null : attribute.Name ?? HandlerMethods.WithoutAsync(method.Name);

    private static void Check(string? name, MethodInfo method, MethodInfo? validator)
    {
        HandlerMethods.CheckName("Update", name);
        if (method.ContainsGenericParameters)
        {
            throw new ArgumentException($"WorkflowUpdate method {method} cannot be generic");
        }

        if (!typeof(Task).IsAssignableFrom(method.ReturnType))
        {
            throw new ArgumentException($"WorkflowUpdate method {method} must return Task");
        }

        if (name is null)
        {
            HandlerMethods.CheckDynamicParameters("update", method);
        }

        if (validator is null)
        {
            return;
        }

        if (validator.ReturnType != typeof(void))
        {
            throw new ArgumentException($"WorkflowUpdateValidator method {validator} must be void");
        }

        if (!validator.GetParameters().Select(p => p.ParameterType)
            .SequenceEqual(method.GetParameters().Select(p => p.ParameterType)))
        {
            throw new ArgumentException(
                $"WorkflowUpdateValidator method {validator} must have the same parameters as {method}");
        }
    }
}
