namespace OpsFlow.Infrastructure.Git;

/// <summary>One git command.</summary>
internal sealed record GitCall(string Folder, params string[] Arguments)
{
    public string? RemoteUrl { get; init; }

    public GitCredential? Credential { get; init; }

    /// <summary>Settings besides the runner's own.</summary>
    public IReadOnlyList<(string Name, string Value)> Config { get; init; } = [];

    public ReadOnlyMemory<byte>? Input { get; init; }

    public TimeSpan? Timeout { get; init; }

    public int MaxOutputBytes { get; init; } = 64 * 1024 * 1024;

    public Action<string>? OnProgress { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
