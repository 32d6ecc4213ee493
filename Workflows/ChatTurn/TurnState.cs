using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.ChatTurn;

/// <summary>Where a turn stands. The number is the event field <c>stage</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TurnState>))]
public enum TurnState
{
    /// <summary>The message is stored and the workflow durably started.</summary>
    Queued = 0,

    /// <summary>What is asked for is found out.</summary>
    Intent = 10,

    /// <summary>The person is asked for something.</summary>
    NeedsInput = 20,

    /// <summary>Tools and sources are asked.</summary>
    Nodes = 30,

    /// <summary>What they brought is joined, and what is missing looked for elsewhere.</summary>
    Aggregate = 40,

    /// <summary>The answer is written.</summary>
    Answer = 50,

    /// <summary>The answer is graded.</summary>
    Evaluate = 60,

    /// <summary>The answer is stored. Final.</summary>
    Done = 70,

    /// <summary>There is no answer, and the person was told why. Final.</summary>
    Failed = 71,

    /// <summary>The person stopped it; what was written is kept. Final.</summary>
    Canceled = 72,
}
