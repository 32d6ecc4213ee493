using LibGit2Sharp;
using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Tests.Support;

/// <summary>Makes a folder the tree of a commit in a bare repository, as the product sees sources.</summary>
public static class FolderTree
{
    // Within the folder, so that it goes with it.
    private const string Prefix = ".tree-";

    /// <param name="folder">The files; links are kept as links.</param>
    public static GitSourceTree Open(string folder)
    {
        var repository = Path.Combine(folder, Prefix + Guid.NewGuid().ToString("N"));
        using var bare = new Repository(Repository.Init(repository, isBare: true));
        var definition = new TreeDefinition();
        foreach (var file in Entries(new DirectoryInfo(folder)))
        {
            var path = Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            if (file.LinkTarget is { } target)
            {
                definition.Add(path, Blob(bare, System.Text.Encoding.UTF8.GetBytes(target)), Mode.SymbolicLink);
            }
            else if (file is FileInfo)
            {
                definition.Add(path, Blob(bare, File.ReadAllBytes(file.FullName)), Mode.NonExecutableFile);
            }
        }

        var who = new Signature("Test", "test@localhost", DateTimeOffset.UnixEpoch);
        var commit = bare.ObjectDatabase.CreateCommit(
            who, who, "Test", bare.ObjectDatabase.CreateTree(definition), [], prettifyMessage: false);
        return GitSourceTree.Open(repository, commit.Sha);
    }

    private static IEnumerable<FileSystemInfo> Entries(DirectoryInfo folder) => folder.EnumerateFileSystemInfos()
        .Where(e => e.Name != ".git" && !e.Name.StartsWith(Prefix, StringComparison.Ordinal))
        .SelectMany(e => e is DirectoryInfo { LinkTarget: null } inner ? Entries(inner) : [e]);

    private static Blob Blob(Repository repository, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return repository.ObjectDatabase.CreateBlob(stream);
    }
}
