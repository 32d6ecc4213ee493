namespace OpsFlow.Records.Prescriptions;

/// <summary>A decision as stored.</summary>
public sealed class KeptDecision
{
    public string CardId { get; set; } = "";

    public string Rule { get; set; } = "";

    public string Action { get; set; } = "";

    public string? Code { get; set; }

    public string? Note { get; set; }

    public string ById { get; set; } = "";

    public string ByName { get; set; } = "";

    public long DecidedAt { get; set; }
}
