namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>The reasons that each kind of card offers. Codes and system stay the same over versions.</summary>
public static class OverrideReasons
{
    public const string System = "https://opsflow.dev/prescriptions/override-reasons";

    /// <summary>The reason that needs a text.</summary>
    public const string Other = "other";

    private static readonly string[] s_ofPairs =
    [
        "prescriber-confirmed", "benefit-outweighs-risk", "dose-adjusted", "monitoring-planned", "separated-in-time",
        "tolerated-before", "not-taken-together", Other,
    ];

    private static readonly Dictionary<CardKind, string[]> s_codes = new()
    {
        [CardKind.Interaction] = s_ofPairs,
        [CardKind.Beside] = s_ofPairs,
        [CardKind.Duplicate] = ["prescriber-confirmed", "different-times", "one-replaces-other", Other],
        [CardKind.Unchecked] = ["looked-up-elsewhere", "not-a-drug", Other],
        [CardKind.Failed] = ["looked-up-elsewhere", Other],
        [CardKind.NoEntry] = [],
    };

    public static IReadOnlyList<string> CodesOf(CardKind kind) => s_codes[kind];
}
