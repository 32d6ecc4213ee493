namespace OpsFlow.Tests.Support;

/// <summary>A repository of a test's own, with a fixed identity.</summary>
public sealed class GitRepository(string folder)
{
    public string Folder { get; } = folder;

    public static GitRepository Init(string folder)
    {
        Directory.CreateDirectory(folder);
        var repository = new GitRepository(folder);
        repository.Run("init", "-q", "-b", "main");
        return repository;
    }

    public string Commit(string message)
    {
        Run("add", "-A", "-f");
        Run("commit", "-q", "--allow-empty", "-m", message);
        return Run("rev-parse", "HEAD");
    }

    public string Run(params string[] arguments) => Tool.Run(
        "git",
        ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "core.autocrlf=false", "-c", "gc.auto=0",
            .. arguments],
        Folder).Trim();
}
