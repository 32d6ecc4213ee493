using LibGit2Sharp;

namespace OpsFlow.Infrastructure.Git;

/// <summary>Opens repositories with libgit2, which then obeys no configuration of the machine or of a user.</summary>
internal static class LibGit2
{
    static LibGit2()
    {
        var nowhere = Path.Combine(AppContext.BaseDirectory, "no-git-configuration");
        foreach (var level in (ConfigurationLevel[])
            [ConfigurationLevel.Global, ConfigurationLevel.Xdg, ConfigurationLevel.System, ConfigurationLevel.ProgramData])
        {
            GlobalSettings.SetConfigSearchPaths(level, nowhere);
        }

        // Clones are ours, and in containers often of another user id.
        GlobalSettings.SetOwnerValidation(false);
    }

    /// <exception cref="GitException">There is no usable repository.</exception>
    public static Repository Open(string folder)
    {
        try
        {
            return new Repository(folder);
        }
        catch (LibGit2SharpException e)
        {
            throw new GitException(GitFailure.Damaged, $"The clone cannot be opened: {e.Message}", e);
        }
    }
}
