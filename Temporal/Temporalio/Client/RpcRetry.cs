using UnaryGrpc;

namespace Temporalio.Client;

/// <summary>Decides whether and when a failed call is made again.</summary>
internal sealed class RpcRetry(RpcRetryOptions options)
{
    /// <summary>Whether another attempt is due.</summary>
    /// <param name="attempt">What has happened so far; updated.</param>
    /// <param name="code">How the call failed.</param>
    /// <param name="delay">The time to wait, with jitter.</param>
    /// <returns>True if the call is to be made again after the delay.</returns>
    public bool TryNext(ref Attempt attempt, GrpcStatusCode code, out TimeSpan delay)
    {
        delay = default;
        var now = Environment.TickCount64;
        attempt.StartedAt ??= now;
        if (!IsRetryable(code)
            || (options.MaxRetries > 0 && attempt.Retries >= options.MaxRetries)
            || now - attempt.StartedAt > options.MaxElapsedTime?.TotalMilliseconds)
        {
            return false;
        }

        var nominal = Math.Min(
            options.InitialInterval.TotalMilliseconds * Math.Pow(options.Multiplier, attempt.Retries),
            options.MaxInterval.TotalMilliseconds);
        var jitter = 1 + (options.RandomizationFactor * ((2 * Random.Shared.NextDouble()) - 1));
        delay = TimeSpan.FromMilliseconds(nominal * jitter);
        attempt.Retries++;
        return true;
    }

    // The codes that the official core retries.
    private static bool IsRetryable(GrpcStatusCode code) => code is GrpcStatusCode.DataLoss or GrpcStatusCode.Internal
        or GrpcStatusCode.Unknown or GrpcStatusCode.ResourceExhausted or GrpcStatusCode.Aborted
        or GrpcStatusCode.OutOfRange or GrpcStatusCode.Unavailable;

    /// <summary>What has happened to a call so far.</summary>
    internal struct Attempt
    {
        /// <summary>The number of retries made.</summary>
        public int Retries;

        /// <summary>When the first attempt failed, in milliseconds of the system's tick count.</summary>
        public long? StartedAt;
    }
}
