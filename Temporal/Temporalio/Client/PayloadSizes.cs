using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Temporalio.Client;

/// <summary>Warns of large payloads in requests.</summary>
internal sealed class PayloadSizes(PayloadLimitsOptions limits, ILogger logger)
{
    /// <summary>Looks at a request. Small ones, nearly all, cost one size calculation.</summary>
    /// <param name="rpc">The call.</param>
    /// <param name="request">The request.</param>
    public void Check(string rpc, IMessage request)
    {
        // Worth a second look from the smaller limit on only where a memo may be.
        var limit = request is StartWorkflowExecutionRequest or SignalWithStartWorkflowExecutionRequest or CreateScheduleRequest
            ? Math.Min(Limit(limits.PayloadsWarnSize), Limit(limits.MemoWarnSize))
            : Limit(limits.PayloadsWarnSize);
        if (logger.IsEnabled(LogLevel.Warning) && request.CalculateSize() > limit)
        {
            Visit(rpc, request);
        }
    }

    private static int Limit(int size) => size <= 0 ? int.MaxValue : size;

    private void Visit(string rpc, IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder()
            .Where(f => f is { FieldType: FieldType.Message, IsMap: false }))
        {
            var value = field.Accessor.GetValue(message);
            foreach (var inner in value is System.Collections.IList list ? list.Cast<IMessage?>() : [(IMessage?)value])
            {
                switch (inner)
                {
                    case null:
                        break;
                    case Memo memo:
                        Warn(rpc, "memo", field, memo.CalculateSize(), limits.MemoWarnSize);
                        break;
                    case Payloads payloads:
                        Warn(rpc, "payloads", field, payloads.CalculateSize(), limits.PayloadsWarnSize);
                        break;
                    case Payload payload:
                        Warn(rpc, "payload", field, payload.CalculateSize(), limits.PayloadsWarnSize);
                        break;
                    default:
                        Visit(rpc, inner);
                        break;
                }
            }
        }
    }

    private void Warn(string rpc, string what, FieldDescriptor field, int size, int limit)
    {
        if (size > Limit(limit))
        {
            logger.LogWarning(
                "[TMPRL1103] {Rpc} sends {What} of {Size} bytes in {Field}, more than the {Limit} that are warned of",
                rpc, what, size, field.FullName, limit);
        }
    }
}
