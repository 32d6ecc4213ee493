namespace OpsFlow.Platform.Objects;

/// <summary>
/// Objects that nothing refers to. An object is kept before its row is: one that never got a row, because the process
/// was killed between, goes after a day.
/// </summary>
public static class OrphanedObjects
{
    private const int Batch = 200;

    private static readonly TimeSpan s_age = TimeSpan.FromDays(1);

    /// <summary>Deletes those of a folder.</summary>
    /// <param name="findReferredAsync">Finds which of some keys something refers to.</param>
    /// <param name="onProgress">Told how many were deleted so far.</param>
    /// <returns>How many were deleted.</returns>
    public static async Task<int> DeleteAsync(
        IObjectStore objects, string folder, DateTimeOffset now,
        Func<string[], CancellationToken, Task<IEnumerable<string>>> findReferredAsync, Action<int> onProgress,
        CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var keys in objects.ListAsync(folder, now - s_age, cancellationToken)
            .Chunk(Batch).WithCancellation(cancellationToken))
        {
            foreach (var key in keys.Except(await findReferredAsync(keys, cancellationToken), StringComparer.Ordinal))
            {
                await objects.DeleteAsync(key, cancellationToken);
                deleted++;
            }

            onProgress(deleted);
        }

        return deleted;
    }
}
