using System.Text.Json;
using OpsFlow.Platform.Events;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.ChatTurn;

/// <summary>A turn as it is stored.</summary>
public sealed class TurnRecord
{
    /// <summary>The id, made of conversation and the client's own id.</summary>
    public string Id { get; set; } = "";

    /// <summary>The conversation.</summary>
    public string ConversationId { get; set; } = "";

    /// <summary>Whose it is.</summary>
    public string UserId { get; set; } = "";

    /// <summary>The id that the client gave the message.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public TurnState State { get; set; }

    /// <summary>Why it stands there.</summary>
    public string? Detail { get; set; }

    /// <summary>The language of what the product itself says: ko or en.</summary>
    public string Language { get; set; } = "ko";

    /// <summary>The person's own words.</summary>
    public string Message { get; set; } = "";

    /// <summary>Where the person is, in words or as latitude,longitude.</summary>
    public string? Location { get; set; }

    /// <summary>The model that was asked for.</summary>
    public string? Model { get; set; }

    /// <summary>The attempt that may append tokens.</summary>
    public long Writer { get; set; }

    /// <summary>1 when the person wants it to stop.</summary>
    public long CancelAsked { get; set; }

    /// <summary>The <see cref="PlanData"/> as JSON.</summary>
    public string? Plan { get; set; }

    /// <summary>The <see cref="GradeData"/> as JSON.</summary>
    public string? Grade { get; set; }

    /// <summary>The model that classified; null when rules did.</summary>
    public string? ClassifyModel { get; set; }

    /// <summary>The model that wrote the answer; null when none did.</summary>
    public string? AnswerModel { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long UpdatedAt { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long? EndedAt { get; set; }

    /// <summary>What it does; null before that is known.</summary>
    public PlanData? ReadPlan() => Plan is null ? null : JsonSerializer.Deserialize<PlanData>(Plan, EventJson.Options);
}
