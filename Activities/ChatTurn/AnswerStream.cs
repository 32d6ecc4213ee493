using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>The text of a model's stream, piece by piece, and what is said behind it.</summary>
/// <param name="most">How long it may stand still where another model can answer; null for ever.</param>
internal sealed class AnswerStream(IChatClient client, TimeProvider time, TimeSpan? most)
{
    public async IAsyncEnumerable<string> ReadAsync(
        IReadOnlyList<ChatMessage> messages, string tail,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(most ?? Timeout.InfiniteTimeSpan, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var (hasText, isCut) = (false, false);
        await using var updates = client.GetStreamingResponseAsync(messages, null, both.Token)
            .GetAsyncEnumerator(both.Token);
        while (await NextAsync(updates, silence, cancellationToken))
        {
            if (most is { } limit)
            {
                silence.CancelAfter(limit);
            }

            isCut |= updates.Current.FinishReason == ChatFinishReason.Length;
            if (updates.Current.Text is { Length: > 0 } text)
            {
                hasText |= text.HasVisible();
                yield return text;
            }
        }

        if (hasText)
        {
            yield return (isCut ? $"\n\n{ChatWords.Shortened}" : "") + tail;
        }
    }

    private static async Task<bool> NextAsync(
        IAsyncEnumerator<ChatResponseUpdate> updates, CancellationTokenSource silence,
        CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (OperationCanceledException e)
            when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ModelException(ModelFailure.TimedOut, "The model's answer stands still.", e)
            {
                MayBeCharged = true,
            };
        }
    }
}
