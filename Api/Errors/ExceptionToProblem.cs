using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.Sqlite;
using OpsFlow.Api.Platform;
using Temporalio.Exceptions;
using static Temporalio.Exceptions.RpcException;

namespace OpsFlow.Api.Errors;

/// <summary>Turns what handlers throw into problem details: nothing leaves as a bare 500.</summary>
internal sealed partial class ExceptionToProblem(ILogger<ExceptionToProblem> logger) : IExceptionHandler
{
    // Busy, locked, disk full, no file: what passes or what somebody must make room for, not a fault of a statement.
    private static readonly int[] s_sqliteAway = [5, 6, 10, 13, 14];

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken)
    {
        var (problem, isOurs) = Of(exception);
        if (isOurs)
        {
            LogFailure(logger, exception, httpContext.Request.Method, httpContext.Request.Path);
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>The answer, and whether the fault is on our side and belongs in the log.</summary>
    private static (IResult Problem, bool IsOurs) Of(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: 413 } => (Problem.TooLarge(RequestBody.MaxBytes), false),
        BadHttpRequestException { StatusCode: 400 } bad when FaultOf(bad.Message) is { } fault =>
            (Problem.Invalid([fault]), false),
        BadHttpRequestException bad => (
            Problem.Create(bad.StatusCode, "invalid_request", ProblemWords.InvalidRequest), false),
        RpcException rpc => OfEngine(rpc),
        RpcTimeoutOrCanceledException => (Problem.EngineUnavailable(), true),
        // The client connects with its first call.
        InvalidOperationException { Source: "Temporalio" } e
            when e.Message.StartsWith("Connection failed", StringComparison.Ordinal)
            => (Problem.EngineUnavailable(), true),
        // PostgreSQL keeps no NUL characters.
        DbException { SqlState: "22021" } => (Problem.Invalid([FaultWords.NotStorable]), false),
        DbException { IsTransient: true } => (Problem.StoreUnavailable(), true),
        SqliteException sqlite when s_sqliteAway.Contains(sqlite.SqliteErrorCode) => (Problem.StoreUnavailable(), true),
        _ => (Internal(), true),
    };

    // The framework's own sentence is in English and names our types.
    private static string? FaultOf(string message) => BindFault().Match(message) is { Success: true } match
        ? $"{JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value)}: "
            + (match.Groups["missing"].Success ? FaultWords.Required : FaultWords.WrongType)
        : null;

    [GeneratedRegex(
        "^(?:Failed to bind|(?<missing>Required)) parameter \"(?:[^\"]* )?(?<name>\\w+)\" (?:from|was not provided)")]
    private static partial Regex BindFault();

    private static (IResult Problem, bool IsOurs) OfEngine(RpcException e) => e.Code switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted =>
            (Problem.EngineUnavailable(), true),
        StatusCode.NotFound => (Problem.NotFound(ProblemWords.Workflow), false),
        StatusCode.InvalidArgument or StatusCode.OutOfRange => (Problem.Invalid([e.Message]), false),
        StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.Aborted =>
            (Problem.Conflict("engine_conflict", e.Message), false),
        StatusCode.Unimplemented => (
            Problem.Create(501, "engine_lacks_this", ProblemWords.EngineLacksThis, e.Message), true),
        // The engine's answer to our credentials says nothing about the caller's.
        StatusCode.PermissionDenied or StatusCode.Unauthenticated => (
            Problem.Create(
                502, "engine_refused", ProblemWords.EngineRefuses, ProblemWords.SeeLog),
            true),
        _ => (Internal(), true),
    };

    private static IResult Internal() => Problem.Create(
        500, "internal_error", ProblemWords.InternalError, ProblemWords.SeeLog);

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method, string path);
}
