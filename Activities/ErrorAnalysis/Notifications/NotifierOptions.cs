namespace OpsFlow.Activities.ErrorAnalysis.Notifications;

/// <summary>Options of notifications.</summary>
/// <param name="PublicUrl">Where people reach the console, without a slash at the end; null leaves links out.</param>
public sealed record NotifierOptions(string? PublicUrl);
