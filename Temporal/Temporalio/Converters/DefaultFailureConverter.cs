using System.Text.Json.Serialization;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Exceptions;

namespace Temporalio.Converters;

/// <summary>Converts exceptions to failures and back.</summary>
public class DefaultFailureConverter : IFailureConverter
{
    /// <summary>Makes the converter with default options.</summary>
    public DefaultFailureConverter()
        : this(new DefaultFailureConverterOptions())
    {
    }

    /// <summary>Makes the converter.</summary>
    /// <param name="options">Options; copied.</param>
    protected DefaultFailureConverter(DefaultFailureConverterOptions options) =>
        Options = (DefaultFailureConverterOptions)options.Clone();

    /// <summary>The options.</summary>
    public DefaultFailureConverterOptions Options { get; }

    /// <inheritdoc/>
    public virtual Failure ToFailure(Exception exception, IPayloadConverter payloadConverter)
    {
        // What came from elsewhere goes on unchanged.
        if (exception is FailureException { Failure: { } received })
        {
            return received.Clone();
        }

        var failure = new Failure
        {
            Message = exception.Message,
            StackTrace = exception.StackTrace ?? "",
            Cause = exception.InnerException is null ? null : ToFailure(exception.InnerException, payloadConverter),
        };
        switch (exception)
        {
            case ApplicationFailureException application:
                failure.ApplicationFailureInfo = new ApplicationFailureInfo
                {
                    Type = application.ErrorType ?? "",
                    NonRetryable = application.NonRetryable,
                    Details = Details(application.Details, payloadConverter),
                    NextRetryDelay = application.NextRetryDelay is { } delay ? Duration.FromTimeSpan(delay) : null,
                    Category = application.Category,
                };
                break;
            case CanceledFailureException canceled:
                failure.CanceledFailureInfo = new CanceledFailureInfo
                {
                    Details = Details(canceled.Details, payloadConverter),
                };
                break;
            case WorkflowAlreadyStartedException:
                failure.ApplicationFailureInfo = new ApplicationFailureInfo { Type = exception.GetType().Name };
                break;
            default:
                failure.ApplicationFailureInfo = new ApplicationFailureInfo { Type = exception.GetType().Name };
                break;
        }

        if (Options.EncodeCommonAttributes)
        {
            failure.EncodedAttributes = payloadConverter.ToPayload(
                new CommonAttributes(failure.Message, failure.StackTrace));
            failure.Message = "Encoded failure";
            failure.StackTrace = "";
        }

        return failure;
    }

    /// <inheritdoc/>
    public virtual Exception ToException(Failure failure, IPayloadConverter payloadConverter)
    {
        if (failure.EncodedAttributes is not null)
        {
            failure = DecodeCommonAttributes(failure, payloadConverter);
        }

        var inner = failure.Cause is null ? null : ToException(failure.Cause, payloadConverter);
        return failure.FailureInfoCase switch
        {
            Failure.FailureInfoOneofCase.ApplicationFailureInfo =>
                new ApplicationFailureException(failure, inner, payloadConverter),
            Failure.FailureInfoOneofCase.TimeoutFailureInfo =>
                new TimeoutFailureException(failure, inner, payloadConverter),
            Failure.FailureInfoOneofCase.CanceledFailureInfo =>
                new CanceledFailureException(failure, inner, payloadConverter),
            Failure.FailureInfoOneofCase.TerminatedFailureInfo =>
                new TerminatedFailureException(failure, inner, null),
            Failure.FailureInfoOneofCase.ServerFailureInfo => new ServerFailureException(failure, inner),
            Failure.FailureInfoOneofCase.ActivityFailureInfo => new ActivityFailureException(failure, inner),
            Failure.FailureInfoOneofCase.ChildWorkflowExecutionFailureInfo =>
                new ChildWorkflowFailureException(failure, inner),
            _ => new FailureException(failure, inner),
        };
    }

    private static Payloads? Details(IFailureDetails details, IPayloadConverter converter)
    {
        if (details is not OutboundFailureDetails outbound)
        {
            throw new ArgumentException("Failure without a received proto must have outbound details");
        }

        return outbound.Count == 0
            ? null
            : new Payloads { Payloads_ = { outbound.Details!.Select(converter.ToPayload) } };
    }

    private static Failure DecodeCommonAttributes(Failure failure, IPayloadConverter converter)
    {
        try
        {
            if (converter.ToValue<CommonAttributes>(failure.EncodedAttributes) is { } attributes)
            {
                failure = failure.Clone();
                failure.Message = attributes.Message ?? failure.Message;
                failure.StackTrace = attributes.StackTrace ?? failure.StackTrace;
            }
        }
        catch (Exception e) when (e is ArgumentException or System.Text.Json.JsonException)
        {
            // Attributes that we cannot read (another key, another converter) leave the failure as it came.
        }

        return failure;
    }

    /// <summary>Also puts message and stack trace into a payload.</summary>
    public class WithEncodedCommonAttributes : DefaultFailureConverter
    {
        /// <summary>Makes the converter.</summary>
        public WithEncodedCommonAttributes()
            : base(new DefaultFailureConverterOptions { EncodeCommonAttributes = true })
        {
        }
    }

    private sealed record CommonAttributes(
        [property: JsonPropertyName("message")] string? Message,
        [property: JsonPropertyName("stack_trace")] string? StackTrace);
}
