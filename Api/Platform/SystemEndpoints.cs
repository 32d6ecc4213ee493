using System.Data.Common;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.ErrorAnalysis;
using OpsFlow.Api.Hosting;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Platform.Settings;
using OpsFlow.Platform.Store;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace OpsFlow.Api.Platform;

/// <summary>How the parts of the installation do, and what is not configured.</summary>
internal static class SystemEndpoints
{
    private const string Ok = "ok";
    private const string Down = "down";
    private const string Off = "off";

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/system", GetAsync)
        .WithTags("Health").WithName("GetSystem").Needs(Scope.Read)
        .WithSummary("Engine, store, models, Slack and GitHub: how they do, and which variable configures each.")
        .Answers<SystemParts>(200);

    private static async Task<IResult> GetAsync(
        ITemporalClient client, SettingStore store, IDatabase database, ModelHealthMonitor models,
        OpsFlowSettings opsFlow, SlackOptions slack, GitHubOptions gitHub, CancellationToken cancellationToken) =>
        Results.Json(new SystemParts(
        [
            await EngineAsync(client, cancellationToken),
            await StoreAsync(store, database, cancellationToken),
            await ModelsAsync(models, cancellationToken),
            Configured("slack", slack.BotToken, "OPSFLOW_SLACK_BOT_TOKEN", slack.ApiUrl.Host),
            Configured("slack-replies", slack.SigningSecret, "OPSFLOW_SLACK_SIGNING_SECRET"),
            Configured("github-webhook", gitHub.WebhookSecret, "OPSFLOW_GITHUB_WEBHOOK_SECRET", gitHub.Host),
            Configured("links", opsFlow.PublicUrl, "OPSFLOW_PUBLIC_URL", opsFlow.PublicUrl),
        ]));

    private static async Task<SystemPart> EngineAsync(ITemporalClient client, CancellationToken cancellationToken)
    {
        var address = TemporalRegistration.Cluster ?? "embedded";
        try
        {
            var isUp = await client.Connection.CheckHealthAsync(options: EngineCall.Brief(cancellationToken));
            return new("engine", isUp ? Ok : Down, address, "TEMPORAL_ADDRESS");
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or RpcTimeoutOrCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new("engine", Down, address, "TEMPORAL_ADDRESS");
        }
    }

    private static async Task<SystemPart> StoreAsync(
        SettingStore store, IDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            await store.FindAsync("health", cancellationToken);
            return new("store", Ok, $"{database.Kind}", "OPSFLOW_POSTGRES");
        }
        catch (DbException)
        {
            return new("store", Down, $"{database.Kind}", "OPSFLOW_POSTGRES");
        }
    }

    private static async Task<SystemPart> ModelsAsync(ModelHealthMonitor models, CancellationToken cancellationToken)
    {
        IReadOnlyList<ModelReport> reports;
        try
        {
            reports = await models.ReportAsync(false, cancellationToken);
        }
        catch (DbException)
        {
            // What is known of models is in the store, which is told as a part of its own.
            return new("models", Down, "", "OPSFLOW_LLM_URL");
        }

        var isDown = reports.Any(r => r.Health is { Healthy: false });
        return new(
            "models", reports.Count == 0 ? Off : isDown ? Down : Ok,
            string.Join(", ", reports.Select(r => r.Entry.Name)), "OPSFLOW_LLM_URL");
    }

    private static SystemPart Configured(string name, string? value, string variable, string? detail = null) =>
        new(name, string.IsNullOrEmpty(value) ? Off : Ok, string.IsNullOrEmpty(value) ? null : detail, variable);
}
