using LibGit2Sharp;
using OpsFlow.Domain.CodeAnalysis;

namespace OpsFlow.Infrastructure.Git;

/// <summary>The files of a commit, read from the objects of a clone. Calls may come from several threads.</summary>
public sealed partial class GitSourceTree : ISourceTree, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Repository _repository;
    private readonly Commit _commit;
    private readonly Dictionary<string, (ObjectId Id, Mode Mode)> _entries = new(StringComparer.Ordinal);

    private readonly Lazy<IReadOnlyList<SourceLink>> _links;

    private GitSourceTree(Repository repository, Commit commit)
    {
        _repository = repository;
        _commit = commit;
        var files = new List<string>();
        Walk(commit.Tree, "", files);
        Files = files;
        _links = new(ReadLinks);
    }

    /// <inheritdoc/>
    public string Commit => _commit.Sha;

    /// <inheritdoc/>
    public IReadOnlyList<string> Files { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SourceLink> Links => _links.Value;

    /// <summary>The regular files with their blob ids.</summary>
    public IEnumerable<GitTreeEntry> Entries => Files.Select(path => new GitTreeEntry(path, _entries[path].Id.Sha));

    /// <summary>Opens the files of a commit that the repository has.</summary>
    /// <exception cref="GitException">The repository or the commit cannot be read.</exception>
    public static GitSourceTree Open(string folder, string commit)
    {
        var repository = LibGit2.Open(folder);
        try
        {
            return new GitSourceTree(
                repository,
                repository.Lookup<Commit>(GitUrl.CheckCommit(commit))
                    ?? throw new GitException(GitFailure.Damaged, $"The clone lacks the commit {commit}."));
        }
        catch (Exception e)
        {
            repository.Dispose();
            throw e is LibGit2SharpException
                ? new GitException(GitFailure.Damaged, $"The clone cannot be read: {e.Message}", e) : e;
        }
    }

    /// <summary>The object id of a regular file's content, or null when there is no such file.</summary>
    public string? BlobId(string path) =>
        _entries.TryGetValue(path, out var entry) && IsRegular(entry.Mode) ? entry.Id.Sha : null;

    /// <inheritdoc/>
    public SourceEntry Read(string path, int maxBytes)
    {
        if (!_entries.TryGetValue(path, out var entry))
        {
            return LeadsThroughLink(path) ? new(SourceEntryKind.Link) : SourceEntry.Missing;
        }

        if (entry.Mode == Mode.Directory)
        {
            return new(SourceEntryKind.Folder);
        }

        return IsRegular(entry.Mode) ? ReadBlob(entry.Id, maxBytes) : new(SourceEntryKind.Link);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _repository.Dispose();
        }
    }

    private static bool IsRegular(Mode mode) =>
        mode is Mode.NonExecutableFile or Mode.NonExecutableGroupWritableFile or Mode.ExecutableFile;

    private void Walk(Tree tree, string prefix, List<string> files)
    {
        foreach (var entry in tree)
        {
            var path = prefix + entry.Name;
            _entries[path] = (entry.Target.Id, entry.Mode);
            if (entry.Mode == Mode.Directory)
            {
                Walk((Tree)entry.Target, path + "/", files);
            }
            else if (IsRegular(entry.Mode) && SafePath.IsRelative(path))
            {
                files.Add(path);
            }
        }
    }

    private SourceEntry ReadBlob(ObjectId id, long maxBytes)
    {
        lock (_lock)
        {
            try
            {
                var blob = _repository.Lookup<Blob>(id) ?? throw Absent(id);
                if (blob.Size > maxBytes)
                {
                    return new(SourceEntryKind.TooLarge);
                }

                using var stream = blob.GetContentStream();
                var content = new byte[blob.Size];
                stream.ReadExactly(content);
                return new(SourceEntryKind.File, content);
            }
            catch (LibGit2SharpException e)
            {
                throw new GitException(GitFailure.Damaged, $"The clone cannot be read: {e.Message}", e);
            }
        }
    }

    private static GitException Absent(ObjectId id) => new(GitFailure.Damaged, $"The clone lacks the object {id.Sha}.");

    private bool LeadsThroughLink(string path)
    {
        for (var at = path.IndexOf('/'); at > 0; at = path.IndexOf('/', at + 1))
        {
            if (_entries.TryGetValue(path[..at], out var parent) && parent.Mode is Mode.SymbolicLink or Mode.GitLink)
            {
                return true;
            }
        }

        return false;
    }
}
