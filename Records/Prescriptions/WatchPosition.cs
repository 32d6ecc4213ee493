namespace OpsFlow.Records.Prescriptions;

/// <summary>How far a pharmacy's database has been read.</summary>
/// <param name="IsCaughtUp">Whether there was nothing after it.</param>
public sealed record WatchPosition(string Position, string Serial, bool IsCaughtUp);
