using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>Turns edits into complete patched files and a diff. Nothing in the tree is changed.</summary>
public sealed class PatchBuilder(ISyntaxChecker checker)
{
    private const int MaxEdits = 50;
    private const int MaxEditChars = 200_000;
    private const int MaxFileBytes = 4 * 1024 * 1024;

    private const string OutsideError = "the path is outside the repository, or leads through a symbolic link.";

    private static readonly UTF8Encoding s_strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Applies the edits in their order to the files of the tree.</summary>
    public async Task<BuiltPatch> BuildAsync(
        ISourceTree tree,
        IReadOnlyList<CodeEdit> edits,
        CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        if (edits.Count is 0 or > MaxEdits)
        {
            return new BuiltPatch(null, [$"There are {edits.Count} edits; 1 to {MaxEdits} are possible."]);
        }

        var files = new Dictionary<string, FileState>(StringComparer.Ordinal);
        foreach (var edit in edits)
        {
            if (Apply(tree, edit, files) is { } error)
            {
                errors.Add($"{Shown(edit.Path)}: {error}");
            }
        }

        if (errors.Count > 0)
        {
            return new BuiltPatch(null, errors);
        }

        var changed = files.Values.Where(f => f.Before != f.After).OrderBy(f => f.Path, StringComparer.Ordinal)
            .ToList();
        if (changed.Count == 0)
        {
            return new BuiltPatch(null, ["The edits change nothing."]);
        }

        var patched = new List<PatchedFile>();
        foreach (var file in changed)
        {
            var (state, detail) = await checker.CheckAsync(file.Path, file.Before, file.After, cancellationToken);
            patched.Add(new PatchedFile(file.Path, file.After, file.Match, state, detail));
            if (state == SyntaxState.Invalid)
            {
                errors.Add($"{file.Path}: the patched file does not parse: {detail}");
            }
        }

        var diff = tree.Diff(changed.ToDictionary(f => f.Path, f => f.After));
        return new BuiltPatch(new Patch(tree.Commit, patched, diff, Hash(changed)), errors);
    }

    private static string? Apply(ISourceTree tree, CodeEdit edit, Dictionary<string, FileState> files)
    {
        if (edit.Before.Length > MaxEditChars || edit.After.Length > MaxEditChars)
        {
            return "the edit is too large.";
        }

        if (!files.TryGetValue(edit.Path, out var file))
        {
            var (loaded, error) = Load(tree, edit.Path);
            if (loaded is null)
            {
                return error;
            }

            files[edit.Path] = file = loaded;
        }

        if (edit.Before.Length == 0)
        {
            if (!file.IsNew || file.After.Length > 0)
            {
                return "the text to replace is empty, but the file exists.";
            }

            file.After = edit.After;
            file.Match = PatchMatch.NewFile;
            return null;
        }

        if (file.IsNew && file.After.Length == 0)
        {
            return "the file does not exist.";
        }

        var (text, match, fault) = TextMatcher.Replace(file.After, edit.Before, edit.After);
        if (text is null)
        {
            return fault;
        }

        file.After = text;
        file.Match = match == PatchMatch.WhitespaceTolerant ? match : file.Match;
        return null;
    }

    private static (FileState? File, string? Error) Load(ISourceTree tree, string path)
    {
        if (path.Contains('"') || !SafePath.IsRelative(path))
        {
            return (null, OutsideError);
        }

        var entry = tree.Read(path, MaxFileBytes);
        if (PathPolicy.Refusal(path, entry.Kind == SourceEntryKind.Missing) is { } refusal)
        {
            return (null, refusal);
        }

        switch (entry.Kind)
        {
            case SourceEntryKind.Missing:
                return (new FileState(path, string.Empty, IsNew: true), null);
            case SourceEntryKind.Folder:
                return (null, "the path is a folder.");
            case SourceEntryKind.Link:
                return (null, OutsideError);
            case SourceEntryKind.TooLarge:
                return (null, "the file is too large.");
        }

        try
        {
            // A byte order mark stays as the first character, so it comes back on writing.
            return (new FileState(path, s_strict.GetString(entry.Content!), IsNew: false), null);
        }
        catch (DecoderFallbackException)
        {
            return (null, "the file is not UTF-8 text.");
        }
    }

    private static string Hash(List<FileState> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            // Lengths first, so that no two different sets of files run into the same bytes.
            foreach (var part in (string[])[file.Path, file.IsNew ? "new" : "old", file.Before, file.After])
            {
                var bytes = Encoding.UTF8.GetBytes(part);
                hash.AppendData(BitConverter.GetBytes(bytes.LongLength));
                hash.AppendData(bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Shown(string path) =>
        new([.. path.Where(c => !char.IsControl(c)).Take(200)]);

    private sealed record FileState(string Path, string Before, bool IsNew)
    {
        public string After { get; set; } = Before;

        public PatchMatch Match { get; set; } = PatchMatch.Exact;
    }
}
