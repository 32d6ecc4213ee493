using System.Text.Json.Serialization;

namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>Whether a patched file was parsed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SyntaxState>))]
public enum SyntaxState
{
    /// <summary>There is no parser for it here.</summary>
    NotValidated,

    /// <summary>A parser accepted it.</summary>
    Valid,

    /// <summary>A parser that accepts the original refused it.</summary>
    Invalid,
}
