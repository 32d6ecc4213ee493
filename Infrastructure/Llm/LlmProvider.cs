namespace OpsFlow.Infrastructure.Llm;

/// <summary>The protocol of a model's endpoint.</summary>
public enum LlmProvider
{
    /// <summary>Any OpenAI-compatible endpoint; Ollama has one too.</summary>
    OpenAi,

    /// <summary>Ollama's own, which takes the size of the context window.</summary>
    Ollama,
}
