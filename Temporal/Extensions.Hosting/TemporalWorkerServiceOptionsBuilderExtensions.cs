using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Temporalio.Activities;
using Temporalio.Workflows;

namespace Temporalio.Extensions.Hosting;

/// <summary>Adds workflows and activities to a hosted worker.</summary>
public static class TemporalWorkerServiceOptionsBuilderExtensions
{
    /// <summary>Adds a class of activities of which there is one instance.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddSingletonActivities<T>(
        this ITemporalWorkerServiceOptionsBuilder builder) => builder.AddSingletonActivities(typeof(T));

    /// <summary>Adds a class of activities of which there is one instance.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The class.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddSingletonActivities(
        this ITemporalWorkerServiceOptionsBuilder builder, Type type)
    {
        builder.Services.TryAddSingleton(type);
        return builder.ApplyTemporalActivities(type);
    }

    /// <summary>Adds a class of activities of which each attempt gets an instance and a scope.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddScopedActivities<T>(
        this ITemporalWorkerServiceOptionsBuilder builder) => builder.AddScopedActivities(typeof(T));

    /// <summary>Adds a class of activities of which each attempt gets an instance and a scope.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The class.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddScopedActivities(
        this ITemporalWorkerServiceOptionsBuilder builder, Type type)
    {
        builder.Services.TryAddScoped(type);
        return builder.ApplyTemporalActivities(type);
    }

    /// <summary>Adds a class of activities of which each attempt gets an instance.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddTransientActivities<T>(
        this ITemporalWorkerServiceOptionsBuilder builder) => builder.AddTransientActivities(typeof(T));

    /// <summary>Adds a class of activities of which each attempt gets an instance.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The class.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddTransientActivities(
        this ITemporalWorkerServiceOptionsBuilder builder, Type type)
    {
        builder.Services.TryAddTransient(type);
        return builder.ApplyTemporalActivities(type);
    }

    /// <summary>Adds a class of static activities.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddStaticActivities<T>(
        this ITemporalWorkerServiceOptionsBuilder builder) => builder.AddStaticActivities(typeof(T));

    /// <summary>Adds a class of static activities.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The class.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddStaticActivities(
        this ITemporalWorkerServiceOptionsBuilder builder, Type type) =>
        builder.AddDefinitions(ActivityDefinition.CreateAll(type, null));

    /// <summary>Adds the activities of an instance.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="instance">The instance.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddActivitiesInstance<T>(
        this ITemporalWorkerServiceOptionsBuilder builder, T instance) =>
        builder.AddDefinitions(ActivityDefinition.CreateAll(instance));

    /// <summary>Adds the activities of an instance.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The class.</param>
    /// <param name="instance">The instance.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddActivitiesInstance(
        this ITemporalWorkerServiceOptionsBuilder builder, Type type, object instance) =>
        builder.AddDefinitions(ActivityDefinition.CreateAll(type, instance));

    /// <summary>Adds a workflow.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddWorkflow<T>(
        this ITemporalWorkerServiceOptionsBuilder builder) => builder.AddWorkflow(typeof(T));

    /// <summary>Adds a workflow.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The class.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddWorkflow(
        this ITemporalWorkerServiceOptionsBuilder builder, Type type)
    {
        builder.ConfigureOptions().Configure(options => options.AddWorkflow(WorkflowDefinition.Create(type)));
        return builder;
    }

    /// <summary>The worker's options.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="disallowDuplicates">Whether to throw if a worker with the same name was added before.</param>
    /// <returns>The builder of the options.</returns>
    /// <exception cref="InvalidOperationException">There is such a worker.</exception>
    public static OptionsBuilder<TemporalWorkerServiceOptions> ConfigureOptions(
        this ITemporalWorkerServiceOptionsBuilder builder, bool disallowDuplicates = false)
    {
        var id = IdOf(builder);
        if (disallowDuplicates && builder.Services.Any(s => s.ServiceType == typeof(RegisteredWorker)
            && s.ImplementationInstance is RegisteredWorker known && known.Id == id))
        {
            throw new InvalidOperationException($"Worker service for task queue '{builder.TaskQueue}' already on collection");
        }

        return builder.Services.AddOptions<TemporalWorkerServiceOptions>(id.OptionsName);
    }

    /// <summary>Changes the worker's options.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes them.</param>
    /// <param name="disallowDuplicates">Whether to throw if a worker with the same name was added before.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder ConfigureOptions(
        this ITemporalWorkerServiceOptionsBuilder builder,
        Action<TemporalWorkerServiceOptions> configure,
        bool disallowDuplicates = false)
    {
        builder.ConfigureOptions(disallowDuplicates).Configure(configure);
        return builder;
    }

    /// <summary>Adds the activities of a class that is among the services already.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder ApplyTemporalActivities<T>(
        this ITemporalWorkerServiceOptionsBuilder builder) => builder.ApplyTemporalActivities(typeof(T));

    /// <summary>Adds the activities of a class that is among the services already.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The class.</param>
    /// <returns>The builder.</returns>
    public static ITemporalWorkerServiceOptionsBuilder ApplyTemporalActivities(
        this ITemporalWorkerServiceOptionsBuilder builder, Type type)
    {
        builder.ConfigureOptions().PostConfigure<IServiceProvider>((options, provider) =>
        {
            foreach (var definition in provider.CreateTemporalActivityDefinitions(type))
            {
                options.AddActivity(definition);
            }
        });
        return builder;
    }

    internal static TemporalWorkerServiceIdentifier IdOf(ITemporalWorkerServiceOptionsBuilder builder) =>
#pragma warning disable CS0618 // The old way of versioning.
        builder.BuildId is { } buildId
            ? new(builder.TaskQueue, buildId, VersionIsBuildId: true)
#pragma warning restore CS0618
            : new(builder.TaskQueue, builder.DeploymentOptions?.Version?.ToCanonicalString(), false);

    private static ITemporalWorkerServiceOptionsBuilder AddDefinitions(
        this ITemporalWorkerServiceOptionsBuilder builder, IReadOnlyCollection<ActivityDefinition> definitions)
    {
        builder.ConfigureOptions().PostConfigure(options =>
        {
            foreach (var definition in definitions)
            {
                options.AddActivity(definition);
            }
        });
        return builder;
    }

    /// <summary>Says that a worker with a name was added.</summary>
    internal sealed record RegisteredWorker(TemporalWorkerServiceIdentifier Id);
}
