using OpsFlow.Domain.Conversation.Documents;

namespace OpsFlow.Infrastructure.Documents;

/// <summary>The documents of a folder, read again when one of them changes.</summary>
public sealed class DocumentLibrary(DocumentSettings settings)
{
    private const long MaxBytes = 10 * 1024 * 1024;
    private const int MaxFiles = 5000;

    private static readonly string[] s_kinds = [".md", ".txt", ".html", ".htm"];

    private readonly Lock _lock = new();
    private DocumentIndex? _index;
    private string _state = "";

    /// <summary>Whether there is one.</summary>
    public bool IsSetUp => settings.Folder is not null;

    /// <summary>The index of what is there now.</summary>
    public DocumentIndex Index()
    {
        var folder = settings.Folder ?? throw new InvalidOperationException("There is no library.");
        // The lock guards index and state: one reads the files, the others wait for it.
        lock (_lock)
        {
            FileInfo[] files = Directory.Exists(folder)
                ?
                [
                    .. new DirectoryInfo(folder)
                        .EnumerateFiles("*", new EnumerationOptions
                        {
                            RecurseSubdirectories = true,
                            AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
                        })
                        .Where(f => s_kinds.Contains(f.Extension.ToLowerInvariant()) && f.Length <= MaxBytes)
                        .OrderBy(f => f.FullName, StringComparer.Ordinal).Take(MaxFiles),
                ]
                : [];
            var state = string.Join('\n', files.Select(f => $"{f.FullName}|{f.Length}|{f.LastWriteTimeUtc.Ticks}"));
            if (_index is null || state != _state)
            {
                _index = new(
                    files.SelectMany(f => DocumentChunk.Of(Path.GetRelativePath(folder, f.FullName), Read(f))));
                _state = state;
            }

            return _index;
        }
    }

    private static string Read(FileInfo file)
    {
        var text = File.ReadAllText(file.FullName);
        return file.Extension.StartsWith(".htm", StringComparison.OrdinalIgnoreCase)
            ? HtmlText.Plain(text)
            : text;
    }
}
