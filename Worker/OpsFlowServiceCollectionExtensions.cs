using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Activities.ChatTurn;
using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Activities.ErrorAnalysis.Notifications;
using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Activities.Maintenance;
using OpsFlow.Activities.Prescriptions;
using OpsFlow.Activities.ScanChain;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Infrastructure.Sandbox;
using OpsFlow.Infrastructure.Search.Qdrant;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Settings;
using OpsFlow.Platform.Store;
using OpsFlow.Platform.Telemetry;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Records.News;
using OpsFlow.Workflows.ChatTurn;
using OpsFlow.Workflows.ErrorAnalysis;
using OpsFlow.Workflows.Maintenance;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;
using OpsFlow.Workflows.ScanChain;
using OpsFlow.Workflows.Shared;
using Temporalio.Client;
using Temporalio.Extensions.Hosting;

namespace OpsFlow.Worker;

/// <summary>Registers the application's services and its workers.</summary>
public static class OpsFlowServiceCollectionExtensions
{
    // Each waits for the store or a chat, not for a processor.
    private const int LightSlots = 50;
    private const int MaintenanceSlots = 2;

    // More than all pharmacies' permits together: what is scarce is a pharmacy's permit, not a worker's slot.
    private const int PrescriptionSlots = 40;
    // Each waits for a model.
    private const int ScanSlots = 100;
    private const int ChatSlots = 240;

    private static readonly TimeSpan s_gracefulShutdown = TimeSpan.FromSeconds(10);

