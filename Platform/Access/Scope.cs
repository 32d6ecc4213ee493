namespace OpsFlow.Platform.Access;

/// <summary>What a caller may do, as named in keys and tokens (RFC 6749, section 3.3).</summary>
public static class Scope
{
    /// <summary>See runs, their results and settings, and patients' names on the board; no secrets.</summary>
    public const string Read = "read";

    /// <summary>Decide what the product asks people, and run again what failed.</summary>
    public const string Decide = "decide";

    /// <summary>Change settings.</summary>
    public const string Write = "write";

    /// <summary>Give and take keys, users and tokens.</summary>
    public const string Access = "access";

    /// <summary>Use the pipelines for oneself, and see what comes of it.</summary>
    public const string Use = "use";

    /// <summary>See what is measured, and nothing else. Who may read may see it, too.</summary>
    public const string Metrics = "metrics";

    /// <summary>Every scope.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Decide, Write, Access, Use, Metrics];

    /// <summary>The scopes of a role.</summary>
    public static IReadOnlyList<string> Of(Role role) => role switch
    {
        Role.Viewer => [Read, Use],
        Role.Approver => [Read, Decide, Use],
        _ => All,
    };

    /// <summary>The scopes of which one suffices where a scope is needed.</summary>
    public static IReadOnlyList<string> Sufficing(string scope) => scope == Metrics ? [Metrics, Read] : [scope];

    /// <summary>The scopes in a text that separates them by spaces.</summary>
    public static IReadOnlyList<string> Split(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
