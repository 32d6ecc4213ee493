namespace OpsFlow.Infrastructure.Git;

/// <summary>A clone on this machine.</summary>
/// <param name="Folder">The root of the working tree.</param>
/// <param name="RepositoryUrl">Where it came from, without credentials.</param>
/// <param name="Branch">The branch that was cloned.</param>
/// <param name="Commit">The commit that is checked out.</param>
/// <param name="BranchHead">The head of the branch at the time of the clone.</param>
/// <param name="RequestedCommitMissing">The reported commit was not found, so the head is checked out instead.</param>
public sealed record GitCheckout(
    string Folder,
    string RepositoryUrl,
    string Branch,
    string Commit,
    string BranchHead,
    bool RequestedCommitMissing);