    /// <summary>Registers the store and what the API and the worker both use.</summary>
    public static IServiceCollection AddOpsFlowCore(this IServiceCollection services, WorkerSettings worker)
    {
        var settings = worker.OpsFlow;
        services.AddOpsFlowStore(new StoreOptions
        {
            DataFolder = settings.DataFolder,
            KeyFolder = settings.KeyFolder,
            PostgresConnectionString = settings.PostgresConnectionString,
        });
        services.TryAddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(worker.Slack);
        services.TryAddSingleton(worker.GitHub);
        // Without a log of its calls: Slack takes the address of a private answer for a password.
        services.AddHttpClient("slack", c => c.Timeout = TimeSpan.FromSeconds(20)).RemoveAllLoggers();
        // Octokit follows redirects itself and, other than the handler, sends the token there again.
        // How long a call may take is the client's own: of the pool only its handlers are used.
        services.AddHttpClient("github")
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.TryAddSingleton(p => new GitHubAppTokens(
            () => p.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("github"),
            p.GetRequiredService<GitHubOptions>(), p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<RepositoryTokens>();
        services.TryAddSingleton(p => new SlackClient(
            p.GetRequiredService<IHttpClientFactory>().CreateClient("slack"), p.GetRequiredService<SlackOptions>()));
        services.TryAddSingleton(_ =>
        {
            var redactor = new Redactor(settings.RedactedForm);
            foreach (var secret in worker.Secrets)
            {
                redactor.AddKnown(secret);
            }

            return redactor;
        });
        services.TryAddSingleton<DecisionSeal>();
        services.TryAddSingleton<SettingStore>();
        services.TryAddSingleton<ServerStore>();
        services.TryAddSingleton<ServerDirectory>();
        services.TryAddSingleton<EventSignals>();
        services.TryAddSingleton<EventStore>();
        services.TryAddSingleton<RunStartStore>();
        var times = new GroupingTimes();
        services.TryAddSingleton(times with
        {
            CoolDown = settings.CoolDown ?? times.CoolDown,
            MergeGrace = settings.MergeGrace ?? times.MergeGrace,
        });
        services.TryAddSingleton<AnalysisStore>();
        services.TryAddSingleton<NewsStore>();
        services.AddHttpClient(EndpointConnector.HttpClientName);
        services.TryAddSingleton<IModelConnector, EndpointConnector>();
        services.AddModels(worker.Models);
        services.AddOpsFlowPrescriptions(
            worker.Pharmacies.Registry, worker.Pharmacies.Drugs, worker.Pharmacies.Kims);
        services.AddScans(worker);
        services.AddChat(worker);
        services.AddHostedService<PostgresEventListener>();
        services.AddHostedService<EventTail>();
        return services;
    }

    /// <summary>Registers the client of a cluster, with the process' runtime; it connects when first used.</summary>
    public static IServiceCollection AddOpsFlowTemporalClient(
        this IServiceCollection services, TemporalClientConnectOptions connect) =>
        services.AddSingleton<ITemporalClient>(p =>
        {
            connect.LoggerFactory = p.GetRequiredService<ILoggerFactory>();
            connect.Runtime = p.GetRequiredService<OpsFlowSettings>().TemporalMetrics?.CreateRuntime();
            // Only then: the context travels in headers, which histories keep.
            connect.Interceptors = OtlpSettings.SendsTraces ? [new TracingInterceptor()] : null;
            return TemporalClient.CreateLazy(connect);
        });

    /// <summary>Registers the workers: workflows and activities of every task queue. Needs a Temporal client.</summary>
    public static IServiceCollection AddOpsFlowWorkers(this IServiceCollection services, WorkerSettings worker)
    {
        var settings = worker.OpsFlow;
        var verifier = new SandboxOptions { AllowUnconfined = settings.AllowUnconfinedTests };
        // The test command is somebody else's code: it sees neither our data nor our keys.
        verifier.HiddenFolders.Add(settings.DataFolder);
        services.AddQdrantCodeIndex(worker.Qdrant.ToOptions());
        services.AddOpsFlowAnalysis(verifier: verifier);
        services.AddErrorAnalyzer();
        services.TryAddSingleton(new NotifierOptions(settings.PublicUrl));
        services.TryAddSingleton<AnalysisNotifier>();
        services.TryAddSingleton(_ => new WorkFolders(Path.Combine(settings.DataFolder, "work")));
        services.TryAddSingleton<AnalysisSource>();
        services.TryAddSingleton<SourceMapFinder>();
        services.TryAddSingleton<FixReproof>();
        services.TryAddSingleton<GitHubFixPublisher>();
        services.TryAddSingleton<FixPublisher>();
        services.TryAddSingleton<PublishDelays>();
        services.AddSingleton<IMaintenanceTask, AnalysisEventRetention>();
        services.AddSingleton<IMaintenanceTask, IndexGarbage>();
        services.AddSingleton<IMaintenanceTask, StaleFolders>();
        services.AddSingleton<IMaintenanceTask, CardExpiry>();
        services.AddSingleton<IMaintenanceTask, BoardEventRetention>();
        services.AddSingleton<IMaintenanceTask>(p => new PrescriptionRetention(
            p.GetRequiredService<PrescriptionStore>(), worker.Pharmacies.Retention,
            p.GetRequiredService<TimeProvider>()));
        services.AddNewsCollection(worker.News);
        services.AddScanActivities();
        services.AddChatActivities();
        services.AddHostedService<MaintenanceSetup>();
        services.AddRestartingWorker(TaskQueues.ErrorAnalysis, settings.ActivitySlots)
            .AddWorkflow<ErrorAnalysisWorkflow>()
            .AddSingletonActivities<ErrorAnalysisActivities>();
        services.AddRestartingWorker(TaskQueues.LightOf(TaskQueues.ErrorAnalysis), LightSlots)
            .AddSingletonActivities<ErrorAnalysisActivities>();
        services.AddHostedService<PrescriptionWatchSetup>();
        services.AddRestartingWorker(TaskQueues.Prescriptions, PrescriptionSlots)
            .AddWorkflow<PrescriptionWatchWorkflow>()
            .AddWorkflow<PrescriptionAnalysisWorkflow>()
            .AddSingletonActivities<PrescriptionActivities>();
        services.AddRestartingWorker(TaskQueues.LightOf(TaskQueues.Prescriptions), LightSlots)
            .AddSingletonActivities<PrescriptionActivities>();
        services.AddRestartingWorker(TaskQueues.Scan, ScanSlots).AddWorkflow<ScanChainWorkflow>();
        foreach (var queue in new[]
        {
            TaskQueues.ScanVision, TaskQueues.ScanRule, TaskQueues.ScanAnswer, TaskQueues.ScanReward,
        })
        {
            services.AddRestartingWorker(queue, ScanSlots).AddSingletonActivities<ScanChainActivities>();
        }

        services.AddRestartingWorker(TaskQueues.Chat, ChatSlots)
            .AddWorkflow<ChatTurnWorkflow>()
            .AddSingletonActivities<ChatTurnActivities>();
        services.AddRestartingWorker(TaskQueues.LightOf(TaskQueues.Chat), LightSlots)
            .AddSingletonActivities<ChatTurnActivities>();
        services.AddRestartingWorker(TaskQueues.Maintenance, MaintenanceSlots)
            .AddWorkflow<MaintenanceWorkflow>()
            .AddSingletonActivities<MaintenanceActivities>();
        return services;
    }

    private static TemporalWorkerServiceOptionsBuilder AddRestartingWorker(
        this IServiceCollection services, string taskQueue, int activitySlots)
    {
        services.AddSingleton<IHostedService>(
            p => ActivatorUtilities.CreateInstance<RestartingWorker>(p, taskQueue));
        var builder = new TemporalWorkerServiceOptionsBuilder(taskQueue, services);
        builder.ConfigureOptions(options =>
        {
            options.TaskQueue = taskQueue;
            options.MaxConcurrentActivities = activitySlots;
            options.GracefulShutdownTimeout = s_gracefulShutdown;
        });
        return builder;
    }
}
