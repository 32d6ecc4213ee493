using Google.Protobuf;

namespace Temporalio.Runtime.Metrics;

/// <summary>
/// Writes metrics as OTLP's <c>ResourceMetrics</c>. By hand: the few messages need no generated code, and the official one
/// is not among this library's protocol files.
/// </summary>
internal static class OtlpWriter
{
    private const string ServiceName = "temporal-core-sdk";

    /// <summary>Writes them.</summary>
    /// <param name="store">The metrics.</param>
    /// <param name="delta">Whether they cover the time since they were last written.</param>
    /// <param name="from">The begin of that time, or of all time.</param>
    /// <param name="to">Now.</param>
    /// <returns>The message's bytes.</returns>
    public static ByteString Write(MetricStore store, bool delta, DateTimeOffset from, DateTimeOffset to)
    {
        var times = (From: Nanoseconds(from), To: Nanoseconds(to));
        return Message(resource =>
        {
            Write(resource, 1, Message(r => Write(r, 1, Attribute("service.name", ServiceName))));
            Write(resource, 2, Message(scope =>
            {
                Write(scope, 1, Message(s => Write(s, 1, ByteString.CopyFromUtf8("temporal_sdk"))));
                foreach (var metric in store.Metrics)
                {
                    Write(scope, 2, Metric(metric, delta, times));
                }
            }));
        });
    }

    private static ByteString Metric(StoredMetric metric, bool delta, (ulong From, ulong To) times) => Message(m =>
    {
        Write(m, 1, ByteString.CopyFromUtf8(metric.Name));
        Write(m, 2, ByteString.CopyFromUtf8(metric.Description ?? ""));
        Write(m, 3, ByteString.CopyFromUtf8(metric.Unit ?? ""));
        // The field of gauge, sum or histogram.
        Write(m, metric.Kind switch { MetricKind.Gauge => 5, MetricKind.Counter => 7, _ => 9 }, Message(data =>
        {
            foreach (var (tags, point) in metric.Collect(reset: delta).Where(p => p.Point.Count > 0 || !delta))
            {
                Write(data, 1, metric.Kind == MetricKind.Histogram
                    ? Histogram(metric, tags, point, times)
                    : Number(metric, tags, point, times));
            }

            if (metric.Kind != MetricKind.Gauge)
            {
                data.WriteTag(2, WireFormat.WireType.Varint);
                data.WriteEnum(delta ? 1 : 2);
            }

            if (metric.Kind == MetricKind.Counter)
            {
                data.WriteTag(3, WireFormat.WireType.Varint);
                data.WriteBool(true);
            }
        }));
    });

    private static ByteString Number(
        StoredMetric metric, MetricStore.StoredTags tags, StoredMetric.Point point, (ulong From, ulong To) times) => Message(n =>
    {
        WriteTimes(n, times);
        if (metric.IsInteger)
        {
            n.WriteTag(6, WireFormat.WireType.Fixed64);
            n.WriteSFixed64((long)point.Value);
        }
        else
        {
            n.WriteTag(4, WireFormat.WireType.Fixed64);
            n.WriteDouble(point.Value);
        }

        WriteTags(n, 7, tags);
    });

    private static ByteString Histogram(
        StoredMetric metric, MetricStore.StoredTags tags, StoredMetric.Point point, (ulong From, ulong To) times) => Message(h =>
    {
        WriteTimes(h, times);
        h.WriteTag(4, WireFormat.WireType.Fixed64);
        h.WriteFixed64((ulong)point.Count);
        h.WriteTag(5, WireFormat.WireType.Fixed64);
        h.WriteDouble(point.Value);
        foreach (var bucket in point.Buckets)
        {
            h.WriteTag(6, WireFormat.WireType.Fixed64);
            h.WriteFixed64((ulong)bucket);
        }

        foreach (var bound in metric.Bounds)
        {
            h.WriteTag(7, WireFormat.WireType.Fixed64);
            h.WriteDouble(bound);
        }

        WriteTags(h, 9, tags);
    });

    private static void WriteTimes(CodedOutputStream output, (ulong From, ulong To) times)
    {
        output.WriteTag(2, WireFormat.WireType.Fixed64);
        output.WriteFixed64(times.From);
        output.WriteTag(3, WireFormat.WireType.Fixed64);
        output.WriteFixed64(times.To);
    }

    private static void WriteTags(CodedOutputStream output, int field, MetricStore.StoredTags tags)
    {
        foreach (var (key, value) in tags.Values)
        {
            Write(output, field, Attribute(key, value));
        }
    }

    private static ByteString Attribute(string key, object value) => Message(a =>
    {
        Write(a, 1, ByteString.CopyFromUtf8(key));
        Write(a, 2, Message(v =>
        {
            switch (value)
            {
                case bool b:
                    v.WriteTag(2, WireFormat.WireType.Varint);
                    v.WriteBool(b);
                    break;
                case int or long or short or byte:
                    v.WriteTag(3, WireFormat.WireType.Varint);
                    v.WriteInt64(Convert.ToInt64(value));
                    break;
                case double or float:
                    v.WriteTag(4, WireFormat.WireType.Fixed64);
                    v.WriteDouble(Convert.ToDouble(value));
                    break;
                default:
                    Write(v, 1, ByteString.CopyFromUtf8(MetricStore.StoredTags.Text(value)));
                    break;
            }
        }));
    });

    private static void Write(CodedOutputStream output, int field, ByteString value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(value);
    }

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(output);
        }

        return ByteString.CopyFrom(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static ulong Nanoseconds(DateTimeOffset time) =>
        (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * (ulong)TimeSpan.NanosecondsPerTick;
}
