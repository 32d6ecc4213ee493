using System.Reflection;
using Temporalio.Converters;

namespace Temporalio.Workflows;

/// <summary>Reads a workflow type; gathers every error before it throws.</summary>
internal sealed class WorkflowDefinitionParts
{
    private const BindingFlags AllMembers = BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    private readonly List<Exception> _errors = [];
    private readonly Dictionary<string, MethodInfo> _validators = [];
    private readonly HashSet<string> _usedValidators = [];

    internal WorkflowDefinitionParts(Type type, string? nameOverride, Func<object?[], object>? creatorOverride)
    {
        Type = type;
        Attribute = type.GetCustomAttribute<WorkflowAttribute>(false)
            ?? throw new AggregateException(new ArgumentException($"{type} missing Workflow attribute"));
        Name = nameOverride ?? WorkflowDefinition.NameOf(type, Attribute);
        if (Attribute.Dynamic && Attribute.Name is not null)
        {
            _errors.Add(new ArgumentException($"{type} cannot be dynamic with custom name"));
        }

        if (Name?.StartsWith(HandlerMethods.ReservedPrefix, StringComparison.Ordinal) == true)
        {
            _errors.Add(new ArgumentException(
                $"Workflow name {Name} cannot start with {HandlerMethods.ReservedPrefix}"));
        }

        if (type.ContainsGenericParameters)
        {
            _errors.Add(new ArgumentException($"{type} has generic type arguments"));
        }

        ReadValidators();
        ReadMethods();
        ReadProperties();
        ReadCreator(creatorOverride);
        foreach (var (update, validator) in _validators.Where(v => !_usedValidators.Contains(v.Key)))
        {
            _errors.Add(new ArgumentException(
                $"WorkflowUpdateValidator method {validator} refers to unknown update method {update}"));
        }

        if (RunMethod is null)
        {
            _errors.Add(new ArgumentException($"{type} does not have a WorkflowRun method"));
        }

        if (_errors.Count > 0)
        {
            throw new AggregateException($"Invalid workflow type {type}", _errors);
        }
    }

    internal Type Type { get; }

    internal WorkflowAttribute Attribute { get; }

    internal string? Name { get; }

    internal MethodInfo? RunMethod { get; private set; }

    internal ConstructorInfo? InitConstructor { get; private set; }

    internal Func<object?[], object>? Creator { get; private set; }

    internal Dictionary<string, WorkflowSignalDefinition> Signals { get; } = [];

    internal Dictionary<string, WorkflowQueryDefinition> Queries { get; } = [];

    internal Dictionary<string, WorkflowUpdateDefinition> Updates { get; } = [];

    internal WorkflowSignalDefinition? DynamicSignal { get; private set; }

    internal WorkflowQueryDefinition? DynamicQuery { get; private set; }

    internal WorkflowUpdateDefinition? DynamicUpdate { get; private set; }

    internal Func<object?, WorkflowDefinitionOptions>? DynamicOptionsGetter { get; private set; }

    private void ReadValidators()
    {
        foreach (var method in Type.GetMethods(AllMembers))
        {
            if (method.GetCustomAttribute<WorkflowUpdateValidatorAttribute>(false) is { } validator
                && !_validators.TryAdd(validator.UpdateMethod, method))
            {
                _errors.Add(new ArgumentException(
                    $"{Type} has more than one update validator for {validator.UpdateMethod}"));
            }
        }
    }

    private void ReadMethods()
    {
        foreach (var method in Type.GetMethods(AllMembers))
        {
            Collect(() => ReadMethod(method));
        }
    }

    private void ReadMethod(MethodInfo method)
    {
        if (method.IsDefined(typeof(WorkflowRunAttribute), false))
        {
            ReadRun(method);
        }

        if (method.IsDefined(typeof(WorkflowSignalAttribute), false))
        {
            var signal = WorkflowSignalDefinition.FromMethod(method);
            Add(Signals, signal.Name, signal, DynamicSignal is not null, d => DynamicSignal = d, "signal");
        }

        if (method.IsDefined(typeof(WorkflowQueryAttribute), false))
        {
            var query = WorkflowQueryDefinition.FromMethod(method);
            Add(Queries, query.Name, query, DynamicQuery is not null, d => DynamicQuery = d, "query");
        }

        if (method.IsDefined(typeof(WorkflowUpdateAttribute), false))
        {
            var validator = _validators.GetValueOrDefault(method.Name);
            _usedValidators.Add(method.Name);
            var update = WorkflowUpdateDefinition.FromMethod(method, validator);
            Add(Updates, update.Name, update, DynamicUpdate is not null, d => DynamicUpdate = d, "update");
        }

        if (method.IsDefined(typeof(WorkflowDynamicOptionsAttribute), false))
        {
            ReadDynamicOptions(method);
        }
    }

