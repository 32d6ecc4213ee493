using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Temporal.DevServer;

/// <summary>
/// Logs as another factory does, but nothing of single requests. The web host makes an activity with ids of its own for each request
/// that could be logged, whether or not it is; listeners to activities get theirs all the same.
/// </summary>
/// <param name="inner">The other factory; it is not disposed of.</param>
internal sealed class RequestSilence(ILoggerFactory inner) : ILoggerFactory
{
    private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public ILogger CreateLogger(string categoryName) =>
        categoryName == Requests ? NullLogger.Instance : inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // Whoever made the other factory disposes of it.
    }
}
