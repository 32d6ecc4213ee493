using Microsoft.Extensions.Configuration;

namespace OpsFlow.Platform.Models;

/// <summary>A part that a model plays, such as <c>reasoner</c>.</summary>
public sealed record ModelRole
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The model; <c>none</c> leaves the role without one, null takes the default.</summary>
    [ConfigurationKeyName("model")]
    public string? Model { get; init; }

    /// <summary>What a model must be able to do for it.</summary>
    [ConfigurationKeyName("requires")]
    public ModelCapabilities Requires { get; init; }
}
