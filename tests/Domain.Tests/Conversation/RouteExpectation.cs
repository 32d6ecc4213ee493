using System.Globalization;
using System.Text.Json;
using OpsFlow.Domain.Conversation.Routing;

namespace OpsFlow.Domain.Tests.Conversation;

/// <summary>
/// Compares a route with what a row of the set expects. What only the classifier can say, as whether it answers
/// directly, is compared as far as the rules tell it.
/// </summary>
internal static class RouteExpectation
{
    /// <summary>Why a route is none that the row allows; null when it is.</summary>
    public static string? Fault(MessageRoute route, JsonElement expect, DateOnly today)
    {
        if (MustNot(expect).FirstOrDefault(m => Does(route, m, today)) is { } done)
        {
            return $"must not: {done}";
        }

        if (!expect.TryGetProperty("stage", out _) && expect.TryGetProperty("any_of", out var options))
        {
            var faults = options.EnumerateArray().Select(o => OptionFault(route, o, today)).ToList();
            var wanted = expect.TryGetProperty("preferred", out var preferred) ? faults[preferred.GetInt32()] : null;
            return faults.Exists(f => f is null) ? wanted : string.Join("; or ", faults);
        }

        return OptionFault(route, expect, today);
    }

    private static IEnumerable<string> MustNot(JsonElement expect) =>
        expect.TryGetProperty("must_not", out var list) ? list.EnumerateArray().Select(m => m.GetString()!) : [];

    private static bool Does(MessageRoute route, string what, DateOnly today)
    {
        var tools = route.Tools.Select(t => t.Tool).ToList();
        return what switch
        {
            "calendar" => tools.Exists(t => t.StartsWith("calendar.", StringComparison.Ordinal)),
            "infra" => tools.Exists(t => t.StartsWith("infra.", StringComparison.Ordinal)),
            "status models" => route.Status == "models",
            "draft confirm" => route.Draft == "confirm",
            "draft refuse" => route.Draft == "refuse",
            "refusal" => route.Refusal is not null,
            "classifier create_draft" => tools.Contains("calendar.create_draft"),
            "this week" => route.Days?.From <= today && route.Days?.To >= today && route.Days?.From != route.Days?.To,
            "weather" => route.Intents.Any(i => i.Name == "weather"),
            _ when what.Contains('.', StringComparison.Ordinal) && !what.Contains(' ', StringComparison.Ordinal) =>
                tools.Contains(what),
            _ => false,
        };
    }

    private static string? OptionFault(MessageRoute route, JsonElement option, DateOnly today)
    {
        foreach (var property in option.EnumerateObject())
        {
            var value = property.Value;
            var fault = property.Name switch
            {
                "stage" => value.GetString() is "any" or null || Stage(route) == value.GetString()
                    ? null
                    : $"stage {Stage(route)}, not {value}",
                "tool" => ToolFault(route, value.GetString()!, option, today),
                "tools" => value.EnumerateArray().All(t => route.Tools.Any(c => c.Tool == t.GetString()))
                    ? null
                    : $"tools {Tools(route)}, not {value}",
                "draft" => route.Draft == value.GetString() ? null : $"draft {route.Draft}",
                "refusal" => route.Refusal == value.GetString() ? null : $"refusal {route.Refusal}",
                "status" => route.Status == value.GetString() ? null : $"status {route.Status}",
                "needs" => route.Needs == value.GetString() ? null : $"needs {route.Needs}",
                "hasMultiIntent" => route.HasMultiIntent == value.GetBoolean() ? null : "has more than one intent",
                "cached" => route.IsCacheable == value.GetBoolean() ? null : "may come from the cache",
                "intents" => value.EnumerateArray().Select(i => i.GetString()).Order()
                    .SequenceEqual(route.Intents.Select(i => i.Name).Order())
                    ? ParameterFault(route, option)
                    : $"intents {string.Join(", ", route.Intents.Select(i => i.Name))}, not {value}",
                "action" => ActionFault(route, value.GetString()!),
                "any_of" => value.EnumerateArray().Select(o => OptionFault(route, o, today)).ToList() is var faults
                    && faults.Exists(f => f is null) ? null : $"none of {value}: {string.Join("; ", faults)}",
                _ => null,
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string Stage(MessageRoute route) => route.Stage == RouteStage.Prerouter ? "prerouter" : "classifier";

    private static string Tools(MessageRoute route) => string.Join(
        " ", route.Tools.Select(t => $"{t.Tool}({string.Join(", ", t.Parameters.Select(p => $"{p.Key}={p.Value}"))})"));

    // Directly, by research or with a question back is the classifier's choice where no tool is meant.
    private static string? ActionFault(MessageRoute route, string action) =>
        route.Action == action || (action is "direct" or "route" or "clarify" && route.Tools.Count == 0
            && route.Action is "direct" or "route" or "clarify")
            ? null
            : $"action {route.Action}, not {action}";

    private static string? ParameterFault(MessageRoute route, JsonElement option) =>
        option.TryGetProperty("params", out var parameters)
            ? parameters.EnumerateObject().Where(p => !route.Intents.Any(i =>
                    i.Parameters.TryGetValue(p.Name, out var v) && $"{v}" == p.Value.GetString()))
                .Select(p => $"{p.Name} is not {p.Value}").FirstOrDefault()
            : null;

    private static string? ToolFault(MessageRoute route, string tool, JsonElement option, DateOnly today)
    {
        var calls = route.Tools.Where(t => t.Tool == tool).ToList();
        // Searching one day, today, is the same as asking for today.
        if (calls.Count == 0 && tool == "calendar.search" && route.Tools.Any(t => t.Tool == "calendar.today"))
        {
            calls = [ToolCall.Of(tool, ("date_from", Iso(today)), ("date_to", Iso(today)))];
        }

        if (calls.Count == 0)
        {
            return $"tools {Tools(route)}, not {tool}";
        }

        return option.TryGetProperty("params", out var expected)
            ? calls.Select(c => CallFault(c, expected)).FirstOrDefault(f => f is null) is null
                && calls.TrueForAll(c => CallFault(c, expected) is not null)
                ? $"{Tools(route)}: {CallFault(calls[0], expected)}"
                : null
            : null;
    }

    private static string? CallFault(ToolCall call, JsonElement expected)
    {
        foreach (var parameter in expected.EnumerateObject())
        {
            var (name, value) = (parameter.Name, parameter.Value);
            var actual = call.Parameters.GetValueOrDefault(name.Replace("_contains", "").Replace("_any_of", ""));
            var isRight = name.EndsWith("_contains", StringComparison.Ordinal)
                ? $"{actual}".Contains(value.GetString()!, StringComparison.Ordinal)
                : value.ValueKind == JsonValueKind.Array
                    ? value.EnumerateArray().Any(v => v.GetString() == $"{actual}")
                    : string.Format(CultureInfo.InvariantCulture, "{0}", actual) == value.ToString();
            if (!isRight)
            {
                return $"{name} is {actual}, not {value}";
            }
        }

        // What is not expected is not there either, but for what a window of days adds.
        return call.Parameters.Keys.FirstOrDefault(k => k == "query" && call.Tool == "email.search"
            && !expected.TryGetProperty("query", out _)) is { } extra
            ? $"{extra} is {call.Parameters[extra]}"
            : null;
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
