using System.Text;

namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>What an <see cref="ISourceTree"/> has at a path.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">The bytes of a file; null for everything else.</param>
public sealed record SourceEntry(SourceEntryKind Kind, byte[]? Content = null)
{
    /// <summary>Nothing is there.</summary>
    public static SourceEntry Missing { get; } = new(SourceEntryKind.Missing);

    /// <summary>
    /// The content as text, with replacement characters where it is not UTF-8; null when there is none.
    /// </summary>
    public string? Text => Content is null ? null : Encoding.UTF8.GetString(
        Content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Content.AsSpan(Encoding.UTF8.Preamble.Length) : Content);
}
