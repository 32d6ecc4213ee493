using Google.Protobuf.Reflection;

namespace OpsFlow.Engine.Tests.Hostile;

/// <summary>Messages with any fields set to anything.</summary>
internal sealed class RandomMessages(Random random, IReadOnlyList<string>? texts = null)
{
    private const int MaximumDepth = 6;

    private static readonly string[] Usual =
    [
        "", "default", "w", "w2", "queue", "run", "00000000-0000-0000-0000-000000000000", "ExecutionStatus = 'Running'",
        "Nonsense ((", "* * * * *", "@every 1s", "\u0000\uffff", new string('x', 1500), "1",
    ];

    private readonly IReadOnlyList<string> _texts = texts ?? Usual;

    /// <summary>Byte strings that stand for tokens that the server gave out.</summary>
    public List<ByteString> KnownBytes { get; } = [ByteString.Empty, ByteString.CopyFromUtf8("garbage")];

    public void Fill(IMessage message, int depth = 0)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            // Leaving things out finds more than putting things in.
            if (random.Next(3) == 0 || (field.ContainingOneof is not null && random.Next(2) == 0))
            {
                continue;
            }

            if (field.IsMap)
            {
                FillMap(message, field, depth);
            }
            else if (field.IsRepeated)
            {
                var list = (System.Collections.IList)field.Accessor.GetValue(message);
                for (var i = random.Next(3); i > 0; i--)
                {
                    if (Value(field, depth) is { } item)
                    {
                        list.Add(item);
                    }
                }
            }
            else if (Value(field, depth) is { } value)
            {
                field.Accessor.SetValue(message, value);
            }
        }
    }

    private void FillMap(IMessage message, FieldDescriptor field, int depth)
    {
        var map = (System.Collections.IDictionary)field.Accessor.GetValue(message);
        var key = Value(field.MessageType.FindFieldByNumber(1), depth);
        var value = Value(field.MessageType.FindFieldByNumber(2), depth);
        if (key is not null && value is not null)
        {
            map[key] = value;
        }
    }

    private object? Value(FieldDescriptor field, int depth)
    {
        switch (field.FieldType)
        {
            case FieldType.Message:
                if (depth > MaximumDepth)
                {
                    return null;
                }

                var inner = field.MessageType.Parser.ParseFrom([]);
                Fill(inner, depth + 1);
                // Wrapper types are values in C#.
                return field.MessageType.FullName.EndsWith("Value", StringComparison.Ordinal)
                    && field.MessageType.FullName.StartsWith("google.protobuf.", StringComparison.Ordinal)
                    ? inner.Descriptor.Fields[1].Accessor.GetValue(inner)
                    : inner;
            case FieldType.String:
                return _texts[random.Next(_texts.Count)];
            case FieldType.Bytes:
                return KnownBytes[random.Next(KnownBytes.Count)];
            case FieldType.Bool:
                return random.Next(2) == 0;
            case FieldType.Enum:
                return Enum.ToObject(field.EnumType.ClrType, random.Next(-1, 12));
            case FieldType.Double:
                return random.Next(2) == 0 ? double.NaN : random.NextDouble() * 1e9;
            case FieldType.Float:
                return (float)random.NextDouble();
            case FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32:
                return random.Next(4) == 0 ? int.MinValue : random.Next(-2, 20);
            case FieldType.UInt32 or FieldType.Fixed32:
                return (uint)random.Next(20);
            case FieldType.UInt64 or FieldType.Fixed64:
                return (ulong)random.Next(20);
            default:
                return random.Next(4) == 0 ? long.MaxValue : random.Next(-2, 20);
        }
    }
}
