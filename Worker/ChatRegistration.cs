using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Activities.ChatTurn;
using OpsFlow.Activities.ChatTurn.Channels;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Infrastructure.Calendar;
using OpsFlow.Infrastructure.Documents;
using OpsFlow.Infrastructure.Hosts;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Infrastructure.Mail;
using OpsFlow.Infrastructure.Mcp;
using OpsFlow.Infrastructure.Places;
using OpsFlow.Infrastructure.Synology;
using OpsFlow.Infrastructure.Weather;
using OpsFlow.Infrastructure.WebSearch;
using OpsFlow.Infrastructure.Webhooks;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Schedules;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Worker;

/// <summary>Registers what conversations need.</summary>
internal static class ChatRegistration
{
    private const string CalendarClient = "calendar";
    private const string HostClient = "hosts";
    private const string ProviderClient = "chat-providers";

    // A turn's own limits are shorter; what is sent when it is over has no other.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>What the API and the worker both use.</summary>
    public static IServiceCollection AddChat(this IServiceCollection services, WorkerSettings worker)
    {
        services.TryAddSingleton(worker.Conversation);
        services.AddHostedService<ConversationReload>();
        services.TryAddSingleton(worker.Calendar);
        services.TryAddSingleton(worker.Mail);
        services.TryAddSingleton(worker.Documents);
        services.TryAddSingleton(worker.Hosts);
        services.TryAddSingleton(worker.Places);
        services.TryAddSingleton(worker.Weather);
        services.TryAddSingleton(worker.WebSearch);
        services.TryAddSingleton(worker.Mcp);
        services.TryAddSingleton(worker.Callbacks);
        services.TryAddSingleton(worker.Synology);
        services.TryAddSingleton<ChatStore>();
        services.TryAddSingleton<DraftStore>();
        services.TryAddSingleton<ChatCallbackStore>();
        services.TryAddSingleton<ChatDeliveryStore>();
        return services;
    }

    /// <summary>What the worker alone uses.</summary>
    public static IServiceCollection AddChatActivities(this IServiceCollection services)
    {
        services.TryAddSingleton<NodeBreakers>();
        services.TryAddSingleton<IntentCache>();
        services.TryAddSingleton<TurnPlanner>();
        services.TryAddSingleton<ConversationMemory>();
        services.TryAddSingleton<AnswerPrompt>();
        services.TryAddSingleton<ChatAnswerer>();
        services.TryAddSingleton<CalibrationStore>();
        services.TryAddSingleton<ModelGrader>();
        services.TryAddSingleton<AnswerGraders>();
        services.AddHttpClient(CalendarClient).ConfigurePrimaryHttpMessageHandler(CalDavCalendar.CreateHandler);
        // Where it is sent on to is no host of the list.
        services.AddHttpClient(HostClient).ConfigurePrimaryHttpMessageHandler(
            () => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        services.TryAddSingleton(p => new HostAgents(
            p.GetRequiredService<IHttpClientFactory>().CreateClient(HostClient), p.GetRequiredService<HostSettings>()));
        services.TryAddSingleton(p => new CalDavCalendar(
            p.GetRequiredService<IHttpClientFactory>().CreateClient(CalendarClient),
            p.GetRequiredService<CalendarSettings>()));
        // Their addresses are those of settings and nothing else; without a log of calls, as some have keys in them.
        services.AddHttpClient(ProviderClient, c => c.Timeout = s_patience).RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(
                () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.TryAddSingleton<IPlaceSearch>(p => new KakaoPlaces(
            Providers(p), p.GetRequiredService<PlaceSettings>()));
        services.TryAddSingleton<IWeatherSource>(p => new KmaWeather(
            Providers(p), p.GetRequiredService<WeatherSettings>(), p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IWebSearch>(p => new HttpWebSearch(
            Providers(p), p.GetRequiredService<WebSearchSettings>()));
        services.TryAddSingleton<IMcpToolbox, McpToolbox>();
        services.TryAddSingleton<ImapMailbox>();
        services.TryAddSingleton<DocumentLibrary>();
        services.TryAddSingleton(p => new SynologyChat(Providers(p), p.GetRequiredService<SynologySettings>()));
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton<IImageMaker, OpenAiImageMaker>();
        services.TryAddSingleton<ModelImages>();
        services.AddHostedService<ChatDeliveries>();
        services.AddChatNodes();
        services.AddSingleton<IMaintenanceTask, ChatRetention>();
        services.AddSingleton<IMaintenanceTask, ChatImageRetention>();
        return services;
    }

    private static HttpClient Providers(IServiceProvider services) =>
        services.GetRequiredService<IHttpClientFactory>().CreateClient(ProviderClient);
}
