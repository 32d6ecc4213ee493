using System.Text;
using OpsFlow.Domain.CodeAnalysis;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>The few files of a commit that were fetched without a clone; the rest of it counts as missing.</summary>
internal sealed class FetchedTree(string commit, IReadOnlyDictionary<string, string> texts) : ISourceTree
{
    /// <inheritdoc/>
    public string Commit => commit;

    /// <inheritdoc/>
    public IReadOnlyList<string> Files { get; } = [.. texts.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyList<SourceLink> Links => [];

    /// <inheritdoc/>
    public SourceEntry Read(string path, int maxBytes)
    {
        if (!texts.TryGetValue(path, out var text))
        {
            return SourceEntry.Missing;
        }

        var content = Encoding.UTF8.GetBytes(text);
        return content.Length > maxBytes
            ? new SourceEntry(SourceEntryKind.TooLarge)
            : new SourceEntry(SourceEntryKind.File, content);
    }

    /// <summary>None: what is put on top of these files is shown as the diff that was approved.</summary>
    public string Diff(IReadOnlyDictionary<string, string> files) => "";
}
