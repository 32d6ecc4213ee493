namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>A text in the languages that users have.</summary>
public sealed record LocalText(string Ko, string En)
{
    /// <summary>The text in a language; Korean unless it is English that is asked for.</summary>
    public string In(string language) => language == "en" ? En : Ko;
}
