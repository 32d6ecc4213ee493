using System.Reflection;

namespace Temporalio.Workflows;

/// <summary>A query handler.</summary>
public class WorkflowQueryDefinition
{
    private WorkflowQueryDefinition(string? name, string? description, MethodInfo method, Delegate? del)
    {
        Name = name;
        Description = description;
        Method = method;
        Delegate = del;
    }

    /// <summary>The query's name, null for a dynamic handler.</summary>
    public string? Name { get; }

    /// <summary>Shown in the workflow's metadata.</summary>
    public string? Description { get; }

    /// <summary>Whether the handler takes every query without a handler of its own.</summary>
    public bool Dynamic => Name is null;

    internal MethodInfo Method { get; }

    internal Delegate? Delegate { get; }

    /// <summary>Makes a definition of a method with a <see cref="WorkflowQueryAttribute"/>.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The method cannot be a query handler.</exception>
    public static WorkflowQueryDefinition FromMethod(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<WorkflowQueryAttribute>(false)
            ?? throw new ArgumentException($"{method} missing WorkflowQuery attribute");
        HandlerMethods.CheckNotStaticPublic("WorkflowQuery", method);
        var name = NameOf(attribute, method);
        Check(name, method);
        return new(name, attribute.Description, method, null);
    }

    /// <summary>Makes a definition of a property with a <see cref="WorkflowQueryAttribute"/>.</summary>
    /// <param name="property">The property.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The property cannot be a query handler.</exception>
    public static WorkflowQueryDefinition FromProperty(PropertyInfo property)
    {
        var attribute = property.GetCustomAttribute<WorkflowQueryAttribute>(false)
            ?? throw new ArgumentException($"{property} missing WorkflowQuery attribute");
        var getter = property.GetGetMethod()
            ?? throw new ArgumentException($"WorkflowQuery property {property} must have public getter");
        if (attribute.Dynamic)
        {
            throw new ArgumentException($"WorkflowQuery property {property} cannot be dynamic");
        }

        if (getter.IsStatic)
        {
            throw new ArgumentException($"WorkflowQuery property {property} cannot be static");
        }

        var name = attribute.Name ?? property.Name;
        HandlerMethods.CheckName("Query", name);
        return new(name, attribute.Description, getter, null);
    }

    /// <summary>Makes a definition of a delegate.</summary>
    /// <param name="name">The name, null for a dynamic handler.</param>
    /// <param name="del">The handler; it must return a value and no task.</param>
    /// <param name="description">Shown in the workflow's metadata.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The delegate cannot be a query handler.</exception>
    public static WorkflowQueryDefinition CreateWithoutAttribute(
        string? name, Delegate del, string? description = null)
    {
        Check(name, del.Method);
        return new(name, description, del.Method, del);
    }

    /// <summary>The name that a call of the method queries.</summary>
    internal static string NameFromMethodForCall(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<WorkflowQueryAttribute>(false)
            ?? throw new ArgumentException($"{method} missing WorkflowQuery attribute");
        return NameOf(attribute, method)
            ?? throw new ArgumentException($"{method} cannot be used directly since it is a dynamic query");
    }

    /// <summary>The name that an access of the property queries.</summary>
    internal static string NameFromPropertyForCall(PropertyInfo property)
    {
        var attribute = property.GetCustomAttribute<WorkflowQueryAttribute>(false)
            ?? throw new ArgumentException($"{property} missing WorkflowQuery attribute");
        return attribute.Name ?? property.Name;
    }

    private static string? NameOf(WorkflowQueryAttribute attribute, MethodInfo method) =>
        attribute.Dynamic && attribute.Name is not null
            ? throw new ArgumentException($"WorkflowQuery method {method} cannot be dynamic with custom name")
            : attribute.Dynamic ? null : attribute.Name ?? method.Name;

    private static void Check(string? name, MethodInfo method)
    {
        HandlerMethods.CheckName("Query", name);
        if (name == "__stack_trace")
        {
            throw new ArgumentException("Query handler name __stack_trace is reserved");
        }

        if (method.ContainsGenericParameters)
        {
            throw new ArgumentException($"WorkflowQuery method {method} cannot be generic");
        }

        if (method.ReturnType == typeof(void))
        {
            throw new ArgumentException($"WorkflowQuery method {method} must return a value");
        }

        if (typeof(Task).IsAssignableFrom(method.ReturnType))
        {
            throw new ArgumentException($"WorkflowQuery method {method} cannot return a Task");
        }

        if (name is null)
        {
            HandlerMethods.CheckDynamicParameters("query", method);
        }
    }
}