    private void ReadRun(MethodInfo method)
    {
        if (RunMethod is not null)
        {
            throw new ArgumentException($"{Type} has more than one WorkflowRun method");
        }

        RunMethod = method;
        // Inherited without being overridden: which type's name counts would be a guess.
        if (method.DeclaringType != Type)
        {
            throw new ArgumentException(
                $"WorkflowRun on {method} must be declared on {Type}, not inherited from {method.DeclaringType}");
        }

        if (method.IsStatic)
        {
            throw new ArgumentException($"WorkflowRun on {method} cannot be static");
        }

        if (!method.IsPublic)
        {
            throw new ArgumentException($"WorkflowRun on {method} must be public");
        }

        if (method.ContainsGenericParameters)
        {
            throw new ArgumentException($"WorkflowRun on {method} cannot be generic");
        }

        if (!typeof(Task).IsAssignableFrom(method.ReturnType))
        {
            throw new ArgumentException($"WorkflowRun method {method} must return an instance of Task");
        }

        if (Name is null && method.GetParameters() is not [{ } only] | method.GetParameters().FirstOrDefault()?.ParameterType != typeof(IRawValue[]))
        {
            throw new ArgumentException($"WorkflowRun on {method} must accept a single IRawValue[] for a dynamic workflow");
        }
    }

    private void ReadDynamicOptions(MethodInfo method)
    {
        if (Name is not null)
        {
            throw new ArgumentException($"WorkflowDynamicOptions method {method} needs a dynamic workflow");
        }

        if (method.IsStatic || !method.IsPublic || method.GetParameters().Length > 0
            || method.ReturnType != typeof(WorkflowDefinitionOptions))
        {
            throw new ArgumentException(
                $"WorkflowDynamicOptions method {method} must be a public instance method without parameters that "
                + "returns WorkflowDefinitionOptions");
        }

        DynamicOptionsGetter = instance => (WorkflowDefinitionOptions)method.Invoke(
            instance, BindingFlags.DoNotWrapExceptions, null, null, null)!;
    }

    private void ReadProperties()
    {
        foreach (var property in Type.GetProperties(AllMembers)
            .Where(p => p.IsDefined(typeof(WorkflowQueryAttribute), false)))
        {
            Collect(() =>
            {
                var query = WorkflowQueryDefinition.FromProperty(property);
                Add(Queries, query.Name, query, false, d => DynamicQuery = d, "query");
            });
        }
    }

    private void ReadCreator(Func<object?[], object>? creatorOverride)
    {
        var inits = Type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(c => c.IsDefined(typeof(WorkflowInitAttribute), false)).ToArray();
        if (inits.Length > 1)
        {
            _errors.Add(new ArgumentException($"{Type} has more than one WorkflowInit constructor"));
            return;
        }

        if (inits is [var init])
        {
            InitConstructor = init;
            if (!init.IsPublic)
            {
                _errors.Add(new ArgumentException($"WorkflowInit constructor {init} must be public"));
            }

            if (RunMethod is not null && !init.GetParameters().Select(p => p.ParameterType)
                .SequenceEqual(RunMethod.GetParameters().Select(p => p.ParameterType)))
            {
                _errors.Add(new ArgumentException(
                    $"WorkflowInit constructor {init} must have the same parameter types as {RunMethod}"));
            }
        }

        if (creatorOverride is not null)
        {
            Creator = creatorOverride;
        }
        else if (!Type.IsInterface && !Type.IsAbstract)
        {
            if (InitConstructor is { } constructor)
            {
                Creator = args => constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, args, null);
            }
            else if (Type.IsValueType || Type.GetConstructor(Type.EmptyTypes) is not null)
            {
                Creator = _ => Activator.CreateInstance(
                    Type, BindingFlags.DoNotWrapExceptions | BindingFlags.Public | BindingFlags.Instance, null, null, null)!;
            }
        }
    }

    private void Add<T>(
        Dictionary<string, T> named, string? name, T definition, bool hasDynamic, Action<T> setDynamic, string kind)
    {
        if (name is not null)
        {
            if (!named.TryAdd(name, definition))
            {
                throw new ArgumentException($"{Type} has more than one {kind} named {name}");
            }
        }
        else if (hasDynamic)
        {
            throw new ArgumentException($"{Type} has more than one dynamic {kind}");
        }
        else
        {
            setDynamic(definition);
        }
    }

    private void Collect(Action read)
    {
        try
        {
            read();
        }
        catch (ArgumentException e)
        {
            _errors.Add(e);
        }
    }
}
