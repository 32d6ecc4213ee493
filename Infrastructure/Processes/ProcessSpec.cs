namespace OpsFlow.Infrastructure.Processes;

/// <summary>
/// A program to run, with its limits. The environment is exactly what is given: nothing is inherited.
/// </summary>
public sealed record ProcessSpec
{
    /// <summary>Program name or full path.</summary>
    public required string Program { get; init; }

    /// <summary>Arguments, passed as they are (no shell).</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Working folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The whole environment of the child.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Bytes for standard input; null closes it at once.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>After this time the process tree is killed. Default 1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes kept of standard output. Default 16 MiB.</summary>
    public int MaxOutputBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes kept of the end of standard error. Default 16 KiB.</summary>
    public int MaxErrorBytes { get; init; } = 16 * 1024;

    /// <summary>Keep the end of standard output instead of its beginning.</summary>
    public bool KeepOutputTail { get; init; }

    /// <summary>
    /// More than this on either stream, kept or not, and the process tree is killed. Default: no limit.
    /// </summary>
    public long MaxTotalBytes { get; init; } = long.MaxValue;

    /// <summary>
    /// Looks after the process of the given id: when it ends before the process, the process tree is killed.
    /// </summary>
    public Func<int, CancellationToken, Task>? WatchAsync { get; init; }

    /// <summary>Standard input stays open until the process ends: it closes by itself only when we do.</summary>
    public bool HoldsInput { get; init; }

    /// <summary>Told each line (or progress update) of standard error, from a background thread.</summary>
    public Action<string>? OnErrorLine { get; init; }

    /// <summary>
    /// The child leads its own process group (it is started through setsid), so the whole group is killed.
    /// </summary>
    public bool OwnGroup { get; init; }
}
