namespace Temporalio.Extensions.Hosting;

/// <summary>Names a hosted worker among the others; also the name of its options.</summary>
/// <param name="TaskQueue">The task queue.</param>
/// <param name="Version">The deployment version or build id, if any.</param>
/// <param name="VersionIsBuildId">Whether the version is a bare build id.</param>
public record TemporalWorkerServiceIdentifier(string TaskQueue, string? Version, bool VersionIsBuildId)
{
    /// <summary>The name of the options.</summary>
    internal string OptionsName => Version is null ? TaskQueue : $"{TaskQueue}!-!{Version}!-!{VersionIsBuildId}";
}
