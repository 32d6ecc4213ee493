using System.Text.Json.Serialization;

namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>How the text to replace was found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PatchMatch>))]
public enum PatchMatch
{
    /// <summary>Character by character.</summary>
    Exact,

    /// <summary>Line by line, white space aside.</summary>
    WhitespaceTolerant,

    /// <summary>A new file.</summary>
    NewFile,
}
