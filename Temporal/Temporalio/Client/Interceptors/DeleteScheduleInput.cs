namespace Temporalio.Client.Interceptors;

/// <summary>Input of deleting a schedule.</summary>
/// <param name="Id">The schedule's id.</param>
/// <param name="RpcOptions">Options of the call.</param>
public record DeleteScheduleInput(string Id, RpcOptions? RpcOptions);
