namespace OpsFlow.Platform.Objects;

/// <summary>Keeps pictures and other bytes by key.</summary>
public interface IObjectStore
{
    /// <summary>Keeps bytes; those of the same key are replaced.</summary>
    Task WriteAsync(string key, ReadOnlyMemory<byte> bytes, string contentType, CancellationToken cancellationToken);

    /// <summary>The bytes, or null.</summary>
    Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Forgets bytes; those that are not there are none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>The keys in a folder that were written before a time, what a kill left of a write among them.</summary>
    IAsyncEnumerable<string> ListAsync(string folder, DateTimeOffset before, CancellationToken cancellationToken);
}
