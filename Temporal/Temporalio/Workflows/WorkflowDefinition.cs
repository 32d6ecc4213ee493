using System.Collections.Concurrent;
using System.Reflection;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>A workflow type as the worker sees it.</summary>
public class WorkflowDefinition
{
    private static readonly ConcurrentDictionary<Type, WorkflowDefinition> Cache = new();

    private readonly Func<object?[], object>? _creator;

    internal WorkflowDefinition(WorkflowDefinitionParts parts)
    {
        Name = parts.Name;
        Type = parts.Type;
        RunMethod = parts.RunMethod!;
        Instantiable = parts.Creator is not null;
        InitConstructor = parts.InitConstructor;
        Signals = parts.Signals;
        Queries = parts.Queries;
        Updates = parts.Updates;
        DynamicSignal = parts.DynamicSignal;
        DynamicQuery = parts.DynamicQuery;
        DynamicUpdate = parts.DynamicUpdate;
        FailureExceptionTypes = parts.Attribute.FailureExceptionTypes;
        VersioningBehavior = parts.Attribute.VersioningBehavior == Common.VersioningBehavior.Unspecified
            ? null
            : parts.Attribute.VersioningBehavior;
        DynamicOptionsGetter = parts.DynamicOptionsGetter;
        _creator = parts.Creator;
    }

    /// <summary>The type name, null for a dynamic workflow.</summary>
    public string? Name { get; }

    /// <summary>The class, interface or struct.</summary>
    public Type Type { get; }

    /// <summary>The method with the <see cref="WorkflowRunAttribute"/>.</summary>
    public MethodInfo RunMethod { get; }

    /// <summary>Whether instances can be made; only such a workflow can be registered.</summary>
    public bool Instantiable { get; }

    /// <summary>The signal handlers by name.</summary>
    public IReadOnlyDictionary<string, WorkflowSignalDefinition> Signals { get; }

    /// <summary>The query handlers by name.</summary>
    public IReadOnlyDictionary<string, WorkflowQueryDefinition> Queries { get; }

    /// <summary>The update handlers by name.</summary>
    public IReadOnlyDictionary<string, WorkflowUpdateDefinition> Updates { get; }

    /// <summary>The dynamic signal handler, if any.</summary>
    public WorkflowSignalDefinition? DynamicSignal { get; }

    /// <summary>The dynamic query handler, if any.</summary>
    public WorkflowQueryDefinition? DynamicQuery { get; }

    /// <summary>The dynamic update handler, if any.</summary>
    public WorkflowUpdateDefinition? DynamicUpdate { get; }

    /// <summary>Whether the workflow takes every type without a definition of its own.</summary>
    public bool Dynamic => Name is null;

    /// <summary>Exceptions of these types fail the workflow instead of its task.</summary>
    public Type[]? FailureExceptionTypes { get; }

    /// <summary>The versioning behaviour, null when not given.</summary>
    public VersioningBehavior? VersioningBehavior { get; }

    /// <summary>Gives the options of a dynamic workflow's run from its instance.</summary>
    public Func<object?, WorkflowDefinitionOptions>? DynamicOptionsGetter { get; }

    /// <summary>The constructor that takes the start arguments, if any.</summary>
    internal ConstructorInfo? InitConstructor { get; }

    /// <summary>Makes or finds the definition of a type.</summary>
    /// <typeparam name="T">A type with a <see cref="WorkflowAttribute"/>.</typeparam>
    /// <returns>The definition.</returns>
    /// <exception cref="AggregateException">Everything that is wrong with the type.</exception>
    public static WorkflowDefinition Create<T>() => Create(typeof(T));

    /// <summary>Makes or finds the definition of a type.</summary>
    /// <param name="type">A type with a <see cref="WorkflowAttribute"/>.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="AggregateException">Everything that is wrong with the type.</exception>
    public static WorkflowDefinition Create(Type type) =>
        Cache.GetOrAdd(type, static t => Create(t, null, null));

    /// <summary>Makes the definition of a type.</summary>
    /// <param name="type">A type with a <see cref="WorkflowAttribute"/>.</param>
    /// <param name="nameOverride">The name to use instead of the type's own.</param>
    /// <param name="creatorOverride">Makes instances instead of the type's constructor.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="AggregateException">Everything that is wrong with the type.</exception>
    public static WorkflowDefinition Create(
        Type type, string? nameOverride, Func<object?[], object>? creatorOverride) =>
        new(new WorkflowDefinitionParts(type, nameOverride, creatorOverride));

    /// <summary>Makes an instance.</summary>
    /// <param name="workflowArguments">The start arguments; used only by a <see cref="WorkflowInitAttribute"/>
    /// constructor.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="InvalidOperationException">The type is an interface or abstract.</exception>
    public object CreateWorkflowInstance(object?[] workflowArguments) => _creator is null
        ? throw new InvalidOperationException($"Cannot instantiate workflow type {Type}")
        : _creator(workflowArguments);

    /// <summary>The workflow name that a call of the run method starts.</summary>
    internal static string NameFromRunMethodForCall(MethodInfo method, Type type)
    {
        if (method.GetCustomAttribute<WorkflowRunAttribute>(false) is null)
        {
            throw new ArgumentException($"{method} missing WorkflowRun attribute");
        }

        var attribute = type.GetCustomAttribute<WorkflowAttribute>(false)
            ?? throw new ArgumentException($"{type} missing Workflow attribute");
        return NameOf(type, attribute)
            ?? throw new ArgumentException($"{type} cannot be used directly since it is a dynamic workflow");
    }

    internal static string? NameOf(Type type, WorkflowAttribute attribute)
    {
        if (attribute.Dynamic || attribute.Name is not null)
        {
            return attribute.Dynamic ? null : attribute.Name;
        }

        var name = type.Name;
        return type.IsInterface && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]) ? name[1..] : name;
    }
}
