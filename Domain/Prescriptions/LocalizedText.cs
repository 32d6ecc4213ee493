namespace OpsFlow.Domain.Prescriptions;

/// <summary>A text in the languages that it exists in.</summary>
public sealed record LocalizedText(string? En, string? Ko)
{
    /// <summary>The text in a language, or in the other one when it is missing: a card is never empty.</summary>
    public string In(string language) => (language == "ko" ? Ko ?? En : En ?? Ko) ?? "";
}
