using Microsoft.AspNetCore.Diagnostics;

namespace Shop;

/// <summary>Looks at each unhandled exception on its way to the ordinary handling, which it leaves alone.</summary>
public sealed class ReportingExceptionHandler(ErrorReporter reporter) : IExceptionHandler
{
    /// <inheritdoc/>
    public ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken)
    {
        reporter.Report(exception, httpContext.Request.Method, httpContext.Request.Path);
        return ValueTask.FromResult(false);
    }
}
