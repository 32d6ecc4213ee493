using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Documents;

/// <summary>Where the library's documents are.</summary>
public sealed record DocumentSettings
{
    /// <summary>The few summaries of public law that ship with the program.</summary>
    public static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "documents");

    /// <summary>A folder of Markdown, text and HTML; null for no library. Default: what ships.</summary>
    [ConfigurationKeyName("DOCUMENTS")]
    public string? Folder { get; init; } = Shipped;
}
