namespace OpsFlow.Platform.Models;

/// <summary>How good, and how dear, a model a use asks for.</summary>
public enum ModelTier
{
    /// <summary>Quick and cheap.</summary>
    Fast,

    /// <summary>What most calls want.</summary>
    Standard,

    /// <summary>The best there is.</summary>
    Premium,
}
