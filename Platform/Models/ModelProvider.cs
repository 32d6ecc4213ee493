namespace OpsFlow.Platform.Models;

/// <summary>The protocol that a model is spoken to by.</summary>
public enum ModelProvider
{
    /// <summary>Any OpenAI-compatible endpoint; Ollama has one too.</summary>
    OpenAi,

    /// <summary>Ollama's own, which takes the size of the context window.</summary>
    Ollama,

    /// <summary>The WebSocket of a Clawdbot or OpenClaw gateway.</summary>
    Gateway,
}
