using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// A pharmacy's database made on the spot, prescriptions written into it by SQL, cards followed live, acknowledged and
/// overridden in turn, a scripted model that takes its time to explain them, and OpsFlow killed thirty times meanwhile,
/// each third time between a card and its explanation: each prescription has one analysis in the end.
/// </summary>
internal sealed class PrescriptionDemo(DemoOptions options, DemoOutput output)
{
    private const int Kills = 30;
    private const int Today = 45;
    private const int Yesterday = 5;
    // Each third kill waits for a card that is being explained; the others come sooner or later after the start.
    private const int AtCard = 3;
    private const int StepMs = 25;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_cardPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeZoneInfo s_seoul = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");

    private readonly string _stateFile = Path.Combine(options.Folder, "state.json");
    private readonly HashSet<string> _shown = [];
    private int _decided;
    private int _betweenCardAndExplanation;

    /// <summary>Runs the demonstration.</summary>
    /// <exception cref="DemoException">A prescription has not exactly one analysis, or one is open.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var state = DemoState.LoadOrBegin(_stateFile);
        // Each run has a database of its own: one that was interrupted begins anew.
        state = (state with { IsDone = true }).Save(_stateFile);
        var folder = Path.Combine(options.Folder, $"{state.Number}");
        Directory.CreateDirectory(folder);
        await using var postgres =
            await DemoPostgres.TryStartAsync(Path.Combine(folder, "postgres"), cancellationToken);
        var pharmacy = postgres is null
            ? new DemoPharmacy("sqlite", $"Data Source={Path.Combine(folder, "pharmacy.db")}")
            : new DemoPharmacy("postgres", postgres.Connection);
        await pharmacy.CreateAsync(cancellationToken);
        await using var model = await ModelServerHost.StartAsync(Script());
        output.Say($"an invented pharmacy's database: {pharmacy.Kind}");
        var file = Path.Combine(folder, "pharmacies.yaml");
        await File.WriteAllTextAsync(
            file,
            $"pharmacies:\n  {state.Server}:\n    name: 새봄약국\n    database: {pharmacy.Kind}\n"
            + $"    connection: \"{pharmacy.Connection}\"\n",
            cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromTicks(s_patience.Ticks * 3));
        try
        {
            await RunAsync(state, pharmacy, model, file, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DemoException("the prescriptions were not analyzed in time; see the console for where they are");
        }
    }

    private static ModelScript Script() => new()
    {
        Rules =
        [
            new()
            {
                Use = "paai", MedianMs = 500, P99Ms = 500,
                Texts = ["""{"explanations":[{"card":"c1","text":"처방의와 상의하십시오."}]}"""],
            },
        ],
    };

