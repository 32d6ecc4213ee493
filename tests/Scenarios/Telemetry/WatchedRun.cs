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
    private readonly TempFolder _files = new();
    private readonly List<string> _given = [];
    private readonly SecretMarkers _markers = new();
    private ScriptedModel _model = null!;
    private AppProcess _app = null!;

    /// <summary>All that is secret: what the program was given, and what it gave.</summary>
    public IEnumerable<string> Secrets => SecretMarkers.All.Concat(_given);

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
            ["OPSFLOW_GITHUB_APP_ID"] = "1",
            ["OPSFLOW_GITHUB_APP_KEY_FILE"] = _files.Write("app.pem", SecretMarkers.AppKey),
            ["OPSFLOW_PHARMACIES_FILE"] = _files.Write("pharmacies.yaml", """
                pharmacies:
                  corner: { name: Corner, database: postgres, connection_env: PHARMACY_DB, interval: 1h }
                """),
        };
        foreach (var (name, value) in SecretMarkers.Settings)
        {
            settings[name] = value;
        }

        if (Counterparts.ReasonToSkip(OtelCollector.Program) is null)
        {
            Collector = await OtelCollector.StartAsync();
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Endpoint;
            settings["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            settings["OTEL_BSP_SCHEDULE_DELAY"] = "500";
        }

        _app = await AppProcess.StartAsync(_data.Path, settings);
        var api = new OpsFlowApi(_app.Http);
        await GiveSecretsAsync(api);
        var error = await PlainShop.RegisterAsync(api, _shop.Path, "watched", SecretMarkers.Repository);
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
        await TalkAsync();
        // Totals are counted once a minute.
        Metrics = await ReadAsync(waiting: 0, published: 1);
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
        _files.Dispose();
        _markers.Dispose();
    }

    /// <summary>All places where a secret could be found that is kept or sent somewhere else, by name.</summary>
    public async Task<IReadOnlyList<(string Place, string Text)>> PlacesAsync()
    {
        var places = new List<(string Place, string Text)>
        {
            ("log", string.Join('\n', _app.Output)),
            ("metrics", MetricsWhileOpen + Metrics),
            ("prompts", string.Concat(_model.Requests.Select(r => r.ToJsonString()))),
            ("command lines", string.Join('\n', _markers.CommandLines)),
            ("analysis", await _app.Http.GetStringAsync($"api/v1/analyses/{AnalysisId}")),
            ("servers", await _app.Http.GetStringAsync("api/v1/servers")),
            ("settings", await _app.Http.GetStringAsync("api/v1/settings")),
            ("keys", await _app.Http.GetStringAsync("api/v1/keys")),
            ("callbacks", await _app.Http.GetStringAsync("api/v1/chat/callbacks")),
            ("history", await _app.Http.GetStringAsync($"api/v1/analyses/{AnalysisId}/history")),
        };
        // As they are on the disk: a database's file holds its rows' texts as they are. The keys' folder is apart.
        places.AddRange(Directory.EnumerateFiles(_data.Path, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
            .Select(f => (f, System.Text.Encoding.Latin1.GetString(ReadOpen(f)))));
        if (Collector is not null)
        {
            places.Add(("spans", string.Concat(Collector.Spans().Select(s => s.ToJsonString()))));
            places.Add(("sent metrics", string.Concat(Collector.Metrics())));
        }

        return places;
    }

    private static byte[] ReadOpen(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    // A turn that asks no model, followed to its end.
    private async Task TalkAsync()
    {
        using var sent = await _app.Http.PostAsJsonAsync(
            "api/v1/chat/watched/messages", new { clientId = "1", message = "내일 오후 3시에 치과 약속 잡아줘" });
        var events = (await sent.Content.ReadFromJsonAsync<JsonObject>())!["events"]!.ToString();
        Assert.Contains("event: done", await _app.Http.GetStringAsync(new Uri(events, UriKind.Relative)));
    }

    private async Task GiveSecretsAsync(OpsFlowApi api)
    {
        await api.RegisterAsync(new JsonObject
        {
            ["name"] = "signed",
            ["hosts"] = new JsonArray("10.1.1.1"),
            ["repositoryUrl"] = _shop.Path,
            ["webhookSecret"] = SecretMarkers.Webhook,
        });
        using var added = await _app.Http.PostAsJsonAsync(
            "api/v1/users", new { name = "mina", role = "Viewer", password = SecretMarkers.Password });
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync());
        using var signedIn = await _app.Http.PostAsJsonAsync(
            "api/v1/session", new { name = "mina", password = SecretMarkers.Password });
        Assert.True(signedIn.IsSuccessStatusCode, await signedIn.Content.ReadAsStringAsync());
        _given.Add(await GivenAsync("chat/callbacks", new { url = "http://127.0.0.1:1/told" }, "secret"));
        var key = await GivenAsync("keys", new { name = "reader", scopes = new[] { "read" } }, "key");
        _given.Add(key);
        using var reader = new HttpRequestMessage(HttpMethod.Get, "api/v1/servers");
        reader.Headers.Authorization = new("Bearer", key);
        using var read = await _app.Http.SendAsync(reader);
        Assert.True(read.IsSuccessStatusCode, await read.Content.ReadAsStringAsync());
    }

    private async Task<string> GivenAsync(string path, object body, string field)
    {
        using var response = await _app.Http.PostAsJsonAsync($"api/v1/{path}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonObject>())![field]!.ToString();
    }

    // What is asked of the store is kept for a moment.
    private Task<string> ReadAsync(int waiting, int? published = null) => Until.NotNullAsync(
        async () =>
        {
            var metrics = await _app.Http.GetStringAsync("metrics");
            return WatchedRunTests.Value(metrics, "opsflow_approvals_waiting") == waiting
                && (published is null
                    || WatchedRunTests.Value(metrics, "opsflow_runs", "state=\"Published\"") == published)
                ? metrics
                : null;
        },
        $"metrics with {waiting} approvals waiting and {published} runs published");
}
