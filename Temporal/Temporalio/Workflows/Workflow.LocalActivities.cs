using System.Linq.Expressions;
using Temporalio.Activities;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <content>A local activity calls.</content>
public static partial class Workflow
{
    /// <summary>Runs a local activity and waits for its end.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteLocalActivityAsync<TResult>(
        Expression<Func<TResult>> activityCall, LocalActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleLocalAsync<TResult>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs a local activity and waits for its end.</summary>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteLocalActivityAsync(
        Expression<Action> activityCall, LocalActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleLocalAsync<ValueTuple>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs a local activity and waits for its end.</summary>
    /// <typeparam name="TActivityInstance">The class or interface of the activity.</typeparam>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteLocalActivityAsync<TActivityInstance, TResult>(
        Expression<Func<TActivityInstance, TResult>> activityCall, LocalActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleLocalAsync<TResult>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs a local activity and waits for its end.</summary>
    /// <typeparam name="TActivityInstance">The class or interface of the activity.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteLocalActivityAsync<TActivityInstance>(
        Expression<Action<TActivityInstance>> activityCall, LocalActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleLocalAsync<ValueTuple>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs a local activity and waits for its end.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteLocalActivityAsync<TResult>(
        Expression<Func<Task<TResult>>> activityCall, LocalActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleLocalAsync<TResult>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs a local activity and waits for its end.</summary>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteLocalActivityAsync(
        Expression<Func<Task>> activityCall, LocalActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleLocalAsync<ValueTuple>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs a local activity and waits for its end.</summary>
    /// <typeparam name="TActivityInstance">The class or interface of the activity.</typeparam>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteLocalActivityAsync<TActivityInstance, TResult>(
        Expression<Func<TActivityInstance, Task<TResult>>> activityCall, LocalActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleLocalAsync<TResult>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs a local activity and waits for its end.</summary>
    /// <typeparam name="TActivityInstance">The class or interface of the activity.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteLocalActivityAsync<TActivityInstance>(
        Expression<Func<TActivityInstance, Task>> activityCall, LocalActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleLocalAsync<ValueTuple>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs a local activity by name and waits for its end.</summary>
    /// <param name="activity">The activity type name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteLocalActivityAsync(
        string activity, IReadOnlyCollection<object?> args, LocalActivityOptions options) =>
        ScheduleLocalAsync<ValueTuple>(activity, args, options);

    /// <summary>Runs a local activity by name and waits for its end.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activity">The activity type name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteLocalActivityAsync<TResult>(
        string activity, IReadOnlyCollection<object?> args, LocalActivityOptions options) =>
        ScheduleLocalAsync<TResult>(activity, args, options);

    private static Task<TResult> ScheduleLocalAsync<TResult>(
        string activity, IReadOnlyCollection<object?> args, LocalActivityOptions options) =>
        Context.Outbound.ScheduleLocalActivityAsync<TResult>(new(activity, args, options, null));
}
