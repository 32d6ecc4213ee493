using System.Globalization;
using System.Text.Json;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Visibility;

/// <summary>
/// Values of search attributes: text, <see cref="long"/> (also times in ticks), <see cref="double"/>,
/// <see cref="bool"/> or a list of texts.
/// </summary>
internal static class AttributeValues
{
    private const int NanosPerTick = 100;

    /// <summary>A run's value of an attribute; null when it has none.</summary>
    public static object? Of(RunState run, string attribute, IndexedValueType type) => attribute switch
    {
        "WorkflowId" => run.WorkflowId,
        "RunId" => run.RunId,
        "WorkflowType" => run.WorkflowType,
        "TaskQueue" => run.TaskQueue,
        "ExecutionStatus" => run.Status.ToString(),
        "StartTime" => run.StartTime,
        "ExecutionTime" => run.ExecutionTime,
        "CloseTime" => run.CloseTime == 0 ? null : run.CloseTime,
        "HistoryLength" => run.CloseTime == 0 ? null : run.NextEventId - 1,
        "HistorySizeBytes" => run.CloseTime == 0 ? null : run.HistorySize,
        "ExecutionDuration" => run.CloseTime == 0 ? null : (run.CloseTime - run.ExecutionTime) * NanosPerTick,
        "StateTransitionCount" => run.CloseTime == 0 ? null : run.StateTransitions,
        "ParentWorkflowId" => run.Parent?.WorkflowId,
        "ParentRunId" => run.Parent?.RunId,
        "RootWorkflowId" => run.Root?.WorkflowId,
        "RootRunId" => run.Root?.RunId,
        _ => run.SearchAttributes is not null
            && run.SearchAttributes.IndexedFields.TryGetValue(attribute, out var payload)
            ? Decode(payload, type)
            : null,
    };

    /// <summary>A literal of a query.</summary>
    /// <exception cref="ListQueryException">It does not fit the attribute.</exception>
    public static object ParseLiteral(string attribute, IndexedValueType type, string text, bool quoted)
    {
        if (attribute == "ExecutionStatus")
        {
            return ParseStatus(text).ToString();
        }

        if (attribute == "ExecutionDuration")
        {
            return ParseDuration(text);
        }

        switch (type)
        {
            case IndexedValueType.Int
                when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return number;
            case IndexedValueType.Double
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return number;
            case IndexedValueType.Bool when bool.TryParse(text, out var value):
                return value;
            case IndexedValueType.Datetime:
                if (!quoted
                    && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nanos))
                {
                    return DateTime.UnixEpoch.Ticks + (nanos / NanosPerTick);
                }

                return ParseTime(text) ?? throw Invalid(attribute, text);
            case IndexedValueType.Keyword or IndexedValueType.KeywordList or IndexedValueType.Text when quoted:
                return text;
            default:
                throw Invalid(attribute, text);
        }
    }

    private static ListQueryException Invalid(string attribute, string text) =>
        new($"invalid value for search attribute {attribute}: '{text}'");

    private static WorkflowExecutionStatus ParseStatus(string text)
    {
        const string prefix = "WORKFLOW_EXECUTION_STATUS_";
        var name = text.StartsWith(prefix, StringComparison.Ordinal)
            ? text[prefix.Length..].Replace("_", "", StringComparison.Ordinal)
            : text;
        return Enum.TryParse<WorkflowExecutionStatus>(name, ignoreCase: true, out var status) && Enum.IsDefined(status)
            ? status
            : throw new ListQueryException($"invalid ExecutionStatus value '{text}'");
    }

    private static long ParseDuration(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nanos))
        {
            return nanos;
        }

        if (TimeSpan.TryParseExact(text, @"hh\:mm\:ss", CultureInfo.InvariantCulture, out var span))
        {
            return span.Ticks * NanosPerTick;
        }

        try
        {
            return GoDuration.Parse(text) * NanosPerTick;
        }
        catch (FormatException)
        {
            throw new ListQueryException($"invalid value for search attribute ExecutionDuration: '{text}'");
        }
    }

    private static long? ParseTime(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out var time)
        ? time.UtcTicks
        : null;

    /// <summary>A value that does not fit its type, as text; null when it fits or is empty.</summary>
    public static string? Mismatch(Payload payload, IndexedValueType type)
    {
        if (payload.Data.IsEmpty || Decode(payload, type) is not null)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(payload.Data.Memory);
            return json.RootElement switch
            {
                { ValueKind: JsonValueKind.Null } => null,
                { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 0 => null,
                var value => value.ToString(),
            };
        }
        catch (JsonException)
        {
            return payload.Data.ToStringUtf8();
        }
    }

    private static object? Decode(Payload payload, IndexedValueType type)
    {
        try
        {
            using var json = JsonDocument.Parse(payload.Data.Memory);
            var root = json.RootElement;
            return type switch
            {
                IndexedValueType.KeywordList when root.ValueKind == JsonValueKind.Array =>
                    root.EnumerateArray().Select(e => e.ToString()).ToList(),
                IndexedValueType.KeywordList when root.ValueKind == JsonValueKind.String =>
                    new List<string> { root.GetString()! },
                // Some clients send single values as lists of one.
                _ when root.ValueKind == JsonValueKind.Array => root.GetArrayLength() == 1
                    ? Scalar(root[0], type) : null,
                _ => Scalar(root, type),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static object? Scalar(JsonElement value, IndexedValueType type) => type switch
    {
        IndexedValueType.Int when value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number) => number,
        IndexedValueType.Double when value.ValueKind == JsonValueKind.Number => value.GetDouble(),
        IndexedValueType.Bool when value.ValueKind is JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        IndexedValueType.Datetime when value.ValueKind == JsonValueKind.String => ParseTime(value.GetString()!),
        IndexedValueType.Keyword or IndexedValueType.Text or IndexedValueType.KeywordList
            when value.ValueKind == JsonValueKind.String => value.GetString(),
        _ => null,
    };
}
