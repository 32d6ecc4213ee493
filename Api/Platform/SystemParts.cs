namespace OpsFlow.Api.Platform;

/// <summary>The parts of the installation.</summary>
internal sealed record SystemParts(IEnumerable<SystemPart> Items);
