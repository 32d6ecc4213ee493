namespace Temporalio.Client.Interceptors;

/// <summary>Input of pausing a schedule.</summary>
/// <param name="Id">The schedule's id.</param>
/// <param name="Note">Why.</param>
/// <param name="RpcOptions">Options of the call.</param>
public record PauseScheduleInput(string Id, string? Note, RpcOptions? RpcOptions);
