namespace Temporalio.Client.Interceptors;

/// <summary>Input of describing a schedule.</summary>
/// <param name="Id">The schedule's id.</param>
/// <param name="RpcOptions">Options of the call.</param>
public record DescribeScheduleInput(string Id, RpcOptions? RpcOptions);
