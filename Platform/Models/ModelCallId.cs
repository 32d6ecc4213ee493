namespace OpsFlow.Platform.Models;

/// <summary>The id of the ledger's row of the call that is being sent, for the adapter to tell the endpoint.</summary>
public static class ModelCallId
{
    /// <summary>The header that carries it, as OpenAI names it.</summary>
    public const string Header = "X-Client-Request-Id";

    private static readonly AsyncLocal<string?> s_current = new();

    /// <summary>The id; null outside of a call.</summary>
    public static string? Current
    {
        get => s_current.Value;
        internal set => s_current.Value = value;
    }
}
