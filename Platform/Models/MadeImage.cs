namespace OpsFlow.Platform.Models;

/// <summary>What a model made. Bytes of strangers: they are checked before they are kept.</summary>
/// <param name="Tokens">Null when the endpoint does not say.</param>
public sealed record MadeImage(ReadOnlyMemory<byte> Bytes, ModelTokens? Tokens);
