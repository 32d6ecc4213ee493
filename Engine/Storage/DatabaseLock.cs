namespace OpsFlow.Engine.Storage;

/// <summary>Keeps a second server off a database file.</summary>
internal sealed class DatabaseLock : IDisposable
{
    /// <summary>
    /// What its name has more than the database's. A file that stays: who deleted one could delete another server's.
    /// </summary>
    public const string Suffix = ".lock";

    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    public static DatabaseLock Take(string databasePath)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(databasePath)) is { } directory)
        {
            Directory.CreateDirectory(directory);
        }

        try
        {
            // The operating system lets go of it with the process, however that ends.
            return new DatabaseLock(new FileStream(
                databasePath + Suffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new StoreException(
                IsHeld(e)
                    ? $"The database {databasePath} is in use by another server."
                    : $"The database {databasePath} cannot be locked: {e.Message}",
                e);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// The runtime has no exception of its own for it, only the system's number: EAGAIN or ERROR_SHARING_VIOLATION.
    /// </summary>
    private static bool IsHeld(IOException e) =>
        e.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsMacOS() ? 35 : 11);
}
