using System.Reflection;
using System.Runtime.CompilerServices;
using Temporalio.Converters;

namespace Temporalio.Activities;

/// <summary>An activity as the worker sees it.</summary>
public class ActivityDefinition
{
    private static readonly ConditionalWeakTable<MethodInfo, string> NamesForCalls = [];

    private readonly Func<object?[], object?> _invoker;

    private ActivityDefinition(
        string? name,
        Type returnType,
        IReadOnlyCollection<Type> parameterTypes,
        int requiredParameterCount,
        Func<object?[], object?> invoker,
        MethodInfo? methodInfo)
    {
        if (name?.StartsWith(Workflows.HandlerMethods.ReservedPrefix, StringComparison.Ordinal) == true)
        {
            throw new ArgumentException(
                $"Activity name {name} cannot start with {Workflows.HandlerMethods.ReservedPrefix}");
        }

        if (requiredParameterCount > parameterTypes.Count)
        {
            throw new ArgumentException(
                $"Activity {name} has more required parameters than parameters", nameof(requiredParameterCount));
        }

        if (name is null && (parameterTypes.Count != 1 || parameterTypes.First() != typeof(IRawValue[])))
        {
            throw new ArgumentException("Dynamic activity must accept a required array of IRawValue");
        }

        Name = name;
        ReturnType = returnType;
        ParameterTypes = parameterTypes;
        RequiredParameterCount = requiredParameterCount;
        _invoker = invoker;
        MethodInfo = methodInfo;
    }

    /// <summary>The activity's name, null for a dynamic one.</summary>
    public string? Name { get; }

    /// <summary>The return type, which may be void or a task.</summary>
    public Type ReturnType { get; }

    /// <summary>The parameter types.</summary>
    public IReadOnlyCollection<Type> ParameterTypes { get; }

    /// <summary>How many of the parameters have no default.</summary>
    public int RequiredParameterCount { get; }

    /// <summary>The method, if the activity was made of one.</summary>
    public MethodInfo? MethodInfo { get; }

    /// <summary>Whether the activity takes every type without a definition of its own.</summary>
    public bool Dynamic => Name is null;

    /// <summary>Makes a definition of a delegate whose method has an <see cref="ActivityAttribute"/>.</summary>
    /// <param name="del">The delegate.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The delegate cannot be an activity.</exception>
    public static ActivityDefinition Create(Delegate del)
    {
        if (del.Method is null)
        {
            throw new ArgumentException("Activities must have accessible methods");
        }

        return Create(
            del.Method,
            parameters => del.Method.Invoke(del.Target, BindingFlags.DoNotWrapExceptions, null, parameters, null));
    }

    /// <summary>Makes a definition of its parts.</summary>
    /// <param name="name">The name, null for a dynamic activity.</param>
    /// <param name="returnType">The return type.</param>
    /// <param name="parameterTypes">The parameter types.</param>
    /// <param name="requiredParameterCount">How many parameters are required.</param>
    /// <param name="invoker">Calls the activity.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The parts do not fit.</exception>
    public static ActivityDefinition Create(
        string? name,
        Type returnType,
        IReadOnlyCollection<Type> parameterTypes,
        int requiredParameterCount,
        Func<object?[], object?> invoker) =>
        new(name, returnType, parameterTypes, requiredParameterCount, invoker, null);

    /// <summary>Makes a definition of a method with an <see cref="ActivityAttribute"/>.</summary>
    /// <param name="method">The method.</param>
    /// <param name="invoker">Calls it.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The method cannot be an activity.</exception>
    public static ActivityDefinition Create(MethodInfo method, Func<object?[], object?> invoker)
    {
        _ = method.GetCustomAttribute<ActivityAttribute>(false)
            ?? throw new ArgumentException($"{method} missing Activity attribute");
        return CreateWithoutAttribute(NameFromMethod(method), method, invoker);
    }

    /// <summary>Makes a definition of any method.</summary>
    /// <param name="name">The name, null for a dynamic activity.</param>
    /// <param name="method">The method.</param>
    /// <param name="invoker">Calls it.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="ArgumentException">The method cannot be an activity.</exception>
    public static ActivityDefinition CreateWithoutAttribute(
        string? name, MethodInfo method, Func<object?[], object?> invoker)
    {
        if (method.ContainsGenericParameters)
        {
            throw new ArgumentException($"{method} with Activity attribute cannot have generic arguments");
        }

        var parameters = method.GetParameters();
        if (parameters.FirstOrDefault(p => p.ParameterType.IsByRef) is { } byRef)
        {
            throw new ArgumentException($"{method} has disallowed ref/out parameter {byRef.Name}");
        }

        return new(
            name,
            method.ReturnType,
            [.. parameters.Select(p => p.ParameterType)],
            parameters.Count(p => !p.HasDefaultValue),
            args => invoker(WithDefaults(parameters, args)),
            method);
    }

