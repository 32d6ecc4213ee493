using OpsFlow.Api.Platform;
using Temporalio.Exceptions;

namespace OpsFlow.Api.Errors;

/// <summary>Turns what handlers throw into problem details: nothing leaves as a bare 500.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await ToProblem(e, context).ExecuteAsync(context);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method, string path);

    private IResult ToProblem(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: 413 }:
                return Problem.TooLarge(RequestBody.MaxBytes);
            case BadHttpRequestException bad:
                return Problem.Create(bad.StatusCode, "invalid_request", "The request is not valid.", bad.Message);
            case RpcException { Code: RpcException.StatusCode.NotFound }:
                return Problem.NotFound("The workflow");
            case RpcException { Code: RpcException.StatusCode.InvalidArgument } invalid:
                return Problem.Invalid([invalid.Message]);
            case RpcException or RpcTimeoutOrCanceledException:
            case InvalidOperationException { InnerException: RpcException }:
                LogFailure(logger, exception, context.Request.Method, context.Request.Path);
                return Problem.EngineUnavailable();
            default:
                LogFailure(logger, exception, context.Request.Method, context.Request.Path);
                return Problem.Create(
                    500, "internal_error", "Something went wrong here.", "The server's log has the details.");
        }
    }
}
