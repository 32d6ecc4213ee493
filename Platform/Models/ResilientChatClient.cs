using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace OpsFlow.Platform.Models;

/// <summary>
/// Tries again what costs nothing and passes soon, and leaves an endpoint alone for a while after repeated failures.
/// Long waits are the workflow's.
/// </summary>
internal sealed class ResilientChatClient(IChatClient client, ModelEntry entry, ResiliencePipeline pipeline)
    : DelegatingChatClient(client)
{
    private const int MaxRetries = 2;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);

    /// <summary>The pipeline of one model; every client of it shares one, as failures are the endpoint's.</summary>
    public static ResiliencePipeline CreatePipeline(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ModelException
                {
                    Failure: ModelFailure.RateLimited or ModelFailure.Unavailable,
                    Refused: true,
                } e && (e.RetryAfter is null || e.RetryAfter <= s_longestWait)),
                DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ModelException)?.RetryAfter),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.8,
                MinimumThroughput = 5,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = TimeSpan.FromSeconds(15),
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ModelException
                {
                    Failure: ModelFailure.Unavailable or ModelFailure.TimedOut,
                }),
            })
            .Build();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        try
        {
            return await pipeline.ExecuteAsync(
                async ct => await base.GetResponseAsync(prompt, options, ct), cancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            throw LeftAlone(e);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        await using var updates = await OpenAsync(prompt, options, cancellationToken);
        for (var more = updates.HasFirst; more; more = await updates.Inner.MoveNextAsync())
        {
            yield return updates.Inner.Current;
        }
    }

    // Up to the first piece it can be tried again; after it, the reader has seen something.
    private async Task<OpenStream> OpenAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                async ct =>
                {
                    var updates = base.GetStreamingResponseAsync(messages, options, ct).GetAsyncEnumerator(ct);
                    try
                    {
                        return new OpenStream(updates, await updates.MoveNextAsync());
                    }
                    catch
                    {
                        await updates.DisposeAsync();
                        throw;
                    }
                },
                cancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            throw LeftAlone(e);
        }
    }

    private ModelException LeftAlone(BrokenCircuitException e) => new(
        ModelFailure.Unavailable, $"{entry.Model} is left alone for a while after repeated failures.", e)
    {
        RetryAfter = e.RetryAfter,
    };

    private sealed record OpenStream(IAsyncEnumerator<ChatResponseUpdate> Inner, bool HasFirst) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Inner.DisposeAsync();
    }
}
