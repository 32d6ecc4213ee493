namespace Temporalio.Worker.Interceptors;

/// <summary>A delay.</summary>
/// <param name="Delay">How long.</param>
/// <param name="CancellationToken">Cancels the delay.</param>
/// <param name="Summary">A single line for user interfaces.</param>
public record DelayAsyncInput(
    TimeSpan Delay,
    CancellationToken? CancellationToken,
    string? Summary);
