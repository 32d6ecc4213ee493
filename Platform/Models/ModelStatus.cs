namespace OpsFlow.Platform.Models;

/// <summary>What a backend says of its load.</summary>
/// <param name="ActiveJobs">Jobs under way, whoever asked for them.</param>
/// <param name="TotalRequests">Requests since its start.</param>
public sealed record ModelStatus(long ActiveJobs, long? TotalRequests);
