using System.Text;
using LibGit2Sharp;
using OpsFlow.Domain.CodeAnalysis;

namespace OpsFlow.Infrastructure.Git;

/// <content>Changed trees, their diffs and commits. Objects are added to the clone, nothing that is there
/// changes.</content>
public sealed partial class GitSourceTree
{
    private const int MaxChangedFiles = 200;

    /// <inheritdoc/>
    public string Diff(IReadOnlyDictionary<string, string> files)
    {
        lock (_lock)
        {
            try
            {
                var options = new CompareOptions { ContextLines = 3, Similarity = SimilarityOptions.None };
                using var patch = _repository.Diff.Compare<LibGit2Sharp.Patch>(_commit.Tree, With(files), options);
                return patch.Content;
            }
            catch (LibGit2SharpException e)
            {
                throw new GitException(GitFailure.Damaged, $"The change cannot be compared: {e.Message}", e);
            }
        }
    }

    /// <summary>Makes a commit on top of this one. The same request always makes the same commit id.</summary>
    /// <exception cref="GitException">A path is not acceptable, or the clone cannot be written.</exception>
    internal string CreateCommit(GitPublishRequest request)
    {
        lock (_lock)
        {
            try
            {
                var who = new Signature(
                    OneLine(request.AuthorName), OneLine(request.AuthorEmail), request.Date.ToUniversalTime());
                var message = request.Message.EndsWith('\n') ? request.Message : request.Message + "\n";
                return _repository.ObjectDatabase.CreateCommit(
                    who, who, message, With(request.Files), [_commit], prettifyMessage: false).Sha;
            }
            catch (LibGit2SharpException e)
            {
                throw new GitException(GitFailure.Damaged, $"The commit cannot be made: {e.Message}", e);
            }
        }
    }

    /// <summary>Whether two commits put the same contents on the same parents.</summary>
    internal static bool IsSameChange(string folder, string commit, string other)
    {
        using var repository = LibGit2.Open(folder);
        return repository.Lookup<Commit>(commit) is { } one && repository.Lookup<Commit>(other) is { } two
            && one.Tree.Id == two.Tree.Id
            && one.Parents.Select(p => p.Id).SequenceEqual(two.Parents.Select(p => p.Id));
    }

    private static string OneLine(string text) =>
        new([.. text.Where(c => !char.IsControl(c) && c is not ('<' or '>')).Take(200)]);

    private Tree With(IReadOnlyDictionary<string, string> files)
    {
        if (files.Count is 0 or > MaxChangedFiles
            || files.Keys.Any(p => !SafePath.IsRelative(p) || LeadsThroughLink(p)))
        {
            throw new GitException(GitFailure.InvalidInput, "The files to change are not acceptable.");
        }

        var definition = TreeDefinition.From(_commit.Tree);
        foreach (var (path, content) in files)
        {
            using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
            var blob = _repository.ObjectDatabase.CreateBlob(bytes);
            var mode = _entries.TryGetValue(path, out var entry) && entry.Mode == Mode.ExecutableFile
                ? Mode.ExecutableFile : Mode.NonExecutableFile;
            definition.Add(path, blob, mode);
        }

        return _repository.ObjectDatabase.CreateTree(definition);
    }
}
