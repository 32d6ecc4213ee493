namespace OpsFlow.Samples.ModelServer;

/// <summary>What a kind of request is answered with.</summary>
public sealed record ModelRule
{
    /// <summary>What the requests are for, in the counts.</summary>
    public string Use { get; init; } = "any";

    /// <summary>The model that it is for; null is any.</summary>
    public string? Model { get; init; }

    /// <summary>A text of the prompt that it is for; null is any.</summary>
    public string? Contains { get; init; }

    /// <summary>
    /// The answers, taken in turn. <c>{echo}</c> is what the last message of the user says, <c>{number}</c> how many
    /// requests the rule answered before.
    /// </summary>
    public IReadOnlyList<string> Texts { get; init; } = ["It is as you say."];

    /// <summary>Tools that are called first, while no result is in the prompt: name and arguments.</summary>
    public IReadOnlyDictionary<string, string> Tools { get; init; } = new Dictionary<string, string>();

    /// <summary>Half of the answers take no longer.</summary>
    public double MedianMs { get; init; }

    /// <summary>99 of 100 take no longer; between the two, times are log-normal.</summary>
    public double P99Ms { get; init; }

    /// <summary>The time between two pieces of a stream.</summary>
    public double PieceMs { get; init; }

    /// <summary>The share of requests answered 429.</summary>
    public double RateLimited { get; init; }

    /// <summary>The share answered 500.</summary>
    public double Failing { get; init; }

    /// <summary>The share whose connection ends within the answer.</summary>
    public double Cut { get; init; }

    /// <summary>The share whose answer is no JSON.</summary>
    public double Malformed { get; init; }

    /// <summary>The share that is never answered.</summary>
    public double Hanging { get; init; }
}
