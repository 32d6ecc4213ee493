namespace Temporalio.Client;

/// <summary>Options of one call to the server.</summary>
public class RpcOptions : ICloneable
{
    /// <summary>Whether transient errors are retried; null for the method's own default.</summary>
    public bool? Retry { get; set; }

    /// <summary>Headers that replace the connection's of the same name.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>>? Metadata { get; set; }

    /// <summary>Binary headers (names end in <c>-bin</c>) that replace the connection's of the same name.</summary>
    public IReadOnlyCollection<KeyValuePair<string, byte[]>>? BinaryMetadata { get; set; }

    /// <summary>The longest time of an attempt; null for none.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Ends the call.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();

    /// <summary>Adds a token to these options.</summary>
    /// <param name="cancellationToken">The token; null for none.</param>
    /// <returns>The options to use and a source to dispose after the call, if one was needed.</returns>
    protected internal Tuple<RpcOptions, CancellationTokenSource?> WithAdditionalCancellationToken(
        CancellationToken? cancellationToken)
    {
        if (cancellationToken is not { } added)
        {
            return Tuple.Create<RpcOptions, CancellationTokenSource?>(this, null);
        }

        var options = (RpcOptions)Clone();
        if (CancellationToken is not { } own)
        {
            options.CancellationToken = added;
            return Tuple.Create<RpcOptions, CancellationTokenSource?>(options, null);
        }

        var linked = CancellationTokenSource.CreateLinkedTokenSource(own, added);
        options.CancellationToken = linked.Token;
        return Tuple.Create<RpcOptions, CancellationTokenSource?>(options, linked);
    }
}
