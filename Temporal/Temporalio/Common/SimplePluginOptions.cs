using Temporalio.Activities;
using Temporalio.Client.Interceptors;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace Temporalio.Common;

/// <summary>What a <see cref="SimplePlugin"/> does. Each setting with two properties has one value: the one without
/// "Option" is short for a constant.</summary>
public class SimplePluginOptions : ICloneable
{
    private IList<ActivityDefinition> _activities = [];
    private IList<WorkflowDefinition> _workflows = [];

    /// <summary>Replaces the data converter.</summary>
    public Converters.DataConverter? DataConverter
    {
        get => DataConverterOption?.Constant;
        set => DataConverterOption = value is null ? null : new(value);
    }

    /// <summary>Replaces or changes the data converter.</summary>
    public SimplePluginOption<Converters.DataConverter>? DataConverterOption { get; set; }

    /// <summary>Added to the client's interceptors.</summary>
    public IReadOnlyCollection<IClientInterceptor>? ClientInterceptors
    {
        get => ClientInterceptorsOption?.Constant;
        set => ClientInterceptorsOption = value is null ? null : new(value);
    }

    /// <summary>Adds to or changes the client's interceptors.</summary>
    public SimplePluginOption<IReadOnlyCollection<IClientInterceptor>?>? ClientInterceptorsOption { get; set; }

    /// <summary>Added to the worker's activities.</summary>
    public IList<ActivityDefinition> Activities => _activities;

    /// <summary>Added to the worker's workflows.</summary>
    public IList<WorkflowDefinition> Workflows => _workflows;

    /// <summary>Added to the worker's interceptors.</summary>
    public IReadOnlyCollection<IWorkerInterceptor>? WorkerInterceptors
    {
        get => WorkerInterceptorsOption?.Constant;
        set => WorkerInterceptorsOption = value is null ? null : new(value);
    }

    /// <summary>Adds to or changes the worker's interceptors.</summary>
    public SimplePluginOption<IReadOnlyCollection<IWorkerInterceptor>?>? WorkerInterceptorsOption { get; set; }

    /// <summary>Added to the types of exceptions that fail workflows.</summary>
    public IReadOnlyCollection<Type>? WorkflowFailureExceptionTypes
    {
        get => WorkflowFailureExceptionTypesOption?.Constant;
        set => WorkflowFailureExceptionTypesOption = value is null ? null : new(value);
    }

    /// <summary>Adds to or changes the types of exceptions that fail workflows.</summary>
    public SimplePluginOption<IReadOnlyCollection<Type>?>? WorkflowFailureExceptionTypesOption { get; set; }

    /// <summary>Called before a worker or replay runs.</summary>
    public Func<Task>? RunContextBefore { get; set; }

    /// <summary>Called after a worker or replay ran, however it ended.</summary>
    public Func<Task>? RunContextAfter { get; set; }

    /// <summary>Adds an activity.</summary>
    /// <param name="del">A delegate whose method has an <see cref="ActivityAttribute"/>.</param>
    /// <returns>These options.</returns>
    public SimplePluginOptions AddActivity(Delegate del) => AddActivity(ActivityDefinition.Create(del));

    /// <summary>Adds an activity.</summary>
    /// <param name="definition">The activity.</param>
    /// <returns>These options.</returns>
    public SimplePluginOptions AddActivity(ActivityDefinition definition)
    {
        Activities.Add(definition);
        return this;
    }

    /// <summary>Adds every activity of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="instance">The instance; may be null if all are static.</param>
    /// <returns>These options.</returns>
    public SimplePluginOptions AddAllActivities<T>(T? instance) => AddAllActivities(typeof(T), instance);

    /// <summary>Adds every activity of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="instance">The instance; may be null if all are static.</param>
    /// <returns>These options.</returns>
    public SimplePluginOptions AddAllActivities(Type type, object? instance)
    {
        foreach (var definition in ActivityDefinition.CreateAll(type, instance))
        {
            Activities.Add(definition);
        }

        return this;
    }

    /// <summary>Adds a workflow.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>These options.</returns>
    public SimplePluginOptions AddWorkflow<T>() => AddWorkflow(typeof(T));

    /// <summary>Adds a workflow.</summary>
    /// <param name="type">The type.</param>
    /// <returns>These options.</returns>
    public SimplePluginOptions AddWorkflow(Type type) => AddWorkflow(WorkflowDefinition.Create(type));

    /// <summary>Adds a workflow.</summary>
    /// <param name="definition">The workflow.</param>
    /// <returns>These options.</returns>
    public SimplePluginOptions AddWorkflow(WorkflowDefinition definition)
    {
        Workflows.Add(definition);
        return this;
    }

    /// <summary>Makes a copy; the lists are copied too.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone()
    {
        var copy = (SimplePluginOptions)MemberwiseClone();
        copy._activities = [.. Activities];
        copy._workflows = [.. Workflows];
        return copy;
    }

    /// <summary>A value, or what is made of the value that there is.</summary>
    /// <typeparam name="T">The type.</typeparam>
    public class SimplePluginOption<T>
    {
        /// <summary>Makes an option.</summary>
        /// <param name="value">The value; of a list, what is added.</param>
        public SimplePluginOption(T? value) => Constant = value;

        /// <summary>Makes an option.</summary>
        /// <param name="value">Makes the value of the one that there is.</param>
        public SimplePluginOption(Func<T, T> value) => Configurable = value;

        /// <summary>Makes the value of the one that there is; null for a constant.</summary>
        public Func<T, T>? Configurable { get; }

        /// <summary>The value.</summary>
        public T? Constant { get; }
    }
}
