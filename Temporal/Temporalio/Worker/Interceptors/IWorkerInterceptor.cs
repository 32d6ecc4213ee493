namespace Temporalio.Worker.Interceptors;

/// <summary>Wraps the workflows and activities of a worker.</summary>
public interface IWorkerInterceptor
{
    /// <summary>Wraps a workflow run; the default changes nothing.</summary>
    /// <param name="nextInterceptor">The next one in the chain.</param>
    /// <returns>The wrapped interceptor.</returns>
    WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) => nextInterceptor;

    /// <summary>Wraps an activity attempt; the default changes nothing.</summary>
    /// <param name="nextInterceptor">The next one in the chain.</param>
    /// <returns>The wrapped interceptor.</returns>
    ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => nextInterceptor;
}
