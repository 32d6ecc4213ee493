using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFlow.Scenarios.Telemetry;

/// <summary>What a run leaves in traces and metrics, and that rules and dashboard ask only for that.</summary>
public sealed partial class WatchedRunTests(WatchedRun run) : IClassFixture<WatchedRun>
{
    private static readonly string[] s_words = ["by", "without", "on", "ignoring", "and", "or", "unless", "bool"];

    public static TheoryData<string> Files => ["alerts.yaml", "dashboard.json"];

    [RequiresFact(OtelCollector.Program)]
    public async Task Trace_FromTheReportToThePublication_IsOne()
    {
        var collector = run.Collector!;
        await Until.TrueAsync(() => Task.FromResult(Find("RunActivity:Publish").Any()), "span of the publication");
        var trace = Find("POST /api/v1/webhook/error").Single()["traceId"]!.ToString();
        await Until.TrueAsync(
            () => Task.FromResult(Find("CompleteWorkflow:ErrorAnalysis").Any()), "span of the workflow's end");

        var names = collector.Spans().Where(s => s["traceId"]!.ToString() == trace)
            .Select(s => s["name"]!.ToString()).ToList();
        foreach (var expected in new[]
        {
            "DurableStart:ErrorAnalysis", "RunWorkflow:ErrorAnalysis", "StartActivity:Analyse", "RunActivity:Analyse",
            "chat scripted", "POST", "RunActivity:Publish", "CompleteWorkflow:ErrorAnalysis",
        })
        {
            Assert.Contains(expected, names);
        }

        // The model was called within its activity.
        var spans = collector.Spans().ToDictionary(s => s["spanId"]!.ToString());
        var chat = spans.Values.First(s => s["name"]!.ToString() == "chat scripted");
        Assert.Contains("RunActivity:Analyse", Above(chat));
        // The run's outcome is on the span of its end.
        Assert.Contains("\"Published\"", Find("CompleteWorkflow:ErrorAnalysis").Single()["attributes"]!.ToJsonString());
        // Neither what was said, nor keys, nor the polls of workers.
        var all = string.Concat(spans.Values.Select(s => s.ToJsonString()));
        Assert.DoesNotContain("drop_sold_out", all, StringComparison.Ordinal);
        Assert.DoesNotContain("temporal.api", all, StringComparison.Ordinal);

        IEnumerable<string> Above(JsonNode span)
        {
            while (spans.TryGetValue(span["parentSpanId"]?.ToString() ?? "", out var parent))
            {
                yield return parent["name"]!.ToString();
                span = parent;
            }
        }

        IEnumerable<JsonNode> Find(string name) => collector.Spans().Where(s => s["name"]!.ToString() == name);
    }

    [RequiresFact(OtelCollector.Program)]
    public Task Metrics_WithAnEndpoint_AreSentThere() => Until.TrueAsync(
        () => Task.FromResult(
            new[] { "opsflow_runs", "opsflow_events_appended", "gen_ai.client.token.usage" }
                .All(run.Collector!.Metrics().Contains)),
        "metrics");

    [Fact]
    public async Task Secrets_OfEveryKind_AreNowhere()
    {
        var places = await run.PlacesAsync();
        // The search itself works: what may be seen is found where it must be.
        Assert.Contains(places, p => p.Place.EndsWith("opsflow.db", StringComparison.Ordinal)
            || p.Place.EndsWith("opsflow.db-wal", StringComparison.Ordinal));
        Assert.Contains(places, p => p.Place == "prompts" && p.Text.Contains("drop_sold_out"));
        Assert.Contains(places, p => p.Place == "command lines" && p.Text.Contains("OpsFlow.Api"));
        Assert.Contains(places, p => p.Place.Contains(".db") && p.Text.Contains(run.AnalysisId));
        Assert.Contains(places, p => p.Place == "settings" && p.Text.Contains("OPSFLOW_S3_SECRET_KEY"));

        Assert.Empty(
            from place in places
            from marker in run.Secrets
            where place.Text.Contains(marker, StringComparison.Ordinal)
            select $"{marker} is in {place.Place}");
    }

