namespace OpsFlow.Scenarios.Telemetry;

/// <summary>One run with a model from report to publication, watched in every way, for all tests of a class.</summary>
public sealed class WatchedRun : IAsyncLifetime
{
    private const string Answer = """
        {"rootCause":"The dictionary changes while it is read.","confidence":0.9,"severity":"High",
         "affectedFiles":[{"path":"shop/figures.py","reason":"reads and deletes","method":"drop_sold_out",
           "firstLine":1,"lastLine":5}],
         "explanation":"Read a copy.","edits":[
           {"path":"shop/figures.py","before":"for name in stock:","after":"for name in list(stock):"}],
         "noFixReason":""}
        """;

    private readonly TempFolder _data = new();
    private readonly TempFolder _shop = new();
    private ScriptedModel _model = null!;
    private AppProcess _app = null!;

    /// <summary>The collector; null where there is none.</summary>
    public OtelCollector? Collector { get; private set; }

    public string AnalysisId { get; private set; } = "";

    /// <summary>What <c>/metrics</c> told while the run waited and a stream was open.</summary>
    public string MetricsWhileOpen { get; private set; } = "";

    /// <summary>What it told when the run was over.</summary>
    public string Metrics { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says(Answer));
        var settings = new Dictionary<string, string>
        {
            ["OPSFLOW_LLM_URL"] = $"{_model.Endpoint}",
            ["OPSFLOW_LLM_MODEL"] = "scripted",
            ["OPSFLOW_LLM_API_KEY"] = "model-key-marker",
        };
        if (Counterparts.ReasonToSkip(OtelCollector.Program) is null)
        {
            Collector = await OtelCollector.StartAsync();
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Endpoint;
            settings["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            settings["OTEL_BSP_SCHEDULE_DELAY"] = "500";
        }

        _app = await AppProcess.StartAsync(_data.Path, settings);
        var api = new OpsFlowApi(_app.Http);
        var error = await PlainShop.RegisterAsync(api, _shop.Path, "watched");
        AnalysisId = await api.ReportAsync(error);
        using (var stream = await _app.Http.GetStreamAsync(new Uri(
            $"api/v1/analyses/{AnalysisId}/events", UriKind.Relative)))
        {
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync() is { } line && !line.Contains("AwaitingApproval"))
            {
                // Until a person is asked.
            }

            MetricsWhileOpen = await ReadAsync(waiting: 1);
        }

        var waiting = await api.WaitForStateAsync(AnalysisId, "AwaitingApproval");
        await api.DecideAsync(AnalysisId, "approve", waiting["patchHash"]!.ToString());
        await api.WaitForStateAsync(AnalysisId, "Published");
        await api.ClosedHistoryAsync(AnalysisId);
        Metrics = await ReadAsync(waiting: 0);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _model.DisposeAsync();
        if (Collector is not null)
        {
            await Collector.DisposeAsync();
        }

        _data.Dispose();
        _shop.Dispose();
    }

    // What is asked of the store is kept for a moment.
    private Task<string> ReadAsync(int waiting) => Until.NotNullAsync(
        async () =>
        {
            var metrics = await _app.Http.GetStringAsync("metrics");
            return WatchedRunTests.Value(metrics, "opsflow_approvals_waiting") == waiting ? metrics : null;
        },
        $"metrics with {waiting} approvals waiting");
}
