using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Platform.Models;

/// <summary>
/// Asks the next model when one cannot answer, and says so in the answer. What has been streamed is not taken back: a
/// stream that breaks is the caller's to ask for again.
/// </summary>
internal sealed partial class FallbackChatClient(
    IReadOnlyList<ModelLink> chain, string? notice, ILogger logger) : DelegatingChatClient(chain[0].Client)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        var (at, said) = (0, notice);
        while (true)
        {
            try
            {
                var response = await chain[at].Client.GetResponseAsync(prompt, options, cancellationToken);
                if (said is not null)
                {
                    (response.AdditionalProperties ??= [])[ModelAnswer.NoticeKey] = said;
                }

                return response;
            }
            catch (ModelException e) when (Next(at, e) is { } next)
            {
                (at, said) = (next, Tell(said, chain[at].Entry, chain[next].Entry, e));
            }
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        var (at, said) = (0, notice);
        IAsyncEnumerator<ChatResponseUpdate> updates;
        bool more;
        while (true)
        {
            updates = chain[at].Client.GetStreamingResponseAsync(prompt, options, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            try
            {
                more = await updates.MoveNextAsync();
                break;
            }
            catch (Exception e)
            {
                await updates.DisposeAsync();
                if (e is not ModelException failure || Next(at, failure) is not { } next)
                {
                    throw;
                }

                (at, said) = (next, Tell(said, chain[at].Entry, chain[next].Entry, failure));
            }
        }

        await using (updates)
        {
            if (said is not null)
            {
                yield return ModelAnswer.Update(ModelAnswer.NoticeKey, said);
            }

            for (; more; more = await updates.MoveNextAsync())
            {
                yield return updates.Current;
            }
        }
    }

    private int? Next(int at, ModelException e)
    {
        var mayHelp = e.RefusesModel || e.Failure is ModelFailure.Unavailable or ModelFailure.RateLimited
            or ModelFailure.TimedOut or ModelFailure.Unauthorized or ModelFailure.Malformed;
        for (var next = at + 1; mayHelp && next < chain.Count; next++)
        {
            if (e.RefusesModel || !chain[next].OnlyWhenRefused)
            {
                return next;
            }
        }

        return null;
    }

    private string Tell(string? before, ModelEntry from, ModelEntry to, ModelException e)
    {
        LogFallback(logger, from.Model, to.Model, e.Message);
        var text = e.RefusesModel
            ? $"model not allowed: {from.Model}; {to.Model} answers"
            : $"{from.Model} could not answer ({e.Failure}); {to.Model} answers";
        return before is null ? text : $"{before}; {text}";
    }

    [LoggerMessage(1, LogLevel.Warning, "{From} could not answer, {To} is asked: {Reason}")]
    private static partial void LogFallback(ILogger logger, string from, string to, string reason);
}
