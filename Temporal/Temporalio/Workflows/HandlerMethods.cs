using System.Reflection;

namespace Temporalio.Workflows;

/// <summary>What signal, query and update definitions share.</summary>
internal static class HandlerMethods
{
    /// <summary>Names with this prefix belong to the library.</summary>
    internal const string ReservedPrefix = "__temporal";

    internal static string WithoutAsync(string name) =>
        name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name[..^5] : name;

    internal static void CheckName(string kind, string? name)
    {
        if (name is not null && name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"{kind} handler name {name} cannot start with {ReservedPrefix}");
        }
    }

    internal static void CheckNotStaticPublic(string kind, MethodInfo method)
    {
        if (method.IsStatic)
        {
            throw new ArgumentException($"{kind} method {method} cannot be static");
        }

        if (!method.IsPublic)
        {
            throw new ArgumentException($"{kind} method {method} must be public");
        }
    }

    /// <summary>A dynamic handler takes a name and the raw arguments, nothing else.</summary>
    internal static void CheckDynamicParameters(string kind, MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (parameters.Length != 2 || parameters[0].ParameterType != typeof(string)
            || parameters[1].ParameterType != typeof(Converters.IRawValue[]))
        {
            throw new ArgumentException($"Dynamic {kind} method {method} must accept a string and an IRawValue[]");
        }
    }

    /// <summary>Calls a handler without wrapping its exception.</summary>
    internal static object? Invoke(MethodInfo? method, Delegate? del, object instance, object?[] args) =>
        del is not null
            ? del.Method.Invoke(del.Target, BindingFlags.DoNotWrapExceptions, null, args, null)
            : method!.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, args, null);

    /// <summary>The result of a task of any kind, null for one without result type.</summary>
    /// <remarks>
    /// The run-time type counts: an <c>async Task</c> method returns a <c>Task&lt;VoidTaskResult&gt;</c>, whose result
    /// is an empty struct and not null. Histories of the official library depend on it.
    /// </remarks>
    internal static async Task<object?> ResultOfAsync(Task task)
    {
        // On the workflow's scheduler: the continuation has to stay on it.
        await task.ConfigureAwait(true);
        for (var type = task.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            {
                return type.GetProperty(nameof(Task<object>.Result))!.GetValue(task);
            }
        }

        return null;
    }
}
