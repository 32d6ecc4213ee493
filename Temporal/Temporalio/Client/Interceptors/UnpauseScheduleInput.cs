namespace Temporalio.Client.Interceptors;

/// <summary>Input of letting a schedule run again.</summary>
/// <param name="Id">The schedule's id.</param>
/// <param name="Note">Why.</param>
/// <param name="RpcOptions">Options of the call.</param>
public record UnpauseScheduleInput(string Id, string? Note, RpcOptions? RpcOptions);