    /// <summary>Makes definitions of every activity method of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="instance">The instance; may be null if all activities are static.</param>
    /// <returns>The definitions.</returns>
    /// <exception cref="ArgumentException">There is none, or one cannot be an activity.</exception>
    public static IReadOnlyCollection<ActivityDefinition> CreateAll<T>(T? instance) =>
        CreateAll(typeof(T), instance);

    /// <summary>Makes definitions of every activity method of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="instance">The instance; may be null if all activities are static.</param>
    /// <returns>The definitions.</returns>
    /// <exception cref="ArgumentException">There is none, or one cannot be an activity.</exception>
    public static IReadOnlyCollection<ActivityDefinition> CreateAll(Type type, object? instance)
    {
        var definitions = new List<ActivityDefinition>();
        foreach (var method in type.GetMethods(
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (!method.IsDefined(typeof(ActivityAttribute), false))
            {
                continue;
            }

            if (!method.IsStatic && instance is null)
            {
                throw new InvalidOperationException($"Instance not provided, but activity method {method} is non-static");
            }

            definitions.Add(Create(
                method,
                parameters => method.Invoke(
                    method.IsStatic ? null : instance, BindingFlags.DoNotWrapExceptions, null, parameters, null)));
        }

        return definitions.Count > 0
            ? definitions
            : throw new ArgumentException($"No activities found on {type}", nameof(type));
    }

    /// <summary>Calls the activity and awaits its task, if it returns one.</summary>
    /// <param name="parameters">The arguments; those with defaults may be left out.</param>
    /// <returns>The result; null for void.</returns>
    public async Task<object?> InvokeAsync(object?[] parameters)
    {
        if (parameters.Length < RequiredParameterCount)
        {
            throw new ArgumentException(
                $"Activity {Name} given {parameters.Length} parameter(s), but more than that are required");
        }

        var result = _invoker(parameters);
        return result is Task task ? await TaskResultAsync(task).ConfigureAwait(false) : result;
    }

    /// <summary>The name that a call of the method schedules.</summary>
    internal static string NameFromMethodForCall(MethodInfo method) => NamesForCalls.GetValue(method, ReadNameForCall);

    private static string ReadNameForCall(MethodInfo method)
    {
        _ = method.GetCustomAttribute<ActivityAttribute>(false)
            ?? throw new ArgumentException($"{method} missing Activity attribute");
        return NameFromMethod(method)
            ?? throw new ArgumentException($"{method} cannot be used directly since it is a dynamic activity");
    }

    private static string? NameFromMethod(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<ActivityAttribute>(false)!;
        if (attribute.Dynamic)
        {
            return attribute.Name is null
                ? null
                : throw new ArgumentException($"{method} cannot be dynamic with custom name");
        }

        if (attribute.Name is not null)
        {
            return attribute.Name;
        }

        // The compiler names a local function "<Outer>g__Name|0_0" and a lambda "<Outer>b__0".
        var name = method.Name;
        var local = name.IndexOf(">g__", StringComparison.Ordinal);
        if (local >= 0)
        {
            var end = name.IndexOf('|', local);
            name = name[(local + 4)..(end < 0 ? name.Length : end)];
        }
        else if (name.StartsWith('<'))
        {
            throw new ArgumentException($"{method} appears to be a lambda which must have a name given on the attribute");
        }

        return name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal)
            && typeof(Task).IsAssignableFrom(method.ReturnType)
            ? name[..^5]
            : name;
    }

    private static object?[] WithDefaults(ParameterInfo[] parameters, object?[] args)
    {
        if (args.Length >= parameters.Length)
        {
            return args;
        }

        var all = new object?[parameters.Length];
        args.CopyTo(all, 0);
        for (var i = args.Length; i < parameters.Length; i++)
        {
            all[i] = parameters[i].DefaultValue;
        }

        return all;
    }

    // The run-time type counts; see HandlerMethods.ResultOfAsync.
    private static async Task<object?> TaskResultAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return await Workflows.HandlerMethods.ResultOfAsync(task).ConfigureAwait(false);
    }
}
