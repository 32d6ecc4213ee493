using Microsoft.Extensions.Logging;

namespace OpsFlow.Platform.Models;

/// <content>The ends of calls, whether or not the store can be written.</content>
public sealed partial class ModelLedger
{
    /// <summary>
    /// Settles a call and never throws: the answer is there and paid for, and a store that is away must not throw it
    /// away. The sweep settles the row then.
    /// </summary>
    /// <param name="tokens">What the endpoint reported; null counts <paramref name="unreported"/> instead.</param>
    /// <param name="logger">Told when the store is away.</param>
    public async Task TrySettleAsync(
        ModelCall call, CallOutcome outcome, ModelTokens? tokens, decimal unreported, string? detail, ILogger logger)
    {
        try
        {
            await SettleAsync(call, outcome, tokens, unreported, detail);
        }
        catch (Exception e)
        {
            LogNotSettled(logger, call.Id, e.Message);
        }
    }

    /// <summary>Settles a call that ended with an exception, and never throws another one.</summary>
    /// <param name="tokens">What the endpoint reported until then; null if nothing.</param>
    /// <param name="logger">Told when the store is away.</param>
    /// <param name="cancellationToken">The caller's, which tells whether it wanted the call no more.</param>
    public Task TrySettleAsync(
        ModelCall call, Exception e, ModelTokens? tokens, ILogger logger, CancellationToken cancellationToken) =>
        TrySettleAsync(
            call, CallOutcomes.Of(e, cancellationToken), tokens, CallOutcomes.MayBeCharged(e) ? call.Reserved : 0m,
            e.Message, logger);

    [LoggerMessage(1, LogLevel.Warning, "The call {Id} of a model ended but could not be settled: {Reason}")]
    private static partial void LogNotSettled(ILogger logger, string id, string reason);
}
