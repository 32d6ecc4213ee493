namespace OpsFlow.Infrastructure.Git;

/// <summary>A bare clone on this machine: objects, no working tree.</summary>
/// <param name="Folder">The repository.</param>
/// <param name="RepositoryUrl">Where it came from, without credentials.</param>
/// <param name="Branch">The branch that was cloned.</param>
/// <param name="Commit">The commit to look at; all its files are there.</param>
/// <param name="BranchHead">The head of the branch at the time of the clone.</param>
/// <param name="RequestedCommitMissing">The reported commit is not in the branch's history: the head is taken.</param>
public sealed record GitClone(
    string Folder,
    string RepositoryUrl,
    string Branch,
    string Commit,
    string BranchHead,
    bool RequestedCommitMissing)
{
    /// <summary>Opens the commit's files.</summary>
    /// <exception cref="GitException">The clone is damaged.</exception>
    public GitSourceTree OpenTree() => GitSourceTree.Open(Folder, Commit);
}