    private static string Serial(int number, int daysAgo) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, s_seoul).AddDays(-daysAgo)
            .ToString("yyyyMMdd", CultureInfo.InvariantCulture)
        + number.ToString("000000", CultureInfo.InvariantCulture);

    private async Task RunAsync(
        DemoState state, DemoPharmacy pharmacy, ModelServerHost model, string file, CancellationToken token)
    {
        List<string> today = [];
        for (var i = 1; i <= Yesterday; i++)
        {
            await pharmacy.WriteAsync(Serial(i, 1), i, token);
        }

        output.Say($"{Yesterday} prescriptions of yesterday are there already");
        var more = new Dictionary<string, string>
        {
            ["OPSFLOW_PHARMACIES_FILE"] = file,
            ["OPSFLOW_LLM_URL"] = $"{model.Endpoint}", ["OPSFLOW_LLM_MODEL"] = "scripted-1",
        };
        var key = options.AdminKey ?? state.AdminKey;
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var api = ApiProcess.Start(options, key, state.SlackSigningSecret, output, more);
            using var client = new OpsFlowClient(await api.UrlAsync(token), key);
            foreach (var number in Enumerable.Range(today.Count + 1, Math.Min(2, Today - today.Count)))
            {
                today.Add(Serial(number, 0));
                await pharmacy.WriteAsync(today[^1], number, token);
                output.Say($"prescription {today[^1]} was written by SQL");
            }

            var isAtCard = kill % AtCard == 0;
            using var moment = CancellationTokenSource.CreateLinkedTokenSource(token);
            moment.CancelAfter(isAtCard ? s_cardPatience : TimeSpan.FromMilliseconds(StepMs * kill));
            var isBetween = await FollowAsync(
                state.Server, client, isAtCard ? model : null, () => api.HasExited, moment.Token);
            await api.KillAsync();
            _betweenCardAndExplanation += isBetween ? 1 : 0;
            output.Say($"killed, {kill} of {Kills}{(isBetween ? ", between a card and its explanation" : "")}");
        }

        await using var last = ApiProcess.Start(options, key, state.SlackSigningSecret, output, more);
        using var final = new OpsFlowClient(await last.UrlAsync(token), key);
        await CheckAsync(state.Server, final, today, () => last.HasExited, token);
    }

    // Follows the board's stream; decides on what it shows as a pharmacist would: one by one way, one by the other.
    // True once a card is there that the model is at work on.
    private async Task<bool> FollowAsync(
        string pharmacy, OpsFlowClient client, ModelServerHost? model, Func<bool> isGone, CancellationToken token)
    {
        try
        {
            var path = $"api/v1/prescriptions/events?pharmacy={pharmacy}";
            await foreach (var e in client.FollowAsync(path, isGone, token))
            {
                if (e.EventType != "prescription")
                {
                    continue;
                }

                var data = JsonNode.Parse(e.Data)!;
                var state = data["state"]?.ToString();
                var isNew = _shown.Add($"{data["id"]} {state} {data["undecided"]}");
                if (isNew)
                {
                    output.Say($"  {data["serial"]} {state} {data["indicator"]}");
                }

                if (isNew && state == "Generating" && model is not null && await IsAskedAsync(model, token))
                {
                    return true;
                }

                if (state == "Success" && _decided < 2)
                {
                    await DecideAsync(client, data["id"]!.ToString(), token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The moment has come.
        }

        return false;
    }

    // Not each card is one to explain.
    private static async Task<bool> IsAskedAsync(ModelServerHost model, CancellationToken token)
    {
        for (var i = 0; i < 20 && model.Active == 0; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), token);
        }

        return model.Active > 0;
    }

    private async Task DecideAsync(OpsFlowClient client, string id, CancellationToken token)
    {
        var detail = await client.SendAsync(() => new(HttpMethod.Get, $"api/v1/prescriptions/{id}?language=en"), token);
        foreach (var card in detail["cards"]!.AsArray().OfType<JsonObject>())
        {
            if (!(bool)card["needsDecision"]! || card["decision"] is not null)
            {
                continue;
            }

            var body = _decided % 2 == 0
                ? new JsonObject { ["action"] = "acknowledge" }
                : new JsonObject
                {
                    ["action"] = "override",
                    ["reason"] = card["overrideReasons"]![0]!["code"]!.ToString(),
                    ["text"] = "as agreed by telephone",
                };
            try
            {
                await client.SendAsync(
                    () => new(HttpMethod.Post, $"api/v1/prescriptions/{id}/cards/{card["uuid"]}/decision")
                    {
                        Content = JsonContent.Create(body),
                    },
                    token);
                _decided++;
                output.Say($"  {body["action"]}: {card["summary"]}");
            }
            catch (DemoException e) when (e.Message.Contains("409", StringComparison.Ordinal))
            {
                // Decided before the last kill, and the answer was lost with it.
            }
        }
    }

    private async Task CheckAsync(
        string pharmacy, OpsFlowClient client, List<string> today, Func<bool> isGone, CancellationToken token)
    {
        var day = $"{today[0][..4]}-{today[0][4..6]}-{today[0][6..8]}";
        while (true)
        {
            var all = (await client.SendAsync(
                () => new(HttpMethod.Get, $"api/v1/prescriptions?pharmacy={pharmacy}&limit=200"), token))["items"]!
                .AsArray().Select(i => i!).ToList();
            if (all.FirstOrDefault(i => i["state"]!.ToString() is "Failed" or "Withdrawn" or "Superseded") is { } bad)
            {
                throw new DemoException($"{bad["serial"]} is {bad["state"]}: {bad["reason"]}");
            }

            var ofToday = all.Where(i => i["day"]!.ToString() == day).ToList();
            foreach (var open in ofToday.Where(i => i["state"]!.ToString() == "Success" && (int)i["undecided"]! > 0))
            {
                await DecideAsync(client, open["id"]!.ToString(), token);
            }

            if (ofToday.Count >= today.Count
                && ofToday.All(i => i["state"]!.ToString() == "Success" && (int)i["undecided"]! == 0))
            {
                Check(all, ofToday, today);
                return;
            }

            if (isGone())
            {
                throw new DemoException("OpsFlow ended");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), token);
        }
    }

    private void Check(List<JsonNode> all, List<JsonNode> ofToday, List<string> today)
    {
        var serials = ofToday.Select(i => i["serial"]!.ToString()).Order().ToList();
        if (!serials.SequenceEqual(today.Order()))
        {
            throw new DemoException($"{today.Count} prescriptions have {serials.Count} analyses");
        }

        var skipped = all.Except(ofToday).ToList();
        if (skipped.Count != Yesterday || skipped.Any(i => i["state"]!.ToString() != "Skipped"))
        {
            throw new DemoException("yesterday's prescriptions are not listed as skipped");
        }

        if (_decided < 2)
        {
            throw new DemoException("no card was acknowledged and none overridden");
        }

        if (_betweenCardAndExplanation == 0 || ofToday.Any(i => i["explanationStatus"] is null))
        {
            throw new DemoException("no explanation was interrupted, or one is missing without a word");
        }

        output.Say(
            $"{today.Count} prescriptions, one analysis each, none open; {_decided} cards decided on; "
            + $"{skipped.Count} of yesterday skipped; {Kills} kills, {_betweenCardAndExplanation} of them between a "
            + "card and its explanation");
    }
}
