namespace Temporalio.Converters;

/// <summary>How values and failures become payloads, and how payloads are encoded on the way out.</summary>
/// <param name="PayloadConverter">Converts values.</param>
/// <param name="FailureConverter">Converts exceptions.</param>
/// <param name="PayloadCodec">Encodes payloads outside workflows; null for none.</param>
public record DataConverter(
    IPayloadConverter PayloadConverter,
    IFailureConverter FailureConverter,
    IPayloadCodec? PayloadCodec = null) : IWithSerializationContext<DataConverter>
{
    /// <summary>The default converter, without a codec.</summary>
    public static DataConverter Default { get; } = new(new DefaultPayloadConverter(), new DefaultFailureConverter());

    /// <inheritdoc/>
    public virtual DataConverter WithSerializationContext(ISerializationContext context)
    {
        var payload = With(PayloadConverter, context);
        var failure = With(FailureConverter, context);
        var codec = PayloadCodec is null ? null : With(PayloadCodec, context);
        return ReferenceEquals(payload, PayloadConverter) && ReferenceEquals(failure, FailureConverter)
            && ReferenceEquals(codec, PayloadCodec)
            ? this
            : this with { PayloadConverter = payload, FailureConverter = failure, PayloadCodec = codec };
    }

    private static T With<T>(T converter, ISerializationContext context) =>
        converter is IWithSerializationContext<T> aware ? aware.WithSerializationContext(context) : converter;
}
