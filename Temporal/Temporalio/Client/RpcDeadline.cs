using System.Diagnostics;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <summary>
/// Makes one timeout count for calls that follow each other. A server answers a long poll just before its deadline, so
/// that each call of its own would never time out and its caller would wait for ever.
/// </summary>
internal sealed class RpcDeadline(RpcOptions options)
{
    private static readonly TimeSpan TooLittle = TimeSpan.FromMilliseconds(250);

    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _called;

    /// <summary>Options of the next call.</summary>
    /// <returns>The options, with what is left of the timeout.</returns>
    /// <exception cref="RpcException">Nothing is left (deadline exceeded).</exception>
    public RpcOptions Next()
    {
        if (!_called || options.Timeout is not { } timeout)
        {
            _called = true;
            return options;
        }

        var left = timeout - Stopwatch.GetElapsedTime(_started);
        if (left < TooLittle)
        {
            throw new RpcException(RpcException.StatusCode.DeadlineExceeded, "Deadline exceeded", null);
        }

        var next = (RpcOptions)options.Clone();
        next.Timeout = left;
        return next;
    }
}
