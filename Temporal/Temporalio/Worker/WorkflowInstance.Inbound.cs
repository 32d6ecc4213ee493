using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>The end of the inbound chain: it calls workflow code.</summary>
internal sealed partial class WorkflowInstance
{
    private sealed class InboundRoot(WorkflowInstance instance) : WorkflowInboundInterceptor
    {
        public override void Init(WorkflowOutboundInterceptor outbound) => instance._outbound = outbound;

        public override Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input) =>
            HandlerMethods.ResultOfAsync(
                (Task)HandlerMethods.Invoke(input.RunMethod, null, input.Instance, input.Args)!);

        public override Task HandleSignalAsync(HandleSignalInput input) => (Task)HandlerMethods.Invoke(
            input.Definition.Method, input.Definition.Delegate, instance.Instance, input.Args)!;

        public override object? HandleQuery(HandleQueryInput input) => HandlerMethods.Invoke(
            input.Definition.Method, input.Definition.Delegate, instance.Instance, input.Args);

        public override void ValidateUpdate(HandleUpdateInput input)
        {
            if (input.Definition.ValidatorMethod is { } validator)
            {
                HandlerMethods.Invoke(validator, input.Definition.ValidatorDelegate, instance.Instance, input.Args);
            }
        }

        public override Task<object?> HandleUpdateAsync(HandleUpdateInput input) => HandlerMethods.ResultOfAsync(
            (Task)HandlerMethods.Invoke(
                input.Definition.Method, input.Definition.Delegate, instance.Instance, input.Args)!);
    }
}
