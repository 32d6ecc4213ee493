namespace Temporalio.Worker.Interceptors;

/// <summary>A heartbeat.</summary>
/// <param name="Details">The details.</param>
public record HeartbeatInput(
    object?[] Details);
