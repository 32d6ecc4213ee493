using System.Text;
using OpsFlow.Domain.Conversation.Answers;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// Writes a stream of tokens as events, those of a moment together, while the next ones come in. It ends with its
/// reader: a turn that is stopped, or whose writing another attempt took over.
/// </summary>
internal sealed class TokenWriter(ChatStore chats, string turn, long writer, TimeProvider time)
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(30);

    private readonly LeakFilter _filter = new();
    private readonly StringBuilder _waiting = new();
    private readonly Lock _lock = new();
    private int _number;

    /// <summary>Whether anything was shown.</summary>
    public bool HasText { get; private set; }

    /// <summary>Writes all pieces.</summary>
    /// <returns>Whether this attempt may still write.</returns>
    public async Task<bool> WriteAsync(IAsyncEnumerable<string> pieces, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var flushing = FlushAsync(stop, over.Token);
        try
        {
            await foreach (var piece in pieces.WithCancellation(stop.Token))
            {
                Add(_filter.Push(piece));
            }

            Add(_filter.Finish());
        }
        catch (OperationCanceledException)
            when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await over.CancelAsync();
            await flushing;
        }

        return await SendAsync(cancellationToken);
    }

    /// <summary>Ends what was cut off: what is held back, and a last word.</summary>
    /// <returns>Whether this attempt may still write; null when there is nothing to end.</returns>
    public async Task<bool?> EndAsync(string lastWord, CancellationToken cancellationToken)
    {
        Add(_filter.Finish());
        string waiting;
        lock (_lock)
        {
            waiting = _waiting.ToString();
        }

        if (!HasText && !waiting.HasVisible())
        {
            return null;
        }

        Add(lastWord);
        return await SendAsync(cancellationToken);
    }

    private void Add(string text)
    {
        lock (_lock)
        {
            _waiting.Append(text);
        }
    }

    private async Task FlushAsync(CancellationTokenSource stop, CancellationToken over)
    {
        try
        {
            using var timer = new PeriodicTimer(s_moment, time);
            while (await timer.WaitForNextTickAsync(over))
            {
                if (!await SendAsync(CancellationToken.None))
                {
                    await stop.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What is left is sent by who ended it.
        }
    }

    private async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        string text;
        lock (_lock)
        {
            text = _waiting.ToString();
            _waiting.Clear();
        }

        if (text.Length == 0)
        {
            return true;
        }

        HasText |= text.HasVisible();
        return await chats.AppendTokensAsync(turn, writer, _number++, text, cancellationToken);
    }
}
