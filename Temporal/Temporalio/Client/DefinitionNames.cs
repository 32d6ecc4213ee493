using System.Reflection;
using Temporalio.Workflows;

namespace Temporalio.Client;

/// <summary>The names under which workflow types and handlers are known to the server.</summary>
internal static class DefinitionNames
{
    public static string Workflow(Type type)
    {
        var attribute = type.GetCustomAttribute<WorkflowAttribute>(false)
            ?? throw new ArgumentException($"{type} missing Workflow attribute");
        if (attribute.Dynamic)
        {
            throw new ArgumentException($"{type} is dynamic and has no name of its own");
        }

        // IName stands for Name, as interfaces are named in .NET.
        var name = attribute.Name ?? type.Name;
        return attribute.Name is null && type.IsInterface && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1])
            ? name[1..]
            : name;
    }

    public static void CheckRun(MethodInfo method)
    {
        if (method.GetCustomAttribute<WorkflowRunAttribute>(false) is null)
        {
            throw new ArgumentException($"{method} missing WorkflowRun attribute");
        }
    }

    public static string Signal(MethodInfo method) => Handler(
        method, method.GetCustomAttribute<WorkflowSignalAttribute>(false), a => a.Name, a => a.Dynamic, "WorkflowSignal");

    public static string Update(MethodInfo method) => Handler(
        method, method.GetCustomAttribute<WorkflowUpdateAttribute>(false), a => a.Name, a => a.Dynamic, "WorkflowUpdate");

    public static string Query(MemberInfo member)
    {
        var attribute = member.GetCustomAttribute<WorkflowQueryAttribute>(false)
            ?? throw new ArgumentException($"{member} missing WorkflowQuery attribute");
        return attribute.Dynamic
            ? throw new ArgumentException($"{member} is dynamic and has no name of its own")
            : attribute.Name ?? member.Name;
    }

    private static string Handler<T>(
        MethodInfo method, T? attribute, Func<T, string?> name, Func<T, bool> dynamic, string kind)
        where T : Attribute
    {
        if (attribute is null)
        {
            throw new ArgumentException($"{method} missing {kind} attribute");
        }

        if (dynamic(attribute))
        {
            throw new ArgumentException($"{method} is dynamic and has no name of its own");
        }

        const string Async = "Async";
        return name(attribute)
            ?? (method.Name.Length > Async.Length && method.Name.EndsWith(Async, StringComparison.Ordinal)
                ? method.Name[..^Async.Length]
                : method.Name);
    }
}
