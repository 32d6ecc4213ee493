using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Documents;

/// <summary>Where the library's documents are.</summary>
public sealed record DocumentSettings
{
    /// <summary>A folder of Markdown, text and HTML; null for no library.</summary>
    [ConfigurationKeyName("DOCUMENTS")]
    public string? Folder { get; init; }
}
