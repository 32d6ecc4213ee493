using System.Text.Json;
using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>
/// The working folders of analyses on this machine: <c>work/ANALYSIS/ROUND</c>. A clone is made beside and moved in
/// place when it is complete, so a folder that is there is whole, whoever was killed in between.
/// </summary>
public sealed class WorkFolders(string root)
{
    private const string Marker = "clone.json";

    /// <summary>The complete clone of a round, if this machine has one.</summary>
    /// <param name="name">The round, or another name.</param>
    /// <returns>The clone, or null.</returns>
    public GitClone? Find(string analysisId, string name)
    {
        var file = Path.Combine(FolderOf(analysisId), name, Marker);
        return File.Exists(file) ? JsonSerializer.Deserialize<GitClone>(File.ReadAllText(file)) : null;
    }

    /// <summary>A fresh folder to clone into.</summary>
    /// <returns>The folder; it exists and is empty.</returns>
    public string CreateTemporary(string analysisId)
    {
        var folder = Path.Combine(FolderOf(analysisId), "tmp-" + Guid.NewGuid().ToString("n"), "source");
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Moves a complete clone in place.</summary>
    /// <param name="name">The round, or another name.</param>
    /// <param name="temporary">What <see cref="CreateTemporary"/> gave.</param>
    /// <param name="clone">What was cloned.</param>
    /// <returns>The clone in its final place.</returns>
    public GitClone Commit(string analysisId, string name, string temporary, GitClone clone)
    {
        var final = Path.Combine(FolderOf(analysisId), name);
        var moved = clone with { Folder = Path.Combine(final, "source") };
        var parent = Path.GetDirectoryName(temporary)!;
        File.WriteAllText(Path.Combine(parent, Marker), JsonSerializer.Serialize(moved));
        if (Directory.Exists(final))
        {
            Directory.Delete(final, recursive: true);
        }

        Directory.Move(parent, final);
        return moved;
    }

    /// <summary>Removes everything of an analysis.</summary>
    public void Remove(string analysisId)
    {
        var folder = FolderOf(analysisId);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Removes folders that nobody has touched for long: their analyses ended while this machine was off.
    /// </summary>
    /// <param name="before">Folders older than this (UTC) go.</param>
    /// <returns>How many were removed.</returns>
    public int RemoveStale(DateTime before)
    {
        var removed = 0;
        if (!Directory.Exists(root))
        {
            return removed;
        }

        foreach (var folder in new DirectoryInfo(root).EnumerateDirectories().Where(f => f.LastWriteTimeUtc < before))
        {
            try
            {
                folder.Delete(recursive: true);
                removed++;
            }
            catch (IOException)
            {
                // In use after all; the next time tries again.
            }
        }

        return removed;
    }

    private string FolderOf(string analysisId) =>
        analysisId.Length is > 0 and <= 64 && analysisId.All(char.IsAsciiLetterOrDigit)
            ? Path.Combine(root, analysisId)
            : throw new ArgumentException($"'{analysisId}' is no analysis id");
}
