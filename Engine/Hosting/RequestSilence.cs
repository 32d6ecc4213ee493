using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpsFlow.Engine.Hosting;

/// <summary>
/// Logs as another factory does, but nothing of single requests. The web host makes an activity with ids of its own for
/// each request that could be logged, whether or not it is; listeners to activities get theirs all the same. The gRPC
/// server tells of each call that was answered with an error, which is nothing that an operator must know; what he
/// must, <see cref="Services.CallGuard"/> logs.
/// </summary>
/// <param name="inner">The other factory; it is not disposed of.</param>
internal sealed class RequestSilence(ILoggerFactory inner) : ILoggerFactory
{
    private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";
    private const string Calls = "Grpc.AspNetCore.Server.ServerCallHandler";

    public ILogger CreateLogger(string categoryName) =>
        categoryName is Requests or Calls ? NullLogger.Instance : inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // Whoever made the other factory disposes of it.
    }
}
