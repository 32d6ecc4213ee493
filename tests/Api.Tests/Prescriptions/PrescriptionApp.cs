using System.Net;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.Prescriptions;

/// <summary>The program with a pharmacy, and short ways to ask it.</summary>
internal static class PrescriptionApp
{
    /// <summary>A model that answers in turn.</summary>
    public static Task<ModelServerHost> ModelAsync(double latencyMs, params string[] answers) =>
        ModelServerHost.StartAsync(new ModelScript
        {
            KeepsPrompts = true,
            Rules = [new() { Use = "paai", Texts = answers, MedianMs = latencyMs, P99Ms = latencyMs }],
        });

    public static Task<AppProcess> StartAsync(
        TempFolder data, TestPharmacy pharmacy, ModelServerHost? model, string temporalPort = "0",
        IReadOnlyDictionary<string, string>? more = null)
    {
        var environment = new Dictionary<string, string>
        {
            ["OPSFLOW_TEMPORAL_PORT"] = temporalPort,
            ["OPSFLOW_PHARMACIES_FILE"] = pharmacy.File,
        };
        if (model is not null)
        {
            environment["OPSFLOW_LLM_URL"] = $"{model.Endpoint}";
            environment["OPSFLOW_LLM_MODEL"] = "scripted-1";
            environment["OPSFLOW_LLM_PRICE"] = "3/15";
        }

        foreach (var (name, value) in more ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        return AppProcess.StartAsync(data.Path, environment);
    }

    public static Task<JsonNode> SuccessAsync(AppProcess app, string serial) => Until.NotNullAsync(
        async () => (await ItemsAsync(app)).FirstOrDefault(
            i => i["serial"]!.ToString() == serial && i["state"]!.ToString() == "Success"), $"success of {serial}");

    /// <summary>The first page of analyses, the newest first.</summary>
    public static async Task<List<JsonNode>> ItemsAsync(AppProcess app) =>
        [.. (await ArrayAsync(app, "api/v1/prescriptions?limit=200")).Select(i => i!)];

    public static async Task<JsonObject> GetAsync(AppProcess app, string path) =>
        (await app.Http.GetFromJsonAsync<JsonObject>(path))!;

    public static async Task<JsonArray> ArrayAsync(AppProcess app, string path) =>
        (await GetAsync(app, path))["items"]!.AsArray();

    public static async Task<HttpStatusCode> PostAsync(AppProcess app, string path, object body)
    {
        using var response = await app.Http.PostAsJsonAsync(path, body);
        return response.StatusCode;
    }
}
