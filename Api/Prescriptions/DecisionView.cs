namespace OpsFlow.Api.Prescriptions;

/// <summary>What a pharmacist decided.</summary>
internal sealed record DecisionView(
    string Action, string? Code, string? Note, string ById, string ByName, DateTimeOffset At);
