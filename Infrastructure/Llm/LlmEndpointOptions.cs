namespace OpsFlow.Infrastructure.Llm;

/// <summary>One model behind an endpoint.</summary>
public sealed class LlmEndpointOptions
{
    /// <summary>The endpoint's protocol. Default OpenAI.</summary>
    public LlmProvider Provider { get; init; }

    /// <summary>Base address: with its version for OpenAI, such as <c>http://127.0.0.1:11434/v1</c>; without for Ollama.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Model name.</summary>
    public required string Model { get; init; }

    /// <summary>API key; null where none is needed.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Time limit of one call. Default 3 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Most tokens of one answer. Default 4096.</summary>
    public int MaxOutputTokens { get; init; } = 4096;

    /// <summary>Temperature; null leaves it to the endpoint (some models take no other). Default 0.1.</summary>
    public float? Temperature { get; init; } = 0.1f;

    /// <summary>Tokens of the context window (Ollama's <c>num_ctx</c>); null leaves it to the server, which may cut prompts.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Further tries after 408, 429 and 5xx, with the waits the endpoint asks for; OpenAI only. Default 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>
    /// Send the limit as <c>max_tokens</c>, which most compatible servers know, rather than <c>max_completion_tokens</c>. Default:
    /// for every endpoint but OpenAI's own.
    /// </summary>
    public bool? UseMaxTokens { get; init; }
}
