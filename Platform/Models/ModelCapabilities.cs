namespace OpsFlow.Platform.Models;

/// <summary>What a model can do beside answering text with text.</summary>
[Flags]
public enum ModelCapabilities
{
    /// <summary>Nothing else.</summary>
    None = 0,

    /// <summary>Calls tools.</summary>
    Tools = 1,

    /// <summary>Looks at images.</summary>
    Vision = 2,

    /// <summary>Keeps to a JSON schema.</summary>
    JsonSchema = 4,

    /// <summary>Searches the web by itself.</summary>
    WebSearch = 8,

    /// <summary>Makes images.</summary>
    ImageGen = 16,

    /// <summary>Keeps to a character that a reference image shows.</summary>
    CharRef = 32,

    /// <summary>All of it: what is believed of a model of which nothing is said.</summary>
    All = Tools | Vision | JsonSchema | WebSearch | ImageGen | CharRef,
}
