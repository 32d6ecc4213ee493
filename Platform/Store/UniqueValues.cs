using System.Data.Common;
using Npgsql;

namespace OpsFlow.Platform.Store;

/// <summary>Writes that fail when another row has the same value.</summary>
public static class UniqueValues
{
    /// <summary>
    /// False where another replica gave the value away since it was looked for; on SQLite nobody can come between.
    /// </summary>
    public static async Task<bool> OrTakenAsync(this Task<bool> write)
    {
        try
        {
            return await write;
        }
        catch (DbException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }
}
