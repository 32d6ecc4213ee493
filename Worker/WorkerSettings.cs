using OpsFlow.Infrastructure.Calendar;
using OpsFlow.Infrastructure.Documents;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Infrastructure.Hosts;
using OpsFlow.Infrastructure.Mail;
using OpsFlow.Infrastructure.Mcp;
using OpsFlow.Infrastructure.News;
using OpsFlow.Infrastructure.Places;
using OpsFlow.Infrastructure.S3;
using OpsFlow.Infrastructure.Search.Qdrant;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Infrastructure.Synology;
using OpsFlow.Infrastructure.Weather;
using OpsFlow.Infrastructure.WebSearch;
using OpsFlow.Infrastructure.Webhooks;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Settings;
using OpsFlow.Platform.Telemetry;
using OpsFlow.Records.Conversation;
using OpsFlow.Records.Waste;

namespace OpsFlow.Worker;

/// <summary>All that a worker and its adapters are told at start.</summary>
public sealed record WorkerSettings(
    OpsFlowSettings OpsFlow, SlackOptions Slack, GitHubOptions GitHub, QdrantSettings Qdrant, ModelRegistry Models,
    NewsSettings News, PharmacySettings Pharmacies, S3Settings S3, WasteLibrary Waste,
    ConversationLibrary Conversation, CalendarSettings Calendar,
    MailSettings Mail, DocumentSettings Documents, HostSettings Hosts, PlaceSettings Places, WeatherSettings Weather,
    WebSearchSettings WebSearch, McpSettings Mcp, CallbackSettings Callbacks, SynologySettings Synology,
    IReadOnlyCollection<string> Secrets)
{
    /// <summary>Reads them; what is wrong is with the reader.</summary>
    public static WorkerSettings Read(SettingsReader reader)
    {
        var settings = reader.Read<OpsFlowSettings>();
        // Other libraries read these themselves.
        reader.AddSecret(Environment.GetEnvironmentVariable("TEMPORAL_API_KEY"));
        foreach (var secret in OtlpSettings.Secrets)
        {
            reader.AddSecret(secret);
        }

        var waste = WasteSettings.Read(reader);
        return new(
            settings,
            reader.Read<SlackOptions>(),
            reader.Read<GitHubOptions>(),
            reader.Read<QdrantSettings>(),
            ModelRegistryReader.Read(reader, settings, null, ModelNames.Roles, ModelNames.Uses),
            reader.Read<NewsSettings>(),
            PharmacySettings.Read(reader),
            reader.Read<S3Settings>(),
            waste,
            ConversationSettings.Read(reader, waste),
            reader.Read<CalendarSettings>(),
            reader.Read<MailSettings>(),
            reader.Read<DocumentSettings>(),
            reader.Read<HostSettings>(),
            reader.Read<PlaceSettings>(),
            reader.Read<WeatherSettings>(),
            reader.Read<WebSearchSettings>(),
            McpSettings.Read(reader),
            reader.Read<CallbackSettings>(),
            reader.Read<SynologySettings>(),
            reader.Secrets);
    }
}
