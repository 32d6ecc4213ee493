using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Temporalio.Activities;

namespace Temporalio.Extensions.Hosting;

/// <summary>Makes activities whose instances come from services.</summary>
public static class ServiceProviderExtensions
{
    /// <summary>Makes definitions of every activity method of a service.</summary>
    /// <typeparam name="T">The service.</typeparam>
    /// <param name="provider">The services.</param>
    /// <returns>The definitions.</returns>
    public static IReadOnlyCollection<ActivityDefinition> CreateTemporalActivityDefinitions<T>(
        this IServiceProvider provider) => provider.CreateTemporalActivityDefinitions(typeof(T));

    /// <summary>Makes definitions of every activity method of a service.</summary>
    /// <param name="provider">The services.</param>
    /// <param name="type">The service.</param>
    /// <returns>The definitions.</returns>
    /// <exception cref="ArgumentException">There is no activity method.</exception>
    public static IReadOnlyCollection<ActivityDefinition> CreateTemporalActivityDefinitions(
        this IServiceProvider provider, Type type)
    {
        var definitions = type
            .GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(m => m.IsDefined(typeof(ActivityAttribute), false))
            .Select(m => provider.CreateTemporalActivityDefinition(type, m))
            .ToArray();
        return definitions.Length > 0
            ? definitions
            : throw new ArgumentException($"No activities found on {type}", nameof(type));
    }

    /// <summary>Makes a definition of one activity method of a service.</summary>
    /// <param name="provider">The services.</param>
    /// <param name="instanceType">The service.</param>
    /// <param name="method">The method.</param>
    /// <returns>The definition.</returns>
    public static ActivityDefinition CreateTemporalActivityDefinition(
        this IServiceProvider provider, Type instanceType, MethodInfo method)
    {
        async Task<object?> InvokeAsync(object?[] args)
        {
            // An interceptor that made the scope also disposes it.
            var ownScope = ActivityScope.ServiceScope is null ? provider.CreateAsyncScope() : (AsyncServiceScope?)null;
            try
            {
                ActivityScope.ServiceScope ??= ownScope;
                var instance = method.IsStatic
                    ? null
                    : ActivityScope.ScopedInstance
                        ?? ActivityScope.ServiceScope!.ServiceProvider.GetRequiredService(instanceType);
                ActivityScope.ScopedInstance = instance;
                var result = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, args, null);
                if (result is not Task task)
                {
                    return result;
                }

                // The task is awaited here, as the scope has to outlive it.
                await task.ConfigureAwait(false);
                return method.ReturnType == typeof(Task)
                    ? default(ValueTuple)
                    : task.GetType().GetProperty(nameof(Task<object>.Result))!.GetValue(task);
            }
            finally
            {
                if (ownScope is { } scope)
                {
                    await scope.DisposeAsync().ConfigureAwait(false);
                }
            }
        }

        return ActivityDefinition.Create(method, InvokeAsync);
    }
}
