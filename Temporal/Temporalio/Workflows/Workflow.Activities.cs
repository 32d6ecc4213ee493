using System.Linq.Expressions;
using Temporalio.Activities;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <content>An activity calls.</content>
public static partial class Workflow
{
    /// <summary>Runs an activity and waits for its end.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteActivityAsync<TResult>(
        Expression<Func<TResult>> activityCall, ActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleAsync<TResult>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs an activity and waits for its end.</summary>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteActivityAsync(
        Expression<Action> activityCall, ActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleAsync<ValueTuple>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs an activity and waits for its end.</summary>
    /// <typeparam name="TActivityInstance">The class or interface of the activity.</typeparam>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteActivityAsync<TActivityInstance, TResult>(
        Expression<Func<TActivityInstance, TResult>> activityCall, ActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleAsync<TResult>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs an activity and waits for its end.</summary>
    /// <typeparam name="TActivityInstance">The class or interface of the activity.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteActivityAsync<TActivityInstance>(
        Expression<Action<TActivityInstance>> activityCall, ActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleAsync<ValueTuple>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs an activity and waits for its end.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteActivityAsync<TResult>(
        Expression<Func<Task<TResult>>> activityCall, ActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleAsync<TResult>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs an activity and waits for its end.</summary>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteActivityAsync(
        Expression<Func<Task>> activityCall, ActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleAsync<ValueTuple>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs an activity and waits for its end.</summary>
    /// <typeparam name="TActivityInstance">The class or interface of the activity.</typeparam>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteActivityAsync<TActivityInstance, TResult>(
        Expression<Func<TActivityInstance, Task<TResult>>> activityCall, ActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleAsync<TResult>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs an activity and waits for its end.</summary>
    /// <typeparam name="TActivityInstance">The class or interface of the activity.</typeparam>
    /// <param name="activityCall">The call; its arguments are evaluated at once.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteActivityAsync<TActivityInstance>(
        Expression<Func<TActivityInstance, Task>> activityCall, ActivityOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(activityCall);
        return ScheduleAsync<ValueTuple>(ActivityDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Runs an activity by name and waits for its end.</summary>
    /// <param name="activity">The activity type name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the activity has ended.</returns>
    public static Task ExecuteActivityAsync(
        string activity, IReadOnlyCollection<object?> args, ActivityOptions options) =>
        ScheduleAsync<ValueTuple>(activity, args, options);

    /// <summary>Runs an activity by name and waits for its end.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="activity">The activity type name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static Task<TResult> ExecuteActivityAsync<TResult>(
        string activity, IReadOnlyCollection<object?> args, ActivityOptions options) =>
        ScheduleAsync<TResult>(activity, args, options);

    private static Task<TResult> ScheduleAsync<TResult>(
        string activity, IReadOnlyCollection<object?> args, ActivityOptions options) =>
        Context.Outbound.ScheduleActivityAsync<TResult>(new(activity, args, options, null));
}
