namespace Temporal.DevServer.Storage;

/// <summary>Keeps a second server off a database file.</summary>
internal sealed class DatabaseLock : IDisposable
{
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
                databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new StoreException($"The database {databasePath} is in use by another server.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