    [RequiresFact("promtool")]
    public async Task Metrics_ByPromtool_AreClean()
    {
        var (exitCode, output, error) = await Tool.TryRunAsync("promtool", ["check", "metrics"], input: run.Metrics);
        Assert.True(exitCode == 0, error + output);
    }

    [Fact]
    public void Metrics_OfTheRun_CountIt()
    {
        Assert.Equal(1, Value(run.MetricsWhileOpen, "sse_active_connections", "transport=\"sse\""));
        Assert.Equal(1, Value(run.MetricsWhileOpen, "opsflow_approvals_waiting"));
        Assert.True(Value(run.MetricsWhileOpen, "opsflow_event_delivery_delay_seconds_count") > 0);
        Assert.Equal(0, Value(run.Metrics, "opsflow_approvals_waiting"));
        Assert.Equal(1, Value(run.Metrics, "opsflow_runs", "state=\"Published\""));
        Assert.Equal(1, Value(run.Metrics, "opsflow_recent_runs", "state=\"Published\""));
        Assert.Equal(0, Value(run.Metrics, "chat_stream_active"));
        Assert.True(Value(run.Metrics, "chat_stream_tokens_total") > 0);
        Assert.Equal(1, Value(run.Metrics, "chat_stream_duration_seconds_count"));
        Assert.True(Value(run.Metrics, "chat_stream_token_latency_seconds_count") > 0);
        Assert.Equal(0, Value(run.Metrics, "opsflow_pending_starts"));
        Assert.Equal(0, Value(run.Metrics, "opsflow_extra_publications"));
        Assert.Equal(0, Value(run.Metrics, "opsflow_extra_rewards"));
        Assert.Equal(0, Value(run.Metrics, "opsflow_rewards_missing"));
        Assert.Equal(0, Value(run.Metrics, "opsflow_records_without_run", "workflow=\"ErrorAnalysis\""));

        Assert.Contains("opsflow_model_cost_today{", run.Metrics, StringComparison.Ordinal);
        // The turn of the chat too, and what no run has had yet.
        foreach (var workflow in new[] { "ErrorAnalysis", "ScanChain", "ChatTurn", "PrescriptionAnalysis" })
        {
            Assert.Contains(run.Metrics.Split('\n'), l => l.StartsWith("opsflow_recent_runs{", StringComparison.Ordinal)
                && l.Contains($"workflow=\"{workflow}\"", StringComparison.Ordinal)
                && l.Contains("state=\"Failed\"", StringComparison.Ordinal));
        }

        // No ids among the labels.
        Assert.DoesNotContain(run.AnalysisId, run.Metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("watched", run.Metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("temporal.api", run.Metrics, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Queries_OfAFile_NameMetricsThatThereAre(string file)
    {
        var known = run.Metrics.Split('\n').Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split('{', ' ')[0]).ToHashSet();
        var queries = DeployFiles.Queries(file);
        Assert.True(queries.Count >= 10, $"only {queries.Count} queries");
        var unknown = queries.SelectMany(MetricsOf).Distinct().Where(m => !known.Contains(m));
        Assert.Empty(unknown);
    }

    internal static double Value(string metrics, string name, string label = "")
    {
        var line = metrics.Split('\n').Single(l => (l.StartsWith($"{name}{{", StringComparison.Ordinal)
            || l.StartsWith($"{name} ", StringComparison.Ordinal)) && l.Contains(label, StringComparison.Ordinal));
        return double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> MetricsOf(string query)
    {
        var bare = Grouping().Replace(Selector().Replace(query, " "), " ");
        return Name().Matches(bare).Select(m => m.Value).Where(name => !s_words.Contains(name));
    }

    // What selects series of a metric, or the time to look at.
    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|""[^""]*""")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    // Names, but those of functions, which a parenthesis follows.
    [GeneratedRegex(@"(?<![\w.])[a-zA-Z_:][\w:]*\b(?!\s*\()")]
    private static partial Regex Name();
}
