using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// A picture scanned through HTTP, the stages followed live, the label told when it is asked for, and the reward looked
/// for: exactly one. It is the same scan whenever it is repeated, so a second run brings nothing new.
/// </summary>
internal sealed class ScanDemo(DemoOptions options, DemoOutput output)
{
    private const string Key = "demo-scan";
    private const string Label = "투명 페트병";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs the demonstration.</summary>
    /// <exception cref="DemoException">There is not exactly one reward.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var state = DemoState.LoadOrBegin(Path.Combine(options.Folder, "state.json"));
        var adminKey = options.AdminKey ?? state.AdminKey;
        await using var api = ApiProcess.Start(options, adminKey, state.SlackSigningSecret, output);
        using var client = new OpsFlowClient(await api.UrlAsync(cancellationToken), adminKey);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            await RunAsync(client, () => api.HasExited, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DemoException($"the scan took longer than {s_patience.TotalMinutes} minutes");
        }
    }

    private async Task RunAsync(OpsFlowClient client, Func<bool> isGone, CancellationToken token)
    {
        var before = await BelongingsAsync(client, token);
        var known = await ScanAsync(client, token);
        var id = known["jobId"]!.ToString();
        // One whose reward is all there brings nothing any more, and one that begins now brings all of it. Between the
        // two is one that a killed demonstration left: what of it was counted before is not known.
        var isRepeat = IsSaved(await GetAsync(client, id, token));
        before = isRepeat ? await BelongingsAsync(client, token) : before;
        output.Say($"the picture was sent: scan {id}{(isRepeat ? ", known from before" : "")}");
        await foreach (var e in client.EventsAsync($"scans/{id}", isGone, token))
        {
            var data = JsonNode.Parse(e.Data)!;
            Show(e, data);
            if (e.EventType == "needs_input")
            {
                await TellAsync(client, id, token);
            }
        }

        var again = await ScanAsync(client, token);
        if (again["jobId"]!.ToString() != id)
        {
            throw new DemoException("the same request became another scan");
        }

        var scan = await SavedAsync(client, id, token);
        await CheckAsync(scan, token);
        var after = await BelongingsAsync(client, token);
        var points = scan["reward"]!["points"]!.GetValue<long>();
        var brought = before.With(scan["reward"]!["character"]!["id"]!.ToString(), points);
        if (!after.Equals(isRepeat ? before : brought)
            && (known["status"]!.ToString() == "Queued" || isRepeat || !after.Equals(before)))
        {
            throw new DemoException($"the user has {after}, and had {before} before");
        }

        output.Say(
            $"one reward: {scan["reward"]!["character"]!["name"]}, {points} points; 1 row in the ledger, 1 ownership; "
            + $"the user has {after}{(after.Equals(before) ? "; nothing new" : "")}");
    }

    private static Task<JsonObject> ScanAsync(OpsFlowClient client, CancellationToken token) => client.SendAsync(
        () => new(HttpMethod.Post, "api/v1/scans")
        {
            Content = new MultipartFormDataContent
            {
                { new ByteArrayContent(File.ReadAllBytes(Picture)), "image", "bottle.jpg" },
            },
            Headers = { { "Idempotency-Key", Key }, { "Accept-Language", "ko" } },
        },
        token);

    private static string Picture => Path.Combine(AppContext.BaseDirectory, "bottle.jpg");

    private static Task<JsonObject> GetAsync(OpsFlowClient client, string id, CancellationToken token) =>
        client.SendAsync(() => new(HttpMethod.Get, $"api/v1/scans/{id}"), token);

    private static async Task<DemoBelongings> BelongingsAsync(OpsFlowClient client, CancellationToken token)
    {
        var points = await client.SendAsync(() => new(HttpMethod.Get, "api/v1/users/me/points"), token);
        var owned = await client.SendAsync(() => new(HttpMethod.Get, "api/v1/users/me/characters"), token);
        return new(
            points["total"]!.GetValue<long>(), points["scans"]!.GetValue<long>(),
            owned["items"]!.AsArray().Where(c => c!["scanId"] is not null)
                .Select(c => c!["character"]!["id"]!.ToString()));
    }

    private static bool IsSaved(JsonObject scan) => scan["status"]!.ToString() == "Done"
        && scan["reward"]?["character"] is not null
        && scan["reward"]!["writes"]!.AsObject().All(w => w.Value!.ToString() == "saved");

    private async Task TellAsync(OpsFlowClient client, string id, CancellationToken token)
    {
        var scan = await GetAsync(client, id, token);
        // The event may be one that is shown again, after the answer.
        if (scan["status"]!.ToString() != "NeedsInput")
        {
            return;
        }

        await client.SendAsync(
            () => new(HttpMethod.Post, $"api/v1/scans/{id}/label")
            {
                Content = JsonContent.Create(new JsonObject { ["label"] = Label }),
            },
            token);
        output.Say($"  the label was told: {Label}");
    }

    // The writes do not hold the answer up: they are waited for here.
    private static async Task<JsonObject> SavedAsync(OpsFlowClient client, string id, CancellationToken token)
    {
        while (true)
        {
            var scan = await GetAsync(client, id, token);
            if (scan["status"]!.ToString() != "Done")
            {
                throw new DemoException($"the scan is {scan["status"]}: {scan["detail"]}");
            }

            if (scan["reward"]?["character"] is null)
            {
                throw new DemoException($"there is no reward: {scan["reward"]?["reason"]}");
            }

            if (IsSaved(scan))
            {
                return scan;
            }

            await Task.Delay(100, token);
        }
    }

    private async Task CheckAsync(JsonObject scan, CancellationToken token)
    {
        var answer = scan["answer"]!;
        output.Say($"{answer["item"]}: {answer["category"]} {answer["subcategory"]}");
        output.Quote(answer["instructions"]!.AsArray().Select(i => $"- {i!["text"]} [{i["rule"]}]"));
        var reward = scan["reward"]!;
        var rows = await new DemoStore(options).RewardRowsAsync(
            scan["jobId"]!.ToString(), scan["userId"]!.ToString(), reward["character"]!["id"]!.ToString(),
            reward["points"]!.GetValue<long>(), token);
        if (rows != DemoRewardRows.Once)
        {
            throw new DemoException($"the store has {rows}, and must have each once");
        }
    }

    private void Show(SseItem<string> e, JsonNode data) => output.Say(e.EventType switch
    {
        "stage" => $"  {data["seq"],3} {data["stage"]} {data["status"]}",
        _ => $"  {data["seq"],3} {e.EventType} {data["detail"]}".TrimEnd(),
    });
}
