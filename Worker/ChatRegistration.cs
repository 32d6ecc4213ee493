using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Activities.ChatTurn;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Infrastructure.Calendar;
using OpsFlow.Infrastructure.Documents;
using OpsFlow.Infrastructure.Hosts;
using OpsFlow.Infrastructure.Mail;
using OpsFlow.Platform.Schedules;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Worker;

/// <summary>Registers what conversations need.</summary>
internal static class ChatRegistration
{
    private const string CalendarClient = "calendar";
    private const string HostClient = "hosts";

    /// <summary>What the API and the worker both use.</summary>
    public static IServiceCollection AddChat(this IServiceCollection services, WorkerSettings worker)
    {
        services.TryAddSingleton(worker.Conversation);
        services.AddHostedService<ConversationReload>();
        services.TryAddSingleton(worker.Calendar);
        services.TryAddSingleton(worker.Mail);
        services.TryAddSingleton(worker.Documents);
        services.TryAddSingleton(worker.Hosts);
        services.TryAddSingleton<ChatStore>();
        return services;
    }

    /// <summary>What the worker alone uses.</summary>
    public static IServiceCollection AddChatActivities(this IServiceCollection services)
    {
        services.TryAddSingleton<DraftStore>();
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
        services.TryAddSingleton<ImapMailbox>();
        services.TryAddSingleton<DocumentLibrary>();
        services.AddChatNodes();
        services.AddSingleton<IMaintenanceTask, ChatRetention>();
        return services;
    }
}
